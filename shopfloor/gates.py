"""What the floor objects to: releasing what cannot be made, starting before there is anything to work on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import gate
from base.columns import plain_number
from base.people import Actor
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation
from orders.states import WorkOrderState
from shopfloor.checks import ON_THE_FLOOR, not_on_the_floor
from shopfloor.kitting import Kit, Need, kits
from shopfloor.models import OperationReport
from shopfloor.people import skill_objections
from shopfloor.shifts import window_at

NAMED = 3  # so many shortages are named, the others counted


@gate(WorkOrder, "release")
def kit_is_whole(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Nothing is released that cannot be made: the first things missing are named."""
    return {pk: _missing(kit) for pk, kit in kits(orders).items() if kit.missing}


@gate(WorkOrder, "release_short")
def kit_is_not_whole(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """A reason is only asked for where there is something to explain."""
    return {pk: _("Nothing is missing: release it") for pk, kit in kits(orders).items() if not kit.missing}


def _missing(kit: Kit) -> str:
    named = _text("; ").join(_shortage(need) for need in kit.missing[:NAMED])
    more = len(kit.missing) - NAMED
    if more > 0:
        return _text("Missing: %(named)s; and %(more)s more") % {"named": named, "more": more}
    return _text("Missing: %(named)s") % {"named": named}


def _shortage(need: Need) -> str:
    facts = {
        "item": need.component.item,
        "quantity": plain_number(need.missing),
        "unit": need.component.item.unit,
        "owner": need.owner or _text("nobody"),
        "until": formats.date_format(need.until, "Y-m-d") if need.until else "",
    }
    if need.until:
        return _text("%(item)s %(quantity)s %(unit)s until %(until)s, owner %(owner)s") % facts
    return _text("%(item)s %(quantity)s %(unit)s, not all of it ordered, owner %(owner)s") % facts


@gate(WorkOrderOperation, "start")
def there_is_something_to_start(operations: Sequence[Any], by: Actor) -> dict[int, Any]:
    """The order is released, something has come, and whoever starts it may do such work."""
    rows = WorkOrderOperation.objects.filter(pk__in=[row.pk for row in operations]).select_related("work_order")
    found: dict[int, Any] = skill_objections(list(rows), by, timezone.localdate())
    passed_on = _passed_on({row.work_order_id for row in rows})
    for row in rows:
        if row.work_order.state not in ON_THE_FLOOR:
            found[row.pk] = not_on_the_floor(row.work_order)
        elif not passed_on[row.pk]:
            found[row.pk] = _("The operation before has passed on nothing yet")
    return found


def _passed_on(orders: set[int]) -> dict[int, bool]:
    """For each operation of these orders, whether anything has come to it."""
    found, before = {}, None
    for row in WorkOrderOperation.objects.filter(work_order__in=orders).order_by("work_order_id", "sequence"):
        is_first = before is None or before.work_order_id != row.work_order_id
        found[row.pk], before = is_first or before.good > 0, row
    return found


@gate(WorkOrderOperation, "complete_short")
def nothing_waits_for_rework(operations: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is to be reworked is good or scrap in the end."""
    sentence = _("%(rework)s are waiting for rework: report them first")
    return {row.pk: sentence % {"rework": plain_number(row.rework)} for row in operations if row.rework}


@gate(OperationReport, "correct")
def its_author_in_its_shift(reports: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Until their shift ends people put right what they wrote themselves; then the supervisor does."""
    found = {}
    rows = OperationReport.objects.filter(pk__in=[row.pk for row in reports])
    for report in rows.select_related("operation__work_center", "author"):
        finish = window_at(report.operation.work_center.calendar_id, report.reported_at).finish
        if report.author_id != by.user_id:
            found[report.pk] = _("%(author)s reported it: only they correct it, or the supervisor") % {
                "author": report.author or _("Somebody else")
            }
        elif timezone.now() >= finish:
            at = f"{timezone.localtime(finish):%Y-%m-%d %H:%M}"
            found[report.pk] = _("The shift ended %(at)s: ask the supervisor to correct it") % {"at": at}
    return found


@gate(OperationReport, "correct")
@gate(OperationReport, "correct_late")
def order_is_not_closed(reports: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is closed was looked through."""
    closed = OperationReport.objects.filter(
        pk__in=[row.pk for row in reports], operation__work_order__state=WorkOrderState.CLOSED
    )
    return dict.fromkeys(closed.values_list("pk", flat=True), _("The order is closed"))


@gate(WorkOrder, "cancel")
def nothing_was_brought_to_it(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What lies at an order goes back to stock before the order goes."""
    brought = WorkOrderComponent.objects.filter(work_order__in=orders, issued__gt=0)
    sentence = _("Material was issued to it: return that first")
    return dict.fromkeys(brought.values_list("work_order_id", flat=True), sentence)
