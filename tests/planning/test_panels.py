"""What the pages of items, sales orders and work orders say of the plan, of stock and of progress."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.models import Membership
from bom.queries import used_in
from inventory.models import Location, Lot, StockBalance
from orders.models import SalesOrder, SalesOrderLine, WorkOrder, WorkOrderOperation
from scheduling.phasing import Bucket
from scheduling.timeline import marks, timeline
from suppliers.models import PurchaseOrder
from tests.factories import member, signed_in
from tests.planning.conftest import Factory, monday
from tests.samples import bill, item


def reader(who: Membership) -> Client:
    """Somebody who reads English."""
    found = signed_in(who)
    found.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return found


def shown(factory: Factory, address: str) -> str:
    answer = reader(factory.company.planner).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def stock(factory: Factory, quantity: int, status: str) -> None:
    def put() -> None:
        place = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})[0]
        lot = Lot.objects.create(item=factory.plant.bracket, code=f"L-{status}")
        facts = {"item": factory.plant.bracket, "lot": lot, "location": place}
        StockBalance.objects.create(status=status, quantity=quantity, **facts)

    factory.inside(put)


def panel(page: str, title: str) -> str:
    """The part of a page under a title."""
    start = page.index(title)
    return page[start : page.index("</section>", start)]


def test_an_item_shows_its_stock_by_status(factory: Factory):
    stock(factory, 60, "usable")
    stock(factory, 40, "blocked")
    found = panel(shown(factory, f"/items/{factory.plant.bracket.pk}/"), "Stock by status")
    assert "60 <small>pcs" in found and "40 <small>pcs" in found
    assert 'data-tone="ready" x="0.0%" width="60.0%"' in found and 'data-tone="hold" x="60.0%" width="40.0%"' in found
    assert "Nothing in stock" in shown(factory, f"/items/{factory.plant.bolt.pk}/")


def test_an_item_shows_everything_it_becomes_part_of_up_to_what_is_sold(factory: Factory):
    def build() -> None:
        unit = factory.plant.bolt.unit
        frame, machine = item("FRAME", "make", unit=unit), item("MACHINE", "make", unit=unit)
        bill(factory.by, frame, [{"component": factory.plant.bracket, "quantity": 3}])
        lines = [{"component": frame, "quantity": 2}, {"component": factory.plant.bolt, "quantity": 8}]
        bill(factory.by, machine, lines)

    factory.inside(build)
    found = factory.inside(lambda: used_in(factory.plant.bolt.pk))
    assert [(use.code, use.level, use.quantity, use.top) for use in found] == [
        ("BRACKET", 1, Decimal(2), False), ("MACHINE", 1, Decimal(20), True), ("FRAME", 2, Decimal(6), False),
    ]  # fmt: skip
    page = panel(shown(factory, f"/items/{factory.plant.bolt.pk}/"), "Where used")
    assert "FRAME" in page and "MACHINE" in page


def test_an_item_shows_supply_and_demand_and_when_it_is_lowest(factory: Factory):
    stock(factory, 50, "usable")
    factory.order(30, monday(2))
    factory.run()
    page = shown(factory, f"/items/{factory.plant.bracket.pk}/")
    on = monday(2) + timedelta(days=6)
    assert f"the lowest projected stock is 20 on {on}" in page
    assert f"/mrp/{factory.plant.bracket.pk}/" in page


def test_the_balance_lies_between_the_floor_and_the_top_also_below_zero():
    today = timezone.localdate()
    buckets = [Bucket(today, today, balance=Decimal(n), safety=Decimal(s)) for n, s in ((10, 0), (-5, 4))]
    drawn = timeline(buckets)
    assert drawn.line == "M0 14.0H380L380 122.0H760"
    assert (drawn.zero_y, drawn.safety) == (86.0, "M0 86.0H380L380 57.2H760")


def planned(factory: Factory, *due: int) -> SalesOrder:
    """An order with a line for each of these days from today, planned and scheduled."""
    days = [timezone.localdate() + timedelta(days=each) for each in due]
    order = factory.order(10, days[0])

    def add() -> None:
        for number, day in enumerate(days[1:], start=2):
            facts = {"item": factory.plant.bracket, "quantity": 10, "due_on": day}
            SalesOrderLine.objects.create(order=order, position=10 * number, **facts)

    factory.inside(add)
    factory.run()
    factory.firm_all()
    factory.schedule()
    return order


def test_a_sales_order_shows_wish_promise_and_plan_of_each_line_and_why_one_is_late(factory: Factory):
    order = planned(factory, 1, 60)
    page = shown(factory, f"/sales-orders/{order.pk}/")
    found = panel(page, "Promised and planned")
    assert found.count("<tr>") == 3
    assert "days late" in found and "on time" in found
    assert found.count("What decides:") == 1
    assert "0 / 10 pcs" in found


def test_a_sales_order_shows_what_exists_for_it_down_through_what_is_made(factory: Factory):
    order = planned(factory, 40)
    work = factory.work_orders()[0]
    factory.inside(lambda: WorkOrder.objects.filter(pk=work.pk).update(good=4, state="started"))
    purchase = factory.inside(lambda: PurchaseOrder.objects.get())
    assert f"/sales-orders/{order.pk}/supply/" in shown(factory, f"/sales-orders/{order.pk}/")
    factory.run()
    found = shown(factory, f"/sales-orders/{order.pk}/supply/")
    assert f'<a href="/work-orders/{work.pk}/">{work.number}</a>' in found and 'value="40"' in found
    assert found.count(f'<a href="/purchase-orders/{purchase.pk}/">') == 2  # plate and bolt
    assert "PLATE plate" in found and "started" in found


def test_the_supply_of_an_order_is_walked_in_as_many_queries_for_any_order(factory: Factory):
    browser = reader(factory.company.planner)
    few = counted(browser, f"/sales-orders/{planned(factory, 40).pk}/supply/")
    assert counted(browser, f"/sales-orders/{planned(factory, *range(40, 60)).pk}/supply/") == few


def test_dates_lie_on_their_line_in_their_order():
    first = timezone.localdate()
    dates = {"due": first, "promised": first + timedelta(days=5), "planned": None}
    assert [(mark.kind, mark.x) for mark in marks(dates, first, first + timedelta(days=10))] == [
        ("due", 8.0),
        ("promised", 65.0),
    ]


def test_a_work_order_shows_where_the_plan_has_it_and_leads_to_the_board(factory: Factory):
    planned(factory, 1)
    order = factory.work_orders()[0]
    page = shown(factory, f"/work-orders/{order.pk}/")
    found = panel(page, "In the plan")
    assert f"?order={order.pk}" in found
    assert "late" in found and "What decides:" in found


def test_a_work_order_shows_how_far_each_operation_and_component_is(factory: Factory):
    planned(factory, 30)
    order = factory.work_orders()[0]

    def work() -> None:
        past = timezone.now() - timedelta(hours=3)
        saw = WorkOrderOperation.objects.get(sequence=10)
        facts = {"state": "started", "good": 4, "scrap": 1, "finish_at": past, "started_at": past}
        WorkOrderOperation.objects.filter(pk=saw.pk).update(**facts)
        order.components.filter(item=factory.plant.bolt).update(issued=5)

    factory.inside(work)
    page = shown(factory, f"/work-orders/{order.pk}/")
    course = panel(page, "Operations <span")
    assert "0 / 2" in course and "4 / 10" in course and 'value="50"' in course and "behind plan" in course
    materials = panel(page, "Material <span")
    assert "5 / 20 pcs" in materials and 'value="25"' in materials


def test_without_a_right_to_see_plans_the_pages_keep_them_to_themselves(factory: Factory):
    order = planned(factory, 1)
    rights = ["orders.view_salesorder", "orders.view_workorder", "bom.view_item"]
    guest = reader(factory.inside(lambda: member(factory.company.tenant, "reader", rights)))
    pages = {
        f"/sales-orders/{order.pk}/": "Promised and planned",
        f"/work-orders/{factory.work_orders()[0].pk}/": "In the plan",
        f"/items/{factory.plant.bracket.pk}/": "Supply and demand",
    }
    for address, title in pages.items():
        answer = guest.get(address)
        assert (answer.status_code, title in answer.content.decode()) == (200, False)
        assert title in shown(factory, address)


def counted(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_the_pages_ask_as_often_with_many_lines_as_with_one(factory: Factory):
    browser = reader(factory.company.planner)
    pages: Any = lambda order: [  # noqa: E731
        f"/sales-orders/{order.pk}/", f"/work-orders/{factory.work_orders()[0].pk}/",
        f"/items/{factory.plant.bracket.pk}/",
    ]  # fmt: skip
    few = [counted(browser, address) for address in pages(planned(factory, 1))]
    many = [counted(browser, address) for address in pages(planned(factory, *range(1, 20)))]
    assert many == few


def test_a_run_shows_what_it_counted(factory: Factory):
    factory.order(40, monday(4))
    requirements, schedule = factory.run("mrp"), factory.run("schedule")
    found = panel(shown(factory, f"/plan-runs/{requirements.pk}/"), "Figures")
    for name, label in (("planned_orders", "Planned orders"), ("demands", "Demands"), ("late", "Late order lines")):
        assert f"<dt>{label}</dt><dd>{requirements.counts[name]}</dd>" in found
    assert "<dt>Order lines</dt><dd>1</dd>" in panel(shown(factory, f"/plan-runs/{schedule.pk}/"), "Figures")
