"""What of the plan somebody should know about now: purchases that come too late, stock that runs out.

Both read what the last calculation of requirements pegged: which supply is for which need, and when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.alerts import Cause, rule
from base.models.alerts import Severity
from bom.models import Supply
from inventory.models import Lot
from orders.models import WorkOrder
from orders.states import WorkOrderState
from scheduling.models import ItemPlan
from suppliers.models import PurchaseOrderLine
from suppliers.states import PurchaseOrderState

EXPECTED = (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED)
MAKING = (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)
PURCHASE = PurchaseOrderLine._meta.label_lower
STOCK = (Lot._meta.label_lower, "lot")  # of a lot, and of an item without lots
MOVING = ("confirm", "change", "tally", "close", "close_short", "cancel")
PURCHASES = [f"suppliers.purchaseorder.{verb}" for verb in MOVING]
PLANNED = "scheduling.planrun.finish"
SOON = timedelta(days=7)  # what is this near is urgent


@dataclass(frozen=True, slots=True)
class Wait:
    """A work order waits for a purchase that comes after the day it is needed."""

    line: PurchaseOrderLine
    order: str
    needed: date
    comes: date

    def cause(self) -> Cause:
        line = self.line
        facts = {"line": line, "supplier": line.order.supplier, "quantity": line.quantity - line.received}
        facts |= {"item": line.item, "comes": self.comes, "order": self.order, "needed": self.needed}
        owners = (line.order.supplier.owner_name, line.item.owner_name)
        urgent = self.needed <= timezone.localdate() + SOON
        severity = Severity.CRITICAL if urgent else Severity.WARNING
        return Cause(line, facts, severity, owners, line.order, line.order)


@rule(
    "purchase_late",
    label=_("purchase late for a work order"),
    sentence=_(
        "%(line)s (%(supplier)s) brings %(quantity)s of %(item)s on %(comes)s, but %(order)s needs them on %(needed)s"
    ),
    permission="suppliers.confirm_purchaseorder",
    after=[*PURCHASES, PLANNED],
)
def late_purchases() -> Iterator[Cause]:
    """Purchases promised for a day after the first work order that waits for them needs them."""
    return (wait.cause() for wait in _waits() if wait.needed < wait.comes)


@rule(
    "purchase_overdue",
    label=_("purchase overdue for a work order"),
    sentence=_(
        "%(line)s (%(supplier)s) should have brought %(quantity)s of %(item)s on %(comes)s; %(order)s needs them on"
        " %(needed)s"
    ),
    permission="suppliers.confirm_purchaseorder",
    after=[*PURCHASES, PLANNED],
)
def overdue_purchases() -> Iterator[Cause]:
    """Purchases that should be here, and a work order waits for them."""
    today = timezone.localdate()
    return (wait.cause() for wait in _waits() if wait.comes < today and wait.comes <= wait.needed)


def _waits() -> Iterator[Wait]:
    """Each open purchase that a work order waits for, with the first that does: three queries."""
    found = PurchaseOrderLine.objects.filter(order__state__in=EXPECTED, quantity__gt=F("received"))
    lines = {line.pk: line for line in found.select_related("order__supplier", "item")}
    plans = ItemPlan.objects.filter(item__in={line.item_id for line in lines.values()})
    making = set(WorkOrder.objects.filter(state__in=MAKING).values_list("number", flat=True))
    first: dict[int, tuple[date, str]] = {}
    for needs in plans.values_list("pegs", flat=True):
        for need in needs:
            for supply in need["from"] if need["for"] in making else ():
                if supply["type"] == PURCHASE:
                    waiting = (date.fromisoformat(need["on"]), need["for"])
                    first[supply["id"]] = min(waiting, first.get(supply["id"], waiting))
    for key, (needed, order) in first.items():
        if line := lines.get(key):
            yield Wait(line, order, needed, line.confirmed_on or line.requested_on or line.needed_on)


@rule(
    "stock_out",
    label=_("stock-out projected"),
    sentence=_("%(item)s %(name)s runs out on %(on)s: %(quantity)s are lacking for %(order)s"),
    permission="scheduling.firm_plannedorder",
    after=[PLANNED],
)
def projected_stock_outs() -> Iterator[Cause]:
    """Bought items of which neither stock nor any order can bring enough by the day it is needed."""
    urgent = timezone.localdate() + SOON
    for plan in ItemPlan.objects.filter(item__supply=Supply.BUY).select_related("item"):
        short = [(need["on"], need["for"], lacking) for need in plan.pegs if (lacking := _lacking(need)) > 0]
        if not short:
            continue
        on, order, lacking = min(short)
        facts = {"item": plan.item, "name": plan.item.name, "on": on, "quantity": lacking, "order": order}
        severity = Severity.CRITICAL if date.fromisoformat(on) <= urgent else Severity.WARNING
        yield Cause(plan.item, facts, severity, (plan.item.owner_name,))


def _lacking(need: dict[str, Any]) -> Decimal:
    """How much of a need comes after its day or not at all. What a purchase brings late is that purchase's alert."""
    late = (s for s in need["from"] if s["type"] != PURCHASE and _day(s) > need["on"])
    return sum((Decimal(supply["quantity"]) for supply in late), Decimal(need["missing"]))


def _day(supply: dict[str, Any]) -> str:
    """Stock without a day is there; any other supply without one never comes."""
    return supply["on"] or ("" if supply["type"] in STOCK else "9999")
