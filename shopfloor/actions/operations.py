"""The verbs of operations and of the orders they belong to: started, paused, counted, completed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, follow_up
from base.forms import ReasonForm
from base.people import Actor
from base.refusals import Unacceptable
from bom.models import Machine
from orders.models import WorkOrder, WorkOrderOperation
from orders.states import OperationState, WorkOrderState
from shopfloor.course import AT_WORK, Course
from shopfloor.forms import StartForm, TallyForm


@action(WorkOrderOperation, "start", form=StartForm, primary=True, label=pgettext_lazy("verb", "Start"))
def start(operation: WorkOrderOperation, *, by: Actor, machine: Machine | None) -> None:
    """Work on it begins, and with the first operation the order."""
    if machine and machine.work_center_id != operation.work_center_id:
        raise Unacceptable(
            _text("%(machine)s is not a machine of %(center)s") % {"machine": machine, "center": operation.work_center}
        )
    operation.machine = machine or operation.machine
    operation.started_at = timezone.now()
    if operation.work_order.state == WorkOrderState.RELEASED:
        follow_up(start_order, operation.work_order, by=by)


@action(WorkOrderOperation, "pause", undo="resume", label=_("Pause"))
def pause(operation: WorkOrderOperation, *, by: Actor) -> None:
    """Nobody works on it for now."""


@action(WorkOrderOperation, "resume", primary=True, undo="pause", label=_("Resume"))
def resume(operation: WorkOrderOperation, *, by: Actor) -> None:
    """Work on it goes on."""


@action(WorkOrderOperation, "complete", label=_("Complete"))
def complete(operation: WorkOrderOperation, *, by: Actor) -> None:
    """All that came here is good or scrapped. Reports see to it when that is so."""
    operation.finished_at = timezone.now()


@action(WorkOrderOperation, "complete_short", form=ReasonForm, label=_("Complete short"))
def complete_short(operation: WorkOrderOperation, *, by: Actor, reason: str) -> None:
    """Nothing more is done here although more was to be done; what comes after takes what there is."""
    operation.finished_at = timezone.now()
    close_in(Course.locked(operation.work_order_id, operation), by, besides=operation)


@action(WorkOrderOperation, "skip", label=_("Skip"))
def skip(operation: WorkOrderOperation, *, by: Actor) -> None:
    """Nothing came here and nothing will: all of it was scrapped before."""
    operation.finished_at = timezone.now()


@action(WorkOrderOperation, "reopen", label=_("Reopen"))
def reopen(operation: WorkOrderOperation, *, by: Actor) -> None:
    """There is something to do here after all."""
    operation.finished_at = None


@action(WorkOrderOperation, "tally", form=TallyForm, label=_("Report"))
def tally(operation: WorkOrderOperation, *, by: Actor, **figures: Decimal | None) -> None:
    """What a report adds to the figures, or its correction takes back. Only reports do it."""
    _add(operation, figures)


@action(WorkOrder, "start", label=pgettext_lazy("verb", "Start"))
def start_order(order: WorkOrder, *, by: Actor) -> None:
    """The first of its operations has begun."""


@action(WorkOrder, "tally", form=TallyForm, label=_("Report"))
def tally_order(order: WorkOrder, *, by: Actor, good: Decimal | None, scrap: Decimal | None, **_rest: Any) -> None:
    """What the reports of its operations add: good at the last, scrap at any."""
    _add(order, {"good": good, "scrap": scrap})


@action(WorkOrder, "complete", label=_("Complete"))
def complete_order(order: WorkOrder, *, by: Actor) -> None:
    """Its last operation is through."""


@action(WorkOrder, "reopen", label=_("Reopen"))
def reopen_order(order: WorkOrder, *, by: Actor) -> None:
    """There is something to do after all."""


@action(WorkOrder, "close", bulk=True, primary=True, label=pgettext_lazy("order", "Close"))
def close_order(order: WorkOrder, *, by: Actor) -> None:
    """Done and looked through: its reports stay as they are."""


def _add(row: Any, figures: dict[str, Decimal | None]) -> None:
    for name, quantity in figures.items():
        setattr(row, name, getattr(row, name) + (quantity or 0))


def close_in(course: Course, by: Actor, *, besides: WorkOrderOperation | None = None) -> None:
    """Complete what is through, in sequence, then the order. `besides`: the one just being completed."""
    if besides is not None:
        besides.state = OperationState.COMPLETED
    for operation in course.operations:
        if operation is besides:
            continue
        if operation.state in AT_WORK and course.is_through(operation):
            follow_up(complete, operation, by=by, held=True)
        elif operation.state == OperationState.WAITING and course.is_through(operation):
            follow_up(skip, operation, by=by, held=True)
    if course.is_over:
        follow_up(complete_order, course.order, by=by, held=True)


def open_up(course: Course, operations: Sequence[WorkOrderOperation], by: Actor) -> None:
    """Reopen what is completed of these, and the order with them."""
    for operation in operations:
        if operation.state == OperationState.COMPLETED:
            follow_up(reopen, operation, by=by, held=True)
    if course.order.state == WorkOrderState.COMPLETED:
        follow_up(reopen_order, course.order, by=by, held=True)
