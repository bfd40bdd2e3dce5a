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
from scheduling.models import PlannedOrder
from suppliers.models import PurchaseOrderLine

LOT, MADE, BOUGHT, PLANNED, SOLD = (
    model._meta.label_lower for model in (Lot, WorkOrder, PurchaseOrderLine, PlannedOrder, SalesOrderLine)
)
WORDS = {
    LOT: ("run", pgettext_lazy("supply", "stock")),
    "lot": ("run", pgettext_lazy("supply", "stock")),
    MADE: ("ready", _("work order")),
    BOUGHT: ("ready", _("purchase order")),
    PLANNED: ("plan", _("planned order")),
}  # how a supply looks, and what it is
PAGES = {LOT: "lots:detail", MADE: "work-orders:detail", PLANNED: "planned-orders:detail"}


def linked(needs: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The same needs, each and each of its supplies with the `url` of its page; "" for what has none. Three queries."""
    asked: dict[str, set[int]] = defaultdict(set)
    for need in needs:
        for kind, pk in (_row(need.get("by", "")), *((supply["type"], supply["id"]) for supply in need["from"])):
            if pk:
                asked[kind].add(pk)
    above = _above(asked)
    for need in needs:
        need["url"] = _need_url(*_row(need.get("by", "")), above)
        for supply in need["from"]:
            supply["url"] = _supply_url(supply["type"], supply["id"], above)
            supply["tone"], supply["word"] = WORDS.get(supply["type"], ("plan", ""))
            supply["amount"] = Decimal(supply["quantity"])
    return needs


Above = dict[str, dict[int, int]]


def _above(asked: dict[str, set[int]]) -> Above:
    """The orders of sales and purchase lines, and the items of planned orders."""
    return {
        SOLD: dict(SalesOrderLine.objects.filter(pk__in=asked[SOLD]).values_list("pk", "order_id")),
        BOUGHT: dict(PurchaseOrderLine.objects.filter(pk__in=asked[BOUGHT]).values_list("pk", "order_id")),
        PLANNED: dict(PlannedOrder.objects.filter(pk__in=asked[PLANNED]).values_list("pk", "item_id")),
    }


def _row(named: str) -> tuple[str, int]:
    """`orders.workorder:17` as a pair; nothing, where nobody is named."""
    kind, _colon, pk = named.partition(":")
    return kind, int(pk) if pk else 0


def _need_url(kind: str, pk: int, above: Above) -> str:
    """Upwards: a planned order leads to the requirements of what it makes."""
    if kind == MADE:
        return reverse(PAGES[MADE], args=[pk])
    if order := above[SOLD].get(pk) if kind == SOLD else None:
        return reverse("sales-orders:detail", args=[order])
    item = above[PLANNED].get(pk) if kind == PLANNED else None
    return reverse("mrp-item", args=[item]) if item else ""


def _supply_url(kind: str, pk: int | None, above: Above) -> str:
    if kind == BOUGHT:
        order = above[BOUGHT].get(pk or 0)
        return reverse("purchase-orders:detail", args=[order]) if order else ""
    return reverse(PAGES[kind], kwargs={"pk": pk}) if pk and kind in PAGES else ""
