"""Calculations that start by themselves: every night, a while after something they read has changed, and at once after
an order has.

Changes are gathered: the first one owes a calculation for some minutes later, the others are planned with it. At once
means as soon as the calculation before is over: what changes until then is planned together.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from base.actions import follow_up
from base.events import Happening, on
from base.jobs import enqueue, every, job
from base.models import Job
from base.models.work import JobState
from base.people import system_actor
from scheduling.actions.planning import start_run
from scheduling.models import PlanRun, RunTrigger
from scheduling.states import RunKind

RUN = "scheduling.run"
LOOK_SECONDS = 300
CATCH_UP = timedelta(hours=6)  # after a night without power the calculation is made in the morning, not at noon
READ = {
    "orders.salesorder": ("accept", "call_off", "cancel", "change", "close_short", "cut_back", "reopen"),
    "orders.workorder": ("add", "cancel", "change", "make_less", "reopen"),
    "suppliers.purchaseorder": ("add", "cancel", "change", "close_short", "confirm", "confirm_line", "reopen"),
    "suppliers.supplieritem": ("add", "change"),
    "scheduling.forecast": ("add", "change"),
    "bom.item": ("change",),
    "bom.bom": ("activate", "retire"),
    "bom.safetystock": ("add", "change"),
    "bom.substitute": ("add", "change"),
    "inventory.lothold": ("add", "release"),
    "inventory.stockadjustment": ("post",),
    "inventory.stockbalance": ("adjust", "count", "open"),
    "inventory.stockcount": ("post",),
}
ORDERS = ("orders.salesorder", "orders.workorder", "suppliers.purchaseorder")
CHANGES = [f"{model}.{verb}" for model, verbs in READ.items() for verb in verbs]


@on(*CHANGES)
def run_after_changes(_happening: Happening) -> None:
    for trigger in RunTrigger.objects.exclude(after_changes=None):
        due = timezone.now() + trigger.pause
        enqueue(RUN, {"kind": trigger.kind}, by=system_actor(), once=f"{RUN} {trigger.kind}", at=due)


@on(*(f"{model}.{verb}" for model in ORDERS for verb in READ[model]))
def run_at_once(_happening: Happening) -> None:
    if RunTrigger.objects.filter(at_once=True).exists():
        run(RunKind.MRP)


@every(LOOK_SECONDS, "scheduling.run_nightly")
def run_nightly() -> None:
    """Start what should have begun tonight and has not."""
    now = timezone.localtime()
    for trigger in RunTrigger.objects.exclude(nightly_at=None):
        due = _last(trigger, now)
        if now < due + CATCH_UP and not PlanRun.objects.filter(kind=trigger.kind, started_at__gte=due).exists():
            run(trigger.kind)


@job(RUN)
def run(kind: str) -> None:
    """Start a calculation, unless one waits that will see everything this one would."""
    if not Job.objects.filter(name=f"scheduling.{kind}", state=JobState.WAITING).exists():
        follow_up(start_run, by=system_actor(), data={"kind": kind})


def _last(trigger: RunTrigger, now: datetime) -> datetime:
    """The last moment at which it was its time."""
    assert trigger.nightly_at is not None
    today = timezone.make_aware(datetime.combine(now.date(), trigger.nightly_at))
    return today if today <= now else today - timedelta(days=1)
