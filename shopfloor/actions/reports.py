"""Reporting what an operation made, and correcting it.

A report is a document of its own. It counts at its operation and its order, uses components, and at the last
operation brings the good into stock; all of that in one transaction, and none of it is ever changed afterwards:
a correction takes the whole report back and puts another in its place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import action, follow_up
from base.columns import plain_number
from base.people import Actor
from base.refusals import Blocked, Unacceptable
from inventory.models import Location, MoveKind
from inventory.movements import Cause
from orders.models import WorkOrderOperation
from orders.states import WorkOrderState
from shopfloor.actions.operations import close_in, start_order, tally, tally_order
from shopfloor.checks import ON_THE_FLOOR, first_piece_objections, not_on_the_floor
from shopfloor.consuming import consume
from shopfloor.course import Course
from shopfloor.forms import CorrectForm, ReplacementForm, ReportForm
from shopfloor.models import OperationReport
from shopfloor.people import employee_of
from shopfloor.producing import receive_good, receive_outputs
from shopfloor.taking_back import take_back
from shopfloor.tracing import trace


@action(OperationReport, "add", form=ReportForm, creates=True, label=_("Report"))
def add_report(report: OperationReport, *, by: Actor, location: Location | None) -> dict[str, Any]:
    """So many good, scrapped and sent to rework at an operation."""
    return _post(report, by, location)


@action(OperationReport, "replace", form=ReplacementForm, creates=True, label=_("Report"))
def replace_report(
    report: OperationReport, *, by: Actor, location: Location | None, corrects: OperationReport
) -> dict[str, Any]:
    """What another report should have said."""
    report.corrects = corrects
    return _post(report, by, location)


@action(OperationReport, "correct", form=CorrectForm, label=_("Correct"))
def correct(report: OperationReport, *, by: Actor, **said: Any) -> dict[str, Any]:
    """What its author should have said, until the end of the shift."""
    return _correct(report, by, **said)


@action(OperationReport, "correct_late", form=CorrectForm, label=_("Correct as supervisor"))
def correct_late(report: OperationReport, *, by: Actor, **said: Any) -> dict[str, Any]:
    """What it should have said, whoever wrote it and however long ago."""
    return _correct(report, by, **said)


def _post(report: OperationReport, by: Actor, location: Location | None) -> dict[str, Any]:
    course = Course.locked(report.operation.work_order_id)
    operation = report.operation = course.one(report.operation_id)
    _refuse(course, operation, report)
    if course.order.state == WorkOrderState.RELEASED:
        follow_up(start_order, course.order, by=by, held=True)
    report.employee = report.employee or employee_of(by)
    figures = _figures(report)
    follow_up(tally, operation, by=by, data=figures, held=True)
    cause = Cause(MoveKind.ISSUE, report, on=timezone.localdate(report.reported_at), late=True)
    if not report.again:
        consume(course, operation, report, cause, by)
    is_last = operation is course.last
    if is_last and report.good:
        coming = Cause(MoveKind.RECEIVE, report, on=cause.on, late=True)
        report.lot = receive_good(course, report, coming, by, location)
    if not report.again:
        receive_outputs(course, report, Cause(MoveKind.RECEIVE, report, on=cause.on, late=True), by)
    has_left = bool(report.scrap or (is_last and report.good))
    if has_left:
        left = figures | {"good": report.good if is_last else 0}
        follow_up(tally_order, course.order, by=by, data=left, held=True)
    if course.is_traced and (has_left or course.brought_at(operation)):
        trace(course.order, by, made={report.pk: report.lot_id}, without=report.corrects_id)
    close_in(course, by)
    return {"operation": {name: getattr(operation, name) for name in ("id", "state", "good", "scrap", "rework")}}


def _figures(report: OperationReport) -> dict[str, Decimal]:
    """What a report adds to its operation. What comes back from rework was counted there before."""
    total = report.good + report.scrap
    return {"good": report.good, "scrap": report.scrap, "rework": -total if report.again else report.rework}


def _refuse(course: Course, operation: WorkOrderOperation, report: OperationReport) -> None:
    """Raises where more is reported than has come, in parts of a piece, or before the first piece was found right."""
    if course.order.state not in ON_THE_FLOOR:
        raise Blocked(not_on_the_floor(course.order))
    _refuse_parts(course, report)
    if said := first_piece_objections([operation]).get(operation.pk):
        raise Blocked(said)
    total = report.total
    room = operation.rework if report.again else max(course.room(operation), Decimal(0))
    if total > room:
        raise Unacceptable(_too_much(course, operation, report, total - room, room))


def _refuse_parts(course: Course, report: OperationReport) -> None:
    unit = course.item.unit
    for quantity in (report.good, report.scrap, report.rework):
        if quantity != round(quantity, unit.decimals):
            facts = {"quantity": plain_number(quantity), "unit": unit, "decimals": unit.decimals}
            raise Unacceptable(_text("%(quantity)s %(unit)s: it is counted with %(decimals)s decimals") % facts)


def _too_much(
    course: Course, operation: WorkOrderOperation, report: OperationReport, over: Decimal, room: Decimal
) -> str:
    before = course.before(operation)
    facts = {
        "over": plain_number(over),
        "room": plain_number(room),
        "come": plain_number(course.arriving(operation)),
        "reported": plain_number(operation.reported),
        "before": before or "",
    }
    if report.again:
        return _text("%(over)s too many: %(room)s are waiting for rework") % facts
    if before:
        return (
            _text(
                "%(over)s too many: %(before)s passed on %(come)s and %(reported)s of them are reported,"
                " so at most %(room)s. Report %(before)s first"
            )
            % facts
        )
    return (
        _text("%(over)s too many: the order is for %(come)s and %(reported)s are reported, so at most %(room)s") % facts
    )


def _correct(
    report: OperationReport,
    by: Actor,
    *,
    good: Decimal,
    scrap: Decimal,
    rework: Decimal,
    scrap_reason: Any,
    reason: str,
) -> dict[str, Any]:
    course = Course.locked(report.operation.work_order_id)
    report.operation = course.one(report.operation_id)
    location = take_back(course, report, by, passes_on=good, reason=reason)
    if not good + scrap + rework:
        return {}
    data = {
        "operation": report.operation,
        "good": good,
        "scrap": scrap,
        "scrap_reason": scrap_reason,
        "rework": rework,
        "again": report.again,
        "machine": report.machine,
        "employee": report.employee,
        "note": report.note,
        "reported_at": report.reported_at,
        "location": location,
        "corrects": report,
    }
    return {"replaced_by": follow_up(replace_report, by=by, data=data).record.pk}
