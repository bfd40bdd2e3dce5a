"""What exists for a sales order: every supply that the last calculation pegged to it, down through what is made.

A supply that serves several needs counts with the part that is for this order. What a planned order has become since
is found by what it became.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.copying import NONE
from base.tenancy import current_tenant_id
from bom.models import Item
from engine.mrp import SCALE
from inventory.models import Lot
from orders.models import SalesOrder, WorkOrder
from orders.states import WorkOrderState
from scheduling.models import PlannedOrder
from scheduling.packed import KINDS
from scheduling.states import PlannedState
from suppliers.models import PurchaseOrderLine
from suppliers.states import PurchaseOrderState

MADE, BOUGHT, PLANNED = (model._meta.label_lower for model in (WorkOrder, PurchaseOrderLine, PlannedOrder))
STOCK = Lot._meta.label_lower
DEEPEST = 20  # levels; no structure of items is as deep, and a loop ends here

# Each peg once, then from the order's lines down: a supply's needs carry the part of it that is for the order.
WALK = f"""
    WITH RECURSIVE pegs AS MATERIALIZED (
        SELECT item_id, (%(kinds)s)[1 + (needs->'kind'->>peg.need::int)::int] || ':' || (needs->'id'->>peg.need::int)
            AS need, (%(kinds)s)[1 + peg.kind::int] AS kind, nullif(peg.id::bigint, %(none)s) AS id, peg.text,
            peg.quantity::numeric / {SCALE} AS quantity
        FROM (
            SELECT item_id, pegs::jsonb AS needs FROM scheduling_itemplan WHERE tenant_id = %(tenant)s
        ) AS plan, ROWS FROM (
            jsonb_array_elements_text(needs->'supply_of'), jsonb_array_elements_text(needs->'supply_kind'),
            jsonb_array_elements_text(needs->'supply_id'), jsonb_array_elements_text(needs->'supply_text'),
            jsonb_array_elements_text(needs->'supply_quantity')
        ) AS peg (need, kind, id, text, quantity)
    ), given AS (
        SELECT kind, id, sum(quantity) AS quantity FROM pegs GROUP BY kind, id
    ), reached AS (
        SELECT item_id, kind, id, text, quantity, 1 AS depth FROM pegs WHERE need = ANY (%(lines)s)
        UNION ALL
        SELECT pegs.item_id, pegs.kind, pegs.id, pegs.text, pegs.quantity * reached.quantity / given.quantity,
            reached.depth + 1
        FROM reached JOIN given USING (kind, id)
        JOIN pegs ON pegs.need = reached.kind || ':' || reached.id
        WHERE reached.depth < {DEEPEST} AND given.quantity > 0
    )
    SELECT item_id, kind, id, text, sum(quantity) AS quantity FROM reached
    WHERE kind IN (%(made)s, %(bought)s, %(planned)s, %(stock)s, 'lot')
    GROUP BY item_id, kind, id, text ORDER BY min(depth), text, item_id"""


@dataclass(frozen=True, slots=True)
class PeggedSupply:
    """`quantity`: the part that is for the order. `row`: the work order or purchase line; None for what is not one.

    `may`: what can be decided of it besides keeping it.
    """

    kind: str
    text: str
    item: Item
    quantity: Decimal
    row: Any = None
    may: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        return str(NAMELESS[self.kind]) if self.kind == PLANNED or not self.text else self.text

    @property
    def key(self) -> tuple[str, str]:
        return self.called, self.item.code

    @property
    def state(self) -> str:
        if self.row is None:
            return str(pgettext_lazy("supply", "planned") if self.kind == PLANNED else _("in stock"))
        return str((self.row if self.kind == MADE else self.row.order).get_state_display())

    @property
    def whole(self) -> Decimal:
        """All of it that is still open; what is not ordered or made has no more than its part."""
        if self.kind == MADE:
            return Decimal(self.row.quantity)
        return Decimal(self.row.quantity - self.row.received) if self.kind == BOUGHT else self.quantity


def supplies_of(order: SalesOrder) -> list[PeggedSupply]:
    """Nearest to the order first: six queries for any number of them."""
    lines = [f"orders.salesorderline:{pk}" for pk in order.lines.values_list("pk", flat=True)]
    found = _became(_walked(lines))
    items = Item.objects.select_related("unit").in_bulk({item for item, *_rest in found})
    rows = {MADE: WorkOrder.objects.in_bulk(_ids(found, MADE))}
    rows[BOUGHT] = PurchaseOrderLine.objects.select_related("order").in_bulk(_ids(found, BOUGHT))
    supplies = (_supply(items[item], kind, rows, *rest) for item, kind, *rest in found)
    return [supply for supply in supplies if supply is not None]


Walked = tuple[int, str, int | None, str, Decimal]  # item, kind, id, text, quantity


def _walked(lines: Sequence[str]) -> list[Walked]:
    packed = {"kinds": list(KINDS), "none": NONE}
    names = {"made": MADE, "bought": BOUGHT, "planned": PLANNED, "stock": STOCK}
    with connection.cursor() as cursor:
        cursor.execute(WALK, {"tenant": current_tenant_id(), "lines": list(lines), **names, **packed})
        return list(cursor.fetchall())


def _became(found: Iterable[Walked]) -> list[Walked]:
    """Planned orders that were firmed since the calculation are what they became; others of them stay."""
    listed = list(found)
    firmed = PlannedOrder.objects.filter(pk__in=_ids(listed, PLANNED), state=PlannedState.FIRMED)
    became = {pk: (kind, key) for pk, kind, key in firmed.values_list("pk", "became_type", "became_id")}
    bought = PurchaseOrderLine.objects.filter(order__in=[k for kind, k in became.values() if kind != MADE])
    line = {(order, item): pk for pk, order, item in bought.values_list("pk", "order", "item")}
    rows = []
    for item, kind, key, text, quantity in listed:
        if kind == PLANNED and key in became:
            kind, key = became[key]
            kind, key = (kind, key) if kind == MADE else (BOUGHT, line.get((key, item)))
        rows.append((item, kind, key, text, quantity))
    return rows


def _ids(found: Iterable[Walked], kind: str) -> set[int]:
    return {key for _item, known, key, *_rest in found if known == kind and key is not None}


def _supply(
    item: Item, kind: str, rows: dict[str, dict[int, Any]], key: int | None, text: str, quantity: Decimal
) -> PeggedSupply | None:
    """None for what was closed or cancelled since the calculation."""
    part = quantity.quantize(Decimal(1).scaleb(-item.unit.decimals), ROUND_DOWN)
    if kind not in (MADE, BOUGHT):
        return PeggedSupply(kind, text, item, part)
    row = rows[kind].get(key or 0)
    may = _possible(kind, row) if row else None
    return None if may is None else PeggedSupply(kind, str(row), item, part, row, may)


def _possible(kind: str, row: Any) -> tuple[str, ...] | None:
    if kind == MADE:
        return MADE_MAY.get(row.state)
    return BOUGHT_MAY if row.order.state in (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED) else None


NAMELESS = {PLANNED: _("planned order"), STOCK: _("in stock"), "lot": _("in stock")}
REDUCE, CANCEL = "reduce", "cancel"
BOUGHT_MAY = (REDUCE, CANCEL)
MADE_MAY: dict[str, tuple[str, ...]] = {
    WorkOrderState.FIRM: (REDUCE, CANCEL),
    WorkOrderState.RELEASED: (REDUCE, CANCEL),
    WorkOrderState.STARTED: (REDUCE,),
}
