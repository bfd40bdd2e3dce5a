"""Which operation uses a component, and how much of it so many units need."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation


def user_of(component: WorkOrderComponent, operations: Sequence[WorkOrderOperation]) -> WorkOrderOperation:
    """The operation that uses a component: the one it names, or the next there is; after the last, the last."""
    asked = component.operation_sequence or 0
    return next((operation for operation in operations if operation.sequence >= asked), operations[-1])


def needed(component: WorkOrderComponent, order: WorkOrder, units: Decimal) -> Decimal:
    """What the first `units` of an order need of a component, in quantities its unit can count.

    Rounded on the running total: however it is reported, all units of the order need exactly what it requires.
    """
    exact = component.required * units / order.quantity
    return exact.quantize(Decimal(1).scaleb(-component.item.unit.decimals), rounding=ROUND_HALF_UP)
