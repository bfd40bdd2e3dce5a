"""What operations make comes into stock, in lots by the rules of their items: the last one's good, and what comes out
beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from base.actions import follow_up
from base.bulk import bulk_save
from base.people import Actor
from base.refusals import Unacceptable
from bom.models import Item, WorkCenter
from inventory.ledger import At
from inventory.lots import produced_lot
from inventory.models import Location, Lot, MoveKind, StockMove, StockStatus
from inventory.movements import Cause, receive
from orders.models import WorkOrderOperation
from orders.needs import brought
from quality.actions.inspections import open_inspection
from shopfloor.course import Course
from shopfloor.models import OperationReport
from shopfloor.shifts import window_at


def receive_good(
    course: Course, report: OperationReport, cause: Cause, by: Actor, location: Location | None
) -> Lot | None:
    """The report's good comes into stock; what its item has inspected waits for that. Answers its lot."""
    return _receive(course, course.item, report.good, report, cause, by, location)


def receive_outputs(course: Course, report: OperationReport, cause: Cause, by: Actor) -> None:
    """What comes out of the operation beside the units reported, by the standard: co-products and by-products."""
    outputs = course.brought_at(report.operation)
    for output in outputs:
        due = brought(output, course.order, report.operation.reported) - output.received
        if due > 0:
            _receive(course, output.item, due, report, cause, by, None)
            output.received += due
    bulk_save(outputs, ("received",))


def take_outputs_back(course: Course, operation: WorkOrderOperation, moves: Sequence[StockMove]) -> None:
    """What reversals took out of stock again did not come out after all."""
    back: dict[int, Decimal] = defaultdict(Decimal)
    for move in moves:
        if move.kind == MoveKind.RECEIVE:
            back[move.item_id] -= move.quantity
    outputs = [output for output in course.brought_at(operation) if back[output.item_id] > 0]
    for output in outputs:
        part = min(output.received, back[output.item_id])
        output.received -= part
        back[output.item_id] -= part
    bulk_save(outputs, ("received",))


def _receive(
    course: Course,
    item: Item,
    quantity: Decimal,
    report: OperationReport,
    cause: Cause,
    by: Actor,
    location: Location | None,
) -> Lot | None:
    center, lot = report.operation.work_center, None
    if item.lot_tracked:
        shift = window_at(center.calendar_id, report.reported_at).name
        lot = produced_lot(item, by=by, on=cause.on, order=course.order, line=center.code, shift=shift)
    place = location or _home(item, center)
    status = StockStatus.INSPECTION if item.inspect else StockStatus.USABLE
    receive([(At(item.pk, place.pk, lot.pk if lot else None, status), quantity)], cause)
    if lot and status == StockStatus.INSPECTION:
        source = {"source": course.order.number, "source_type": report._meta.label_lower, "source_id": report.pk}
        follow_up(open_inspection, by=by, data=[{"lot": lot, "quantity": quantity, **source}])
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
