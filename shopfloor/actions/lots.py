"""Bringing a lot to an order, and taking back to stock what it did not use."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import action
from base.bulk import bulk_save
from base.columns import plain_number
from base.people import Actor
from base.refusals import Blocked, Unacceptable
from inventory.ledger import At
from inventory.models import Lot, MoveKind, StockMove, StockStatus
from inventory.movements import Cause, issue, of_lot, receive
from orders.models import WorkOrder
from orders.needs import needed
from shopfloor.checks import ON_THE_FLOOR, not_on_the_floor
from shopfloor.consuming import cover_shortages, lacking
from shopfloor.course import Course
from shopfloor.forms import AmountForm, LotIssueForm
from shopfloor.models import LotIssue
from shopfloor.tracing import trace


@action(LotIssue, "add", form=LotIssueForm, creates=True, label=_("Issue lot"))
def issue_lot(brought: LotIssue, *, by: Actor, order: WorkOrder) -> None:
    """So much of a lot leaves stock for an order; it is used up there as its operation is reported."""
    _refuse_expired(brought.lot)
    course = Course.locked(order.pk)
    if course.order.state not in ON_THE_FLOOR:
        raise Blocked(not_on_the_floor(course.order))
    cause = Cause(MoveKind.ISSUE, brought, on=timezone.localdate())
    issue(of_lot(brought.lot_id, brought.quantity, StockStatus.USABLE), cause)
    _add_to_issued(course, brought, brought.quantity)
    cover_shortages(course, course.user_of(brought.component), by)
    trace(course.order, by)


@action(LotIssue, "return", form=AmountForm, label=_("Return to stock"))
def return_lot(brought: LotIssue, *, by: Actor, quantity: Decimal) -> None:
    """What the order does not need goes back to where it came from."""
    course = Course.locked(brought.component.work_order_id)
    if not course.operations:
        raise Blocked(not_on_the_floor(course.order))
    spare = _spare(course, brought)
    if quantity > spare:
        facts = {"lot": brought.lot, "spare": plain_number(spare)}
        raise Unacceptable(_text("%(spare)s of lot %(lot)s are left at the order, the rest is used") % facts)
    came = StockMove.objects.filter(subject_type=brought._meta.label_lower, subject_id=brought.pk).order_by("id")[0]
    place = At(came.item_id, came.location_id, came.lot_id, StockStatus.USABLE, came.owner)
    receive([(place, quantity)], Cause(MoveKind.RETURN, brought, on=timezone.localdate()))
    brought.returned += quantity
    _add_to_issued(course, brought, -quantity)
    trace(course.order, by)


def _refuse_expired(lot: Lot) -> None:
    if lot.expires_on and lot.expires_on <= timezone.localdate():
        raise Blocked(_text("Lot %(lot)s expired on %(on)s: take another") % {"lot": lot, "on": lot.expires_on})


def _spare(course: Course, brought: LotIssue) -> Decimal:
    """What of this lot may go back: no more than the order got beyond what it used, whichever lot that was."""
    component = next(row for row in course.components if row.pk == brought.component_id)
    needs = needed(component, course.order, course.user_of(component).reported)
    used = needs - lacking([component])[component.pk]
    return max(min(component.issued - used, brought.there), Decimal(0))


def _add_to_issued(course: Course, brought: LotIssue, quantity: Decimal) -> None:
    component = next(row for row in course.components if row.pk == brought.component_id)
    component.issued += quantity
    bulk_save([component], ("issued",))
