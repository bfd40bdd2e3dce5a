"""What the page of a work order shows of its operations and components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from base.panels import Children
from base.people import Actor
from base.records import Record
from orders.models import WorkOrderComponent, WorkOrderOperation
from orders.states import OperationState


@dataclass(frozen=True)
class Step:
    """An operation with how far it is, in percent of its order."""

    operation: WorkOrderOperation
    percent: int

    @property
    def behind(self) -> bool:
        """Whether it should be finished by now, as the published plan has it."""
        row = self.operation
        return bool(row.finish_at and row.finish_at < timezone.now() and row.state != OperationState.COMPLETED)


@dataclass(frozen=True)
class Course(Children):
    """The operations of an order in their sequence: what has come out of each, planned and true times."""

    template: str = "orders/panel_course.html"

    def context(self, record: Any, _actor: Actor) -> dict[str, Any]:
        rows = WorkOrderOperation.objects.filter(work_order=record).select_related("work_center", "machine")
        steps = [Step(row, _percent(row.good + row.scrap, record.quantity)) for row in rows.order_by("sequence")]
        done = [step.operation.finished_at for step in steps if step.operation.state == OperationState.COMPLETED]
        return {"steps": steps, "done": len(done)}


@dataclass(frozen=True)
class Part:
    """A component with what of it was issued, in percent."""

    component: WorkOrderComponent
    percent: int


@dataclass(frozen=True)
class Materials(Children):
    """The components of an order: what it needs in all, and what of that was issued."""

    template: str = "orders/panel_materials.html"

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        rows = WorkOrderComponent.objects.filter(work_order=record).select_related("item__unit")
        ordered = rows.order_by("operation_sequence", "item__code", "id")
        return {"parts": [Part(row, _percent(row.issued, row.required)) for row in ordered]}


def _percent(part: Any, whole: Any) -> int:
    return min(100, int(100 * part / whole)) if whole else 0
