"""A small plant with orders, and the two runs done by a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from base.actions import ACTIONS, perform
from base.people import Actor
from base.running import run_next
from base.tenancy import in_tenant
from orders.models import Customer, SalesOrder, WorkOrder
from scheduling.models import PlannedOrder, PlanRun, PlanVersion
from suppliers.models import Supplier, SupplierItem
from tests.people import Company
from tests.samples import Plant, do, plant


def monday(weeks: int = 0) -> date:
    """The Monday so many weeks after the next one."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday() + 7 * weeks)


@dataclass
class Factory:
    """The foundry with its plant; every call is a transaction of its own, as in the product."""

    company: Company
    plant: Plant
    customer: Customer

    @property
    def by(self) -> Actor:
        return self.company.actor

    def inside(self, work: Callable[[], Any]) -> Any:
        return in_tenant(self.company.tenant.pk, work)

    def do(self, model: Any, verb: str, subjects: Any = None, **data: Any) -> Any:
        return self.inside(lambda: do(model, verb, self.by, subjects, **data))

    def order(self, quantity: int, due_on: date, item: Any = None, **more: Any) -> SalesOrder:
        """An accepted sales order of one line."""
        line = {"item": item or self.plant.bracket, "quantity": quantity, "due_on": due_on}
        made = self.do(SalesOrder, "add", customer=self.customer, lines=[line], **more)
        return self.do(SalesOrder, "accept", made)

    def run(self, kind: str = "mrp") -> PlanRun:
        """Start a run and let a worker do it."""
        pk = self.inside(lambda: perform(ACTIONS[PlanRun, "add"], by=self.by, data={"kind": kind})).answer["id"]
        while run_next("long"):
            pass
        return self.inside(lambda: PlanRun.objects.get(pk=pk))

    def proposals(self) -> dict[str, tuple[int, int]]:
        """What is proposed: code -> (id, quantity); the sum where there are several."""
        rows = self.inside(lambda: list(PlannedOrder.objects.filter(state="proposed").select_related("item")))
        found: dict[str, tuple[int, int]] = {}
        for row in rows:
            found[row.item.code] = (row.pk, found.get(row.item.code, (0, 0))[1] + int(row.quantity))
        return found

    def firm_all(self) -> None:
        keys = self.inside(lambda: list(PlannedOrder.objects.filter(state="proposed").values_list("pk", flat=True)))
        self.inside(lambda: perform(ACTIONS[PlannedOrder, "firm"], keys, by=self.by))

    def schedule(self) -> PlanVersion:
        self.run("schedule")
        return self.inside(lambda: PlanVersion.objects.order_by("-id").first())

    def work_orders(self) -> list[WorkOrder]:
        return self.inside(lambda: list(WorkOrder.objects.order_by("id").select_related("item")))


@pytest.fixture
def factory(foundry: Company) -> Factory:
    by = foundry.actor

    def build() -> Factory:
        made = plant(by)
        source = Supplier.objects.create(code="ACME", name="Acme", approved=True)
        for item in (made.plate, made.bolt):
            SupplierItem.objects.create(supplier=source, item=item, approved=True, lead_days=3, price=2)
        return Factory(foundry, made, Customer.objects.create(code="C1", name="Customer One"))

    return in_tenant(foundry.tenant.pk, build)  # type: ignore[no-any-return]
