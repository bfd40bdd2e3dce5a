"""What of the shop floor somebody should know about now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.alerts import Cause, rule
from base.models.alerts import Severity
from orders.models import WorkOrderOperation
from shopfloor.codes import code_of
from shopfloor.models import Shortage
from shopfloor.queries import overdue
from shopfloor.states import ShortageState

LONG = timedelta(days=1)  # from here on it is urgent
OPERATION = "orders.workorderoperation"


@rule(
    "operation_overdue",
    label=_("operation overdue"),
    sentence=_(
        "%(operation)s of %(order)s (%(item)s) at %(center)s was to be finished by %(finish)s:"
        " %(good)s of %(quantity)s are done"
    ),
    permission="orders.release_workorder",
    after=(
        "scheduling.planversion.publish", "orders.workorder.release", "orders.workorder.release_short",
        "orders.workorder.cancel", f"{OPERATION}.complete", f"{OPERATION}.complete_short", f"{OPERATION}.skip",
        f"{OPERATION}.reopen",
    ),
)  # fmt: skip
def overdue_operations() -> Iterator[Cause]:
    """Of each order on the floor the operation it is at, where the plan has it finished by now."""
    now = timezone.now()
    waiting = overdue(WorkOrderOperation.objects.all()).order_by("work_order", "-sequence")
    first = {row.work_order_id: row for row in waiting.select_related("work_order__item", "work_center")}
    for row in first.values():
        order, center = row.work_order, row.work_center
        facts = {"operation": row, "order": order, "item": order.item, "center": center, "finish": row.finish_at}
        facts |= {"good": row.good, "quantity": order.quantity}
        severity = Severity.CRITICAL if row.finish_at < now - LONG else Severity.WARNING
        yield Cause(row, facts, severity, (center.owner_name,), order, text=code_of(order, row))


@rule(
    "shortage",
    label=_("shortage at report"),
    sentence=_("%(order)s reported more than there was %(item)s for: %(quantity)s are lacking"),
    permission="shopfloor.assign_shortage",
    after=[f"shopfloor.shortage.{verb}" for verb in ("find", "assign", "cover", "fill", "settle", "withdraw")],
)
def open_shortages() -> Iterator[Cause]:
    """Until what the reports used is taken from stock."""
    for row in Shortage.objects.filter(state=ShortageState.OPEN).select_related("item", "component__work_order"):
        order = row.component.work_order
        facts = {"order": order, "item": row.item, "quantity": row.lacking}
        yield Cause(row, facts, Severity.WARNING, (row.owner_name,), order)
