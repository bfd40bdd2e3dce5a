"""From a standard to a work order: its operations, components and what else comes out, copied from the active routing
and bill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from base.refusals import Unacceptable
from bom.models import BomLine, LineKind, Operation, Supply
from bom.states import StandardState
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation, WorkOrderOutput

COPIED = (
    "sequence", "name", "work_center_id", "setup_minutes", "run_minutes", "run_quantity", "in_batches", "transfer_lot",
    "subcontract_days", "first_piece",
)  # fmt: skip
DEEPEST_PHANTOM = 20
LINE = (
    "component_id", "kind", "quantity", "scrap_rate", "yield_rate", "cost_share", "operation_sequence",
    "effective_from", "effective_to",
)  # fmt: skip
NAMED = {
    "parent": F("bom__item_id"),
    "base": F("bom__base_quantity"),
    "revision": F("bom__revision"),
    "supply": F("component__supply"),
    "decimals": F("component__unit__decimals"),
}


@dataclass(frozen=True)
class Need:
    """So much of an item at an operation (None: at the first)."""

    item_id: int
    sequence: int | None
    quantity: Decimal


@dataclass(frozen=True)
class Standards:
    """The active routings and bills of some items, and the bills of every phantom: two queries."""

    operations: dict[int, list[Operation]]
    lines: dict[int, list[dict[str, Any]]]

    @classmethod
    def of(cls, item_ids: set[int]) -> Standards:
        operations: dict[int, list[Operation]] = defaultdict(list)
        found = Operation.objects.filter(routing__item_id__in=item_ids, routing__state=StandardState.ACTIVE)
        for operation in found.select_related("routing").order_by("routing_id", "sequence"):
            operations[operation.routing.item_id].append(operation)
        lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for line in _lines(item_ids):
            lines[line["parent"]].append(line)
        return cls(operations, lines)

    def needs(self, order: WorkOrder) -> list[Need]:
        """What the order needs, phantoms replaced by what they are made of, one entry per item and operation."""
        sums: dict[tuple[int, int | None], Decimal] = defaultdict(Decimal)
        decimals: dict[int, int] = {}
        for line, quantity, sequence in self._exploded(order.item_id, order.quantity, order.due_on, None, 0):
            if line["kind"] == LineKind.COMPONENT:
                sums[line["component_id"], sequence] += quantity
                decimals[line["component_id"]] = line["decimals"]
        return [Need(item, at, _rounded(quantity, decimals[item])) for (item, at), quantity in sums.items()]

    def outputs(self, order: WorkOrder) -> list[WorkOrderOutput]:
        """What else comes out of the order, line by line."""
        lines = self._exploded(order.item_id, order.quantity, order.due_on, None, 0)
        return [
            WorkOrderOutput(
                work_order=order,
                operation_sequence=sequence,
                item_id=line["component_id"],
                kind=line["kind"],
                cost_share=line["cost_share"],
                expected=_rounded(quantity, line["decimals"], ROUND_FLOOR),
            )
            for line, quantity, sequence in lines
            if line["kind"] != LineKind.COMPONENT
        ]

    def _exploded(
        self, item_id: int, quantity: Decimal, on: date, sequence: int | None, depth: int
    ) -> Iterator[tuple[dict[str, Any], Decimal, int | None]]:
        for line in self.lines.get(item_id, ()):
            if not _in_effect(line, on):
                continue
            need = quantity * line["quantity"] / line["base"] * (1 + line["scrap_rate"]) / line["yield_rate"]
            at = line["operation_sequence"] if sequence is None else sequence
            if line["supply"] == Supply.PHANTOM and line["kind"] == LineKind.COMPONENT and depth < DEEPEST_PHANTOM:
                yield from self._exploded(line["component_id"], need, on, at, depth + 1)
            else:
                yield line, need, at


def build(orders: Sequence[WorkOrder]) -> None:
    """Give new work orders the operations, components and outputs of the standards in force.

    Raises Unacceptable, naming the items, when one has no active routing: nothing is made without a standard.
    """
    standards = Standards.of({order.item_id for order in orders})
    if lacking := sorted({str(order.item) for order in orders if order.item_id not in standards.operations}):
        raise Unacceptable(_("%(items)s: no active routing. Activate one first") % {"items": ", ".join(lacking)})
    operations = [_operation(order, model) for order in orders for model in standards.operations[order.item_id]]
    components = [
        WorkOrderComponent(
            work_order=order, item_id=need.item_id, operation_sequence=need.sequence, required=need.quantity
        )
        for order in orders
        for need in standards.needs(order)
    ]
    for order in orders:
        order.routing_revision = standards.operations[order.item_id][0].routing.revision
        order.bom_revision = next((line["revision"] for line in standards.lines.get(order.item_id, ())), "")
    WorkOrderOperation.objects.bulk_create(operations, batch_size=2000)
    WorkOrderComponent.objects.bulk_create(components, batch_size=2000)
    outputs = [output for order in orders for output in standards.outputs(order)]
    WorkOrderOutput.objects.bulk_create(outputs, batch_size=2000)


def _lines(item_ids: set[int]) -> list[dict[str, Any]]:
    wanted = Q(bom__item_id__in=item_ids) | Q(bom__item__supply=Supply.PHANTOM)
    found = BomLine.objects.filter(wanted, bom__state=StandardState.ACTIVE).order_by("bom_id", "position")
    return list(found.values(*LINE, **NAMED))


def _in_effect(line: dict[str, Any], on: date) -> bool:
    return (line["effective_from"] or on) <= on <= (line["effective_to"] or on)


def _rounded(quantity: Decimal, decimals: int, rounding: str = ROUND_CEILING) -> Decimal:
    """To the next quantity that can be counted out; a trace of division is no need of its own."""
    exact = quantity.quantize(Decimal("1e-9"))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


def _operation(order: WorkOrder, model: Operation) -> WorkOrderOperation:
    return WorkOrderOperation(work_order=order, **{name: getattr(model, name) for name in COPIED})
