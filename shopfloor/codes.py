"""What the codes on papers say: plain text, so that they outlive addresses and can be typed by hand."""

from __future__ import annotations

from inventory.models import Lot
from orders.models import WorkOrder, WorkOrderOperation

MARK = "/"


def code_of(order: WorkOrder, operation: WorkOrderOperation | None = None) -> str:
    """`WO-2026-00042` for an order, `WO-2026-00042/20` for one of its operations."""
    return f"{order.number}{MARK}{operation.sequence}" if operation else order.number


def meant_by(code: str) -> WorkOrder | WorkOrderOperation | None:
    """The order or operation that a scanned code names; an order's own number may contain the mark."""
    number, _mark, sequence = code.strip().rpartition(MARK)
    if number and sequence.isdigit() and len(sequence) < 10:
        found = WorkOrderOperation.objects.filter(work_order__number=number, sequence=int(sequence))
        if operation := found.select_related("work_order__item").first():
            return operation
    return WorkOrder.objects.filter(number=code.strip()).select_related("item").first()


def lot_called(code: str, order: WorkOrder) -> Lot | None:
    """The lot of that code of an item the order needs."""
    items = order.components.values("item")
    return Lot.objects.filter(code=code.strip(), item__in=items).select_related("item").first()
