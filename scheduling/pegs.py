"""Where the pegs of an item lead: the page of what needs it, and of what it is supplied from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory.models import Lot
from orders.models import SalesOrderLine, WorkOrder
from scheduling.models import Forecast, PlannedOrder
from suppliers.models import PurchaseOrderLine

LOT, MADE, BOUGHT, PLANNED, SOLD, EXPECTED = (
    model._meta.label_lower for model in (Lot, WorkOrder, PurchaseOrderLine, PlannedOrder, SalesOrderLine, Forecast)
)
WORDS = {
    LOT: ("run", pgettext_lazy("supply", "stock")),
    "lot": ("run", pgettext_lazy("supply", "stock")),
    MADE: ("ready", _("work order")),
    BOUGHT: ("ready", _("purchase order")),
    PLANNED: ("plan", _("planned order")),
}  # how a supply looks, and what it is
PAGES = {
    LOT: "lots:detail",
    MADE: "work-orders:detail",
    PLANNED: "planned-orders:detail",
    EXPECTED: "forecasts:detail",
}


def linked(needs: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The same needs, each and each of its supplies with the `url` of its page; "" for what has none.

    A query for each kind of row.
    """
    asked: dict[str, set[int]] = defaultdict(set)
    for need in needs:
        for kind, pk in (_row(need.get("by", "")), *((supply["type"], supply["id"]) for supply in need["from"])):
            if pk:
                asked[kind].add(pk)
    above = _above(asked)
    for need in needs:
        kind, pk = _row(need.get("by", ""))
        need["url"] = _need_url(kind, pk, above)
        if kind == EXPECTED:
            need["kind"], need["whole"] = Forecast._meta.verbose_name, above[EXPECTED].get(pk, (None, ""))[0]
        need["for"] = need["for"] or above[kind].get(pk, ("", ""))[1] if kind in above else need["for"]
        for given in need.get("instead", ()):
            given["amount"] = Decimal(given["quantity"])
        for supply in need["from"]:
            supply["url"] = _supply_url(supply["type"], supply["id"], above)
            supply["tone"], supply["word"] = WORDS.get(supply["type"], ("plan", ""))
            supply["amount"] = Decimal(supply["quantity"])
    return needs


Above = dict[str, dict[int, tuple[Any, str]]]


def _above(asked: dict[str, set[int]]) -> Above:
    """The orders of sales and purchase lines, and the items of planned orders: the id of each and its name. Of
    forecasts how much was expected, and for how long."""
    paths = {
        SOLD: (SalesOrderLine, "order_id", "order__number"),
        BOUGHT: (PurchaseOrderLine, "order_id", "order__number"),
        PLANNED: (PlannedOrder, "item_id", "item__code"),
        EXPECTED: (Forecast, "quantity", "period"),
    }
    return {
        kind: {
            pk: (above, name) for pk, above, name in model.objects.filter(pk__in=asked[kind]).values_list("pk", *path)
        }
        for kind, (model, *path) in paths.items()
    }


def _row(named: str) -> tuple[str, int]:
    """`orders.workorder:17` as a pair; nothing, where nobody is named."""
    kind, _colon, pk = named.partition(":")
    return kind, int(pk) if pk else 0


def _need_url(kind: str, pk: int, above: Above) -> str:
    """Upwards: a planned order leads to the requirements of what it makes."""
    if kind in (MADE, EXPECTED):
        return reverse(PAGES[kind], args=[pk])
    page = {SOLD: "sales-orders:detail", PLANNED: "mrp-item"}.get(kind)
    row = above[kind].get(pk) if page else None
    return reverse(page, kwargs={"pk": row[0]}) if row else ""


def _supply_url(kind: str, pk: int | None, above: Above) -> str:
    if kind == BOUGHT:
        order = above[BOUGHT].get(pk or 0)
        return reverse("purchase-orders:detail", args=[order[0]]) if order else ""
    return reverse(PAGES[kind], kwargs={"pk": pk}) if pk and kind in PAGES else ""
