"""Which operation uses a component or brings something else, and how much of it for so many units."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from bom.models import Item
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation, WorkOrderOutput


def user_of(component: WorkOrderComponent, operations: Sequence[WorkOrderOperation]) -> WorkOrderOperation:
    """The operation that uses a component: the one it names, or the next there is; after the last, the last."""
    asked = component.operation_sequence or 0
    return next((operation for operation in operations if operation.sequence >= asked), operations[-1])


def source_of(output: WorkOrderOutput, operations: Sequence[WorkOrderOperation]) -> WorkOrderOperation:
    """The operation that something comes out of: the one it names, or the next there is, or the last."""
    asked = operations[-1].sequence if output.operation_sequence is None else output.operation_sequence
    return next((operation for operation in operations if operation.sequence >= asked), operations[-1])


def needed(component: WorkOrderComponent, order: WorkOrder, units: Decimal) -> Decimal:
    """What the first `units` of an order need of a component, in quantities its unit can count.

    Rounded on the running total: however it is reported, all units of the order need exactly what it requires.
    """
    return _share(component.required, component.item, order, units)


def brought(output: WorkOrderOutput, order: WorkOrder, units: Decimal) -> Decimal:
    """What the first `units` of an order bring of something else; rounded as what they need is."""
    return _share(output.expected, output.item, order, units)


def _share(whole: Decimal, item: Item, order: WorkOrder, units: Decimal) -> Decimal:
    exact = whole * units / order.quantity
    return exact.quantize(Decimal(1).scaleb(-item.unit.decimals), rounding=ROUND_HALF_UP)
