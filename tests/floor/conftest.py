"""A plant in which a bracket is made of a traced plate and two bolts, with stock of both and a released order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from base.models import Membership
from base.people import Actor
from inventory.models import Location, Lot, StockBalance, Transformation
from orders.models import WorkOrder, WorkOrderOperation
from shopfloor.models import LotIssue, OperationReport, ScrapReason
from tests import factories
from tests.samples import Plant, do, plant

DUE = date(2026, 12, 18)


@dataclass
class Floor:
    """The plant, an order of 50 brackets, and one call for each thing people do there."""

    by: Actor
    plant: Plant
    order: WorkOrder
    store: Location

    def operation(self, sequence: int) -> WorkOrderOperation:
        return self.order.operations.get(sequence=sequence)

    def start(self, sequence: int) -> WorkOrderOperation:
        return do(WorkOrderOperation, "start", self.by, self.operation(sequence))

    def report(self, sequence: int, good: Any = 0, *, by: Actor | None = None, **more: Any) -> OperationReport:
        if more.get("scrap"):
            more |= {"scrap_reason": ScrapReason.objects.get_or_create(code="DIM", defaults={"name": "size"})[0]}
        return do(OperationReport, "add", by or self.by, operation=self.operation(sequence), good=good, **more)

    def correct(self, report: OperationReport, good: Any, **more: Any) -> OperationReport:
        return do(OperationReport, "correct", self.by, report, good=good, reason="counted again", **more)

    def bring(self, lot: Lot, quantity: Any = None) -> LotIssue:
        return do(LotIssue, "add", self.by, order=self.order, lot=lot, quantity=quantity)

    def stock(self, item: Any, quantity: Any, lot: Lot | None = None) -> StockBalance:
        data = {"item": item, "location": self.store, "lot": lot, "quantity": quantity}
        return do(StockBalance, "open", self.by, **data)

    def figures(self, sequence: int) -> tuple[Decimal, Decimal, Decimal, str]:
        row = self.operation(sequence)
        return row.good, row.scrap, row.rework, row.state

    def stock_of(self, item: Any) -> Decimal:
        return sum(StockBalance.objects.filter(item=item).values_list("quantity", flat=True), Decimal(0))

    def issued(self, item: Any) -> Decimal:
        return self.order.components.get(item=item).issued

    def genealogy(self) -> dict[tuple[str, str], Decimal]:
        """(lot used, lot made) -> how much."""
        found: dict[tuple[str, str], Decimal] = {}
        for used, made, quantity in Transformation.objects.values_list("consumed__code", "produced__code", "quantity"):
            found[used, made] = found.get((used, made), Decimal(0)) + quantity
        return {edge: quantity for edge, quantity in found.items() if quantity}


def in_english(membership: Membership) -> Client:
    """A signed-in browser whose pages are in the language the tests compare."""
    client = factories.signed_in(membership)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def lot(item: Any, code: str, **more: Any) -> Lot:
    return Lot.objects.create(item=item, code=code, **more)


def a_floor(by: Actor, quantity: int = 50) -> Floor:
    made = plant(by)
    store = Location.objects.create(site=made.site, code="A1", name="store")
    order = do(WorkOrder, "add", by, item=made.bracket, quantity=quantity, due_on=DUE)
    return Floor(by, made, order, store)


@pytest.fixture
def bare(planner: Actor) -> Floor:
    """Nothing in stock; the order is firm."""
    return a_floor(planner)


@pytest.fixture
def floor(bare: Floor) -> Floor:
    """The order is released, and there is stock of what it needs: 53 plates and 200 bolts."""
    bare.stock(bare.plant.plate, 53)
    bare.stock(bare.plant.bolt, 200)
    bare.order = do(WorkOrder, "release", bare.by, bare.order)
    return bare


@pytest.fixture
def traced(bare: Floor) -> Floor:
    """As `floor`, but plates are traced by lot (P1 of 30, P2 of 23) and so are the brackets."""
    type(bare.plant.plate).objects.filter(pk__in=[bare.plant.plate.pk, bare.plant.bracket.pk]).update(lot_tracked=True)
    for code, quantity in (("P1", 30), ("P2", 23)):
        bare.stock(bare.plant.plate, quantity, lot(bare.plant.plate, code))
    bare.stock(bare.plant.bolt, 200)
    bare.order = do(WorkOrder, "release", bare.by, bare.order)
    return bare
