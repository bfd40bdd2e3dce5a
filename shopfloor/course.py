"""An order on its way through its operations: how much may be worked on where, and when all of it is through."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from base.actions import ROW_LOCK
from base.tenancy.prepared import prepared
from bom.models import Item
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation, WorkOrderOutput
from orders.needs import source_of, user_of
from orders.states import OperationState, WorkOrderState

AT_WORK = (OperationState.STARTED, OperationState.PAUSED)


@prepared
def _locked_order(order: Any) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(pk=order).select_for_update(**ROW_LOCK).select_related("item__unit")


@prepared
def _locked_operations(order: Any) -> QuerySet[WorkOrderOperation]:
    rows = WorkOrderOperation.objects.filter(work_order=order)
    return rows.select_for_update(**ROW_LOCK).order_by("sequence")


@prepared
def _components(order: Any) -> QuerySet[WorkOrderComponent]:
    rows = WorkOrderComponent.objects.filter(work_order=order, item__stocked=True)
    return rows.select_related("item__unit").order_by("id")


@prepared
def _outputs(order: Any) -> QuerySet[WorkOrderOutput]:
    return WorkOrderOutput.objects.filter(work_order=order).select_related("item__unit").order_by("id")


@dataclass
class Course:
    """An order and its operations in sequence.

    Who holds a locked one is alone with the order until the transaction ends.
    """

    order: WorkOrder
    item: Item
    operations: list[WorkOrderOperation]

    @classmethod
    def locked(cls, order_id: int, holding: WorkOrderOperation | None = None) -> Course:
        """For writing. `holding`: one of its operations that an action is changing in memory."""
        [order] = _locked_order(order_id)
        found = [holding if holding and row.pk == holding.pk else row for row in _locked_operations(order_id)]
        for operation in found:
            operation.work_order = order
        return cls(order, order.item, found)

    @cached_property
    def components(self) -> list[WorkOrderComponent]:
        """What has to be issued to it; what nobody keeps in stock has not."""
        return _components(self.order.pk)

    @cached_property
    def outputs(self) -> list[WorkOrderOutput]:
        return _outputs(self.order.pk)

    @property
    def last(self) -> WorkOrderOperation:
        return self.operations[-1]

    def one(self, pk: int) -> WorkOrderOperation:
        return next(row for row in self.operations if row.pk == pk)

    def before(self, operation: WorkOrderOperation) -> WorkOrderOperation | None:
        place = self.operations.index(operation)
        return self.operations[place - 1] if place else None

    def after(self, operation: WorkOrderOperation) -> WorkOrderOperation | None:
        place = self.operations.index(operation) + 1
        return self.operations[place] if place < len(self.operations) else None

    def user_of(self, component: WorkOrderComponent) -> WorkOrderOperation:
        return user_of(component, self.operations)

    def used_at(self, operation: WorkOrderOperation) -> list[WorkOrderComponent]:
        return [component for component in self.components if self.user_of(component) is operation]

    def brought_at(self, operation: WorkOrderOperation) -> list[WorkOrderOutput]:
        return [output for output in self.outputs if source_of(output, self.operations) is operation]

    @property
    def is_traced(self) -> bool:
        """Whether anything that comes out of it is kept in lots."""
        return self.item.lot_tracked or any(output.item.lot_tracked for output in self.outputs)

    def arriving(self, operation: WorkOrderOperation) -> Decimal:
        """What has come to this operation: what the one before passed on; at the first, what was ordered."""
        before = self.before(operation)
        return before.good if before else self.order.quantity

    def room(self, operation: WorkOrderOperation) -> Decimal:
        """How much more may be reported here: what has come, and the tolerance of the item, less what was reported."""
        tolerance = self.order.quantity * self.item.over_tolerance
        return self.arriving(operation) + tolerance - operation.reported

    def is_through(self, operation: WorkOrderOperation) -> bool:
        """Nothing more will come here, and all that came is good or scrapped."""
        before = self.before(operation)
        ended = before is None or before.state == OperationState.COMPLETED
        return ended and not operation.rework and operation.good + operation.scrap >= self.arriving(operation)

    @property
    def is_over(self) -> bool:
        return self.order.state == WorkOrderState.STARTED and self.last.state == OperationState.COMPLETED
