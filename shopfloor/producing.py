"""What the last operation makes comes into stock, in a lot by its item's lot rule."""

from __future__ import annotations

from django.utils.translation import gettext as _

from base.actions import follow_up
from base.people import Actor
from base.refusals import Unacceptable
from bom.models import Item, WorkCenter
from inventory.ledger import At
from inventory.lots import produced_lot
from inventory.models import Location, Lot, MoveKind, StockMove, StockStatus
from inventory.movements import Cause, receive
from quality.actions.inspections import open_inspection
from shopfloor.course import Course
from shopfloor.models import OperationReport
from shopfloor.shifts import window_at


def receive_good(
    course: Course, report: OperationReport, cause: Cause, by: Actor, location: Location | None
) -> Lot | None:
    """The report's good comes into stock; what its item has inspected waits for that. Answers its lot."""
    item, center = course.item, course.last.work_center
    lot = None
    if item.lot_tracked:
        shift = window_at(center.calendar_id, report.reported_at).name
        lot = produced_lot(item, by=by, on=cause.on, order=course.order, line=center.code, shift=shift)
    place = location or _home(item, center)
    status = StockStatus.INSPECTION if item.inspect else StockStatus.USABLE
    receive([(At(item.pk, place.pk, lot.pk if lot else None, status), report.good)], cause)
    if lot and status == StockStatus.INSPECTION:
        source = {"source": course.order.number, "source_type": report._meta.label_lower, "source_id": report.pk}
        follow_up(open_inspection, by=by, data=[{"lot": lot, "quantity": report.good, **source}])
    return lot


def _home(item: Item, center: WorkCenter) -> Location:
    """Where the item came to last; else the first location of the site."""
    site = center.site_id
    came = StockMove.objects.filter(item=item, kind=MoveKind.RECEIVE, location__site=site, quantity__gt=0).order_by(
        "-id"
    )
    move = came.select_related("location").first()
    found = move.location if move else Location.objects.filter(site=site).order_by("code").first()
    if found is None:
        raise Unacceptable(_("There is no location in %(site)s yet: add one first") % {"site": center.site})
    return found
