"""Two companies of one size, so that row-level security has something to keep apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connections, transaction

from base.models import Membership, Site, Tenant
from base.people import Actor
from base.tenancy import in_tenant
from bom.models import Item, Unit
from inventory.models import Location, StockBalance
from orders.models import Customer, SalesOrder, WorkOrder, WorkOrderOperation
from tests import factories
from tests.samples import bill, do, item, plant, route

ITEMS, CUSTOMERS, ORDERS = 2_000, 50, 10_000
SIZE = f"two companies, each {ITEMS:,} items, {CUSTOMERS} customers, {ORDERS:,} sales orders"
BEGAN = date(2026, 1, 5)


@dataclass
class Factory:
    person: Membership
    actor: Actor
    secret: str
    balance: StockBalance
    operation: WorkOrderOperation


def build() -> Factory:
    """Two companies; answers the second."""
    _founded("first")
    factory = _founded("second")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return factory


def _founded(name: str) -> Factory:
    with transaction.atomic():
        tenant = Tenant.objects.create(name=name)
        person = factories.member(tenant, "planner", factories.everything())
        return in_tenant(tenant.pk, lambda: _filled(person))


def _filled(person: Membership) -> Factory:
    actor = factories.actor(person)
    unit = Unit.objects.create(code="pcs", name="件")
    items = [Item(code=f"A{n:05}", name=f"轴承座 {n}", unit=unit, supply="make") for n in range(ITEMS)]
    Item.objects.bulk_create(items)
    customers = [Customer(code=f"K{n:03}", name=f"客户 {n}") for n in range(CUSTOMERS)]
    Customer.objects.bulk_create(customers)
    SalesOrder.objects.bulk_create([_order(n, customers[n % CUSTOMERS]) for n in range(ORDERS)], batch_size=2000)
    place = Location.objects.create(site=Site.objects.create(code="S0", name="一厂"), code="R1", name="原料库")
    balance: Any = do(StockBalance, "open", actor, item=items[0], location=place, quantity=Decimal(100))
    return Factory(person, actor, factories.token_of(person), balance, _at_work(actor, place))


def _at_work(by: Actor, place: Location) -> WorkOrderOperation:
    """An operation that has begun, of an order too big to end, which takes bolts from stock with each report."""
    made = plant(by)
    do(StockBalance, "open", by, item=made.bolt, location=place, quantity=10**9)
    work = {"name": "assemble", "work_center": made.bench, "run_minutes": 2}
    screwed = item("SCREWED", "make", made.bolt.unit)
    bill(by, screwed, [{"component": made.bolt, "quantity": 2, "operation_sequence": 10}])
    route(by, screwed, [{"sequence": 10, **work}, {"sequence": 20, **work}])
    order = do(WorkOrder, "add", by, item=screwed, quantity=10**8, due_on=BEGAN)
    do(WorkOrder, "release", by, order)
    return do(WorkOrderOperation, "start", by, order.operations.get(sequence=10))  # type: ignore[no-any-return]


def _order(number: int, customer: Customer) -> SalesOrder:
    ordered = BEGAN + timedelta(days=number * 300 // ORDERS)
    return SalesOrder(number=f"SO-2026-{number:05}", customer=customer, ordered_on=ordered, note=f"备注 {number}")
