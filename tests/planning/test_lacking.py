"""The shortage workbench: which order lacks what, until when, and what could serve it sooner."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bom.models import Substitute
from inventory.models import Location, StockBalance
from orders.models import WorkOrder
from scheduling.filters import LackingFilter
from scheduling.lacking import Lack, lacking, told
from scheduling.network import read_network
from suppliers.models import PurchaseOrder, Supplier, SupplierItem
from tests.factories import signed_in
from tests.people import found
from tests.planning.conftest import Factory
from tests.samples import item


def short(factory: Factory, **parameters: Any) -> list[Lack]:
    """The rows of the page with everything it tells of them."""

    def look() -> list[Lack]:
        today, network = timezone.localdate(), read_network()
        found = {"days": 400, "work_center": None, "item": None, "owner": ""} | parameters
        return list(told(network, lacking(network, found, today), today))

    return factory.inside(look)  # type: ignore[no-any-return]


def make(factory: Factory, quantity: int = 10, days: int = 3) -> WorkOrder:
    due = timezone.localdate() + timedelta(days=days)
    return factory.do(WorkOrder, "add", item=factory.plant.bracket, quantity=quantity, due_on=due)  # type: ignore[no-any-return]


def stock(factory: Factory, owner: Any, quantity: int) -> None:
    def put() -> None:
        place = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})[0]
        StockBalance.objects.create(item=owner, location=place, quantity=quantity)

    factory.inside(put)


def buy(factory: Factory, what: Any, quantity: int, days: int, confirmed: bool = False) -> PurchaseOrder:
    on = timezone.localdate() + timedelta(days=days)
    source = factory.inside(lambda: Supplier.objects.get(code="ACME"))
    line = {"item": what, "quantity": quantity, "needed_on": on, "confirmed_on": on if confirmed else None}
    return factory.do(PurchaseOrder, "add", supplier=source, lines=[line])  # type: ignore[no-any-return]


def test_an_order_lacks_what_is_not_in_stock_and_no_more(factory: Factory):
    order = make(factory)
    stock(factory, factory.plant.bolt, 15)
    stock(factory, factory.plant.plate, 100)
    factory.run()
    (row,) = short(factory)
    assert (row.number, row.item.code, row.quantity) == (order.number, "BOLT", Decimal(5))
    assert row.center[1] == "bench"


def test_a_purchase_that_comes_too_late_is_named_with_its_supplier_and_by_how_much(factory: Factory):
    make(factory)
    stock(factory, factory.plant.plate, 100)
    order = buy(factory, factory.plant.bolt, 20, days=20)
    factory.run()
    (row,) = short(factory)
    (supply,) = row.supplies
    assert (supply["text"], supply["supplier"]) == (f"{order.number}/10", "Acme")
    assert row.expected == supply["on"] == timezone.localdate() + timedelta(days=20)
    assert row.days_late == supply["days_late"] == (row.expected - row.needed_on).days > 0
    assert (row.outlook, str(supply["note"])) == ("late", "not confirmed")


def test_what_comes_in_time_is_told_but_no_way_around_it(factory: Factory):
    make(factory, days=60)
    stock(factory, factory.plant.plate, 100)
    buy(factory, factory.plant.bolt, 20, days=5, confirmed=True)
    factory.run()
    (row,) = short(factory)
    assert (row.outlook, row.offers, str(row.supplies[0]["note"])) == ("in_time", [], "")


def test_what_is_left_of_a_substitute_is_offered_today_and_a_quicker_supplier_on_its_day(factory: Factory):
    bolt = factory.plant.bolt

    def others() -> None:
        source = Supplier.objects.create(code="QUICK", name="Quick", approved=True)
        SupplierItem.objects.create(supplier=source, item=bolt, lead_days=9, expedite_days=2, price=3)

    factory.inside(others)
    other = factory.inside(lambda: item("BOLT-X", unit=bolt.unit))
    factory.do(Substitute, "add", component=bolt, item=other)
    make(factory)
    stock(factory, factory.plant.plate, 100)
    buy(factory, bolt, 20, days=20)
    stock(factory, other, 50)
    factory.inside(lambda: SupplierItem.objects.filter(supplier__code="ACME").update(lead_days=60))
    factory.run()
    (row,) = short(factory)
    today = timezone.localdate()
    assert [(o.text, o.on - today, o.quantity, str(o.note)) for o in row.offers] == [
        ("BOLT-X", timedelta(days=0), Decimal(50), ""),
        ("Quick", timedelta(days=2), None, "hurried, not approved"),
        ("Quick", timedelta(days=9), None, "not approved"),
    ]


def test_a_planned_order_lacks_its_components_too_and_says_who_waits_for_it(factory: Factory):
    order = factory.order(10, timezone.localdate() + timedelta(days=1))
    factory.run()
    rows = short(factory)
    assert {(row.number, row.item.code) for row in rows} == {("", "PLATE"), ("", "BOLT")}
    assert [line["for"] for row in rows for line in row.waiting] == [f"{order.number}/10"] * 2
    assert rows[0].waiting[0]["late"] > 0


def test_what_was_issued_or_cancelled_since_the_calculation_is_lacked_no_more(factory: Factory):
    order = make(factory)
    factory.run()
    assert {row.item.code for row in short(factory)} == {"PLATE", "BOLT"}
    factory.do(WorkOrder, "cancel", order, reason="not wanted")
    assert short(factory) == []


def test_the_page_is_filtered_by_work_center_item_owner_days_and_outlook(factory: Factory):
    factory.inside(lambda: type(factory.plant.bolt).objects.filter(code="BOLT").update(owner_name="Wang"))
    make(factory)
    factory.run()
    browser = signed_in(factory.company.planner)

    def shown(query: str) -> set[str]:
        page = browser.get(f"/lacking/?days=60&{query}").content.decode()
        return {code for code in ("PLATE", "BOLT") if f">{code}</a>" in page}

    assert shown("") == {"PLATE", "BOLT"}
    assert shown(f"item={factory.plant.bolt.pk}") == {"BOLT"}
    assert shown("owner=wang") == {"BOLT"}
    assert shown("outlook=never") == set()
    assert shown("work_center=NOWHERE") == {"PLATE", "BOLT"}  # said as an error of the filter
    row = next(row for row in short(factory) if row.item.code == "PLATE")
    assert "PLATE" in shown(f"work_center={row.center[0]}")
    assert browser.get("/lacking/?days=nonsense&page=99").status_code == 200


def test_days_are_fourteen_unless_said_otherwise(factory: Factory):
    def days(query: str) -> Any:
        return factory.inside(lambda: LackingFilter(QueryDict(query)).asked["days"])

    assert (days(""), days("days=30"), days("days=soon")) == (14, 30, 14)


def test_many_shortages_take_as_many_queries_as_one(factory: Factory):
    browser = signed_in(factory.company.planner)
    counts = []
    for orders in (1, 19):
        for _number in range(orders):
            make(factory)
        buy(factory, factory.plant.bolt, 20, days=20)
        factory.order(10, timezone.localdate() + timedelta(days=1))
        factory.run()
        browser.get("/units/")
        with CaptureQueriesContext(connection) as seen:
            page = browser.get("/lacking/?days=90").content.decode()
        assert page.count("BOLT</a>") >= orders
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_another_company_sees_none_of_it(factory: Factory):
    order = make(factory)
    factory.run()
    with transaction.atomic():
        stranger = found("Strangers").planner
    page = signed_in(stranger).get("/lacking/").content.decode()
    assert order.number not in page
    assert order.number in signed_in(factory.company.planner).get("/lacking/").content.decode()


def test_before_anything_is_planned_the_page_says_what_to_do(factory: Factory):
    page = signed_in(factory.company.planner).get("/lacking/").content.decode()
    assert "Requirements are not planned yet" in page or "尚未" in page
