"""Founding a demonstration factory: a tenant, its people, the imported workbook, and the first plan.

Every step is the verb a person would click, in the planner's name; the calculations are jobs, done by a worker or,
where none runs, here. A step that was done already is not done again, so an interrupted founding is gone on with.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from base.actions import ACTIONS, Action, perform
from base.alerts import RULES, evaluate
from base.cells import offset
from base.imports import take_checked, upload
from base.jobs import LONG
from base.models import ImportRun, Job, Membership, Tenant
from base.models.imports import ImportState
from base.models.work import JobState
from base.people import Actor, actor_for
from base.running import run_next
from base.tenancy import in_tenant
from bom.models import Supply
from erp.demonstration import NotReady
from erp.demonstration.factories import Factory
from erp.demonstration.people import appoint_everybody, name_employees
from erp.demonstration.workbook import workbook
from inventory.models import StockBalance, StockStatus
from quality.actions.inspections import open_inspection
from quality.models import Inspection
from scheduling.models import PlannedOrder, PlanRun, PlanVersion, RunTrigger
from scheduling.states import PlannedState, RunKind

PATIENCE = 600.0
T = TypeVar("T")


def found(factory: Factory) -> Tenant:
    """A new factory with its people and nothing else yet."""
    with transaction.atomic():
        tenant: Tenant = Tenant.objects.create(name=factory.name, demo=True)
        in_tenant(tenant.pk, partial(appoint_everybody, factory.people))
    return tenant


def standing(factory: Factory) -> Tenant | None:
    """The one people can sign in to; None where there is none yet."""
    open_ones = Tenant.objects.filter(name=factory.name, demo=True, memberships__isnull=False)
    found: Tenant | None = open_ones.order_by("-pk").distinct().first()
    return found


def retire(tenant: Tenant) -> None:
    """Nobody gets into this one any more. Its ledgers and its journal cannot be removed, and stay."""
    Membership.objects.filter(tenant=tenant).delete()
    tenant.name = f"{tenant.name} ({timezone.localtime():%Y-%m-%d %H:%M})"
    tenant.save(update_fields=["name"])


class Founding:
    """The steps from an empty tenant to its first proposed plan."""

    def __init__(self, factory: Factory, tenant: Tenant) -> None:
        self.factory, self.tenant = factory, tenant
        self.by = self._who("planner")

    def go_on(self) -> None:
        """Do what is still to do. An import that was taken back stays so."""
        taken = ImportRun.objects.filter(state__in=(ImportState.DONE, ImportState.REVERTED))
        if not self._see(taken.exists):
            self._import()
            self._see(name_employees)
        if not self._see(Inspection.objects.exists):
            self._inspect()
        if not self._see(PlanVersion.objects.exists):
            self._plan()
        for rule in RULES.values():
            self._see(partial(evaluate, rule))

    def _import(self) -> None:
        content = base64.b64encode(workbook(self.factory.code)).decode()
        run = self._do(upload, data={"name": f"{self.factory.name}.xlsx", "sheet": "", "content": content})
        if (state := self._see(lambda: ImportRun.objects.get(pk=run).state)) != ImportState.CHECKED:
            faults = self._see(lambda: ImportRun.objects.get(pk=run).faults)
            raise NotReady(f"the workbook is {state}: {faults[:3]}")
        self._do(take_checked, run)

    def _inspect(self) -> None:
        """The inspector has what waits in inspection on the first day looked at."""
        waiting = StockBalance.objects.filter(status=StockStatus.INSPECTION, lot__isnull=False).order_by("id")
        lots = self._see(lambda: list(waiting.values("lot", "quantity")))
        inspector = self._who("inspector")
        if lots:
            self._see(lambda: perform(open_inspection, by=inspector, data=lots))

    def _plan(self) -> None:
        """MRP, the next weeks firmed, MRP again to say what that leaves, the schedule: proposed, not published.

        From then on requirements are planned at night, and five minutes after a change.
        """
        self._run(RunKind.MRP)
        self._firm()
        self._run(RunKind.MRP)
        self._run(RunKind.SCHEDULE)
        by_itself = {"name": "需求自动运算", "kind": RunKind.MRP, "nightly_at": "02:00", "after_changes": 5}
        self._see(lambda: perform(ACTIONS[RunTrigger, "add"], by=self.by, data=by_itself))

    def _run(self, kind: RunKind) -> None:
        self._do(ACTIONS[PlanRun, "add"], data={"kind": kind})

    def _firm(self) -> None:
        until = offset(timezone.localdate(), self.factory.firm_until)
        soon = PlannedOrder.objects.filter(state=PlannedState.PROPOSED, supply=Supply.MAKE, start_on__lte=until)
        if keys := self._see(lambda: list(soon.values_list("pk", flat=True))):
            self._see(lambda: perform(ACTIONS[PlannedOrder, "firm"], keys, by=self.by))

    # How it does that ---------------------------------------------------------------------------

    def _see(self, work: Callable[[], T]) -> T:
        return in_tenant(self.tenant.pk, work)

    def _who(self, post: str) -> Actor:
        """Whoever holds this post there."""
        (username,) = [person.username for person in self.factory.people if person.post.code == post]
        membership = Membership.objects.select_related("user")
        return self._see(lambda: actor_for(membership.get(tenant=self.tenant, user__username=username)))

    def _do(self, verb: Action, subject: int | None = None, data: Any = None) -> int:
        """A verb that owes a job, and the job done. Answers the id of its subject."""
        answer = self._see(lambda: perform(verb, subject, by=self.by, data=data)).answer
        self._await(answer["job"])
        key: int = answer["id"]
        return key

    def _await(self, job: int) -> None:
        """Until it is done, by whoever does it first."""
        deadline = time.monotonic() + PATIENCE
        while (row := self._see(lambda: Job.objects.get(pk=job))).state in (JobState.WAITING, JobState.RUNNING):
            if time.monotonic() > deadline:
                raise NotReady(f"{row.name} takes too long")
            if not run_next(LONG):
                time.sleep(0.2)
        if row.state != JobState.DONE:
            raise NotReady(f"{row.name}: {row.error}")
