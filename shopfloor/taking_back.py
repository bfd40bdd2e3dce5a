"""Taking a report back: its figures, its stock, its shortages, its part in the genealogy."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from base.actions import follow_up
from base.columns import plain_number
from base.people import Actor
from base.refusals import Blocked
from inventory.models import Location, MoveKind, StockMove
from inventory.reversing import reverse
from quality.actions.inspections import cancel_inspection
from quality.models import Inspection
from quality.states import InspectionState
from shopfloor.actions.operations import open_up, tally, tally_order
from shopfloor.actions.shortages import withdraw
from shopfloor.consuming import cover_shortages, give_back
from shopfloor.course import Course
from shopfloor.models import OperationReport, Shortage
from shopfloor.producing import take_outputs_back
from shopfloor.states import ShortageState
from shopfloor.tracing import trace


def take_back(
    course: Course, report: OperationReport, by: Actor, *, passes_on: Decimal, reason: str
) -> Location | None:
    """Everything becomes what it would be without this report. Answers where its good lay, for its replacement.

    `passes_on`: what its replacement passes on. Raises Blocked, naming who, where something of it was used already.
    """
    operation, after = report.operation, course.after(report.operation)
    _refuse_passed_on(course, report, passes_on)
    more = after is not None and passes_on > report.good
    open_up(course, [operation, after] if more and after else [operation], by)
    good, scrap, rework = -report.good, -report.scrap, -report.rework
    again = report.good + report.scrap if report.again else rework
    follow_up(tally, operation, by=by, data={"good": good, "scrap": scrap, "rework": again}, held=True)
    is_last = operation is course.last
    if scrap or (is_last and good):
        left = {"good": good if is_last else 0, "scrap": scrap}
        follow_up(tally_order, course.order, by=by, data=left, held=True)
    moves = _reversed(report, by, reason)
    _forget_inspection(report, by, reason)
    give_back(course, operation, moves)
    take_outputs_back(course, operation, moves)
    cover_shortages(course, operation, by)
    if course.is_traced:
        trace(course.order, by, without=report.pk)
    came = next((move for move in moves if move.kind == MoveKind.RECEIVE and move.item_id == course.item.pk), None)
    return came.location if came else None


def _reversed(report: OperationReport, by: Actor, reason: str) -> list[StockMove]:
    """The stock of the report, and what was taken later for what it lacked."""
    on = timezone.localdate(report.reported_at)
    moves = reverse(report, on=on, reason=reason, late=True)
    shortages = list(Shortage.objects.filter(report=report).exclude(state=ShortageState.WITHDRAWN))
    for shortage in shortages:
        moves += reverse(shortage, on=timezone.localdate(), reason=reason, late=True)
    if shortages:
        follow_up(withdraw, shortages, by=by)
    return moves


def _forget_inspection(report: OperationReport, by: Actor, reason: str) -> None:
    """What the report made is not there any more, so nobody looks at it."""
    source = {"source_type": report._meta.label_lower, "source_id": report.pk}
    if waiting := list(Inspection.objects.filter(**source, state=InspectionState.OPEN)):
        follow_up(cancel_inspection, waiting, by=by, data={"reason": reason})


def _refuse_passed_on(course: Course, report: OperationReport, passes_on: Decimal) -> None:
    operation, after = report.operation, course.after(report.operation)
    left = operation.good - report.good + passes_on
    if after is not None and left < after.reported:
        facts = {"after": after, "reported": plain_number(after.reported), "left": plain_number(left)}
        raise Blocked(
            _("%(after)s has reported %(reported)s already and only %(left)s would have come: correct its report first")
            % facts
        )
    if not report.again and report.rework > operation.rework:
        facts = {"rework": plain_number(report.rework), "left": plain_number(operation.rework)}
        raise Blocked(
            _("Of the %(rework)s sent to rework only %(left)s are still there: correct their report first") % facts
        )
