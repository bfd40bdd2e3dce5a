"""Following up purchases: what is not confirmed, what slipped, what comes after its need, and whom that delays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.refusals import Unacceptable
from orders.models import WorkOrder
from scheduling.follow_up import Purchase, follow_up, told
from scheduling.network import read_network
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Supplier
from tests.factories import member, signed_in
from tests.people import found
from tests.planning.conftest import Factory
from tests.planning.test_lacking import make, stock


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def buy(factory: Factory, *lines: dict[str, Any]) -> PurchaseOrder:
    """An order of bolts; of each line what is given, else needed in 30 days."""
    source = factory.inside(lambda: Supplier.objects.get(code="ACME"))
    usual = {"item": factory.plant.bolt, "quantity": 20, "needed_on": in_days(30)}
    return factory.do(PurchaseOrder, "add", supplier=source, lines=[usual | line for line in lines])  # type: ignore[no-any-return]


def rows(factory: Factory, **asked: Any) -> list[Purchase]:
    def look() -> list[Purchase]:
        network = read_network()
        return list(told(network, follow_up(network, asked, timezone.localdate())))

    return factory.inside(look)  # type: ignore[no-any-return]


def test_a_line_nobody_confirmed_and_one_that_slipped_say_so(factory: Factory):
    buy(
        factory,
        {"requested_on": in_days(20)},
        {"requested_on": in_days(20), "confirmed_on": in_days(26)},
        {"requested_on": in_days(20), "confirmed_on": in_days(20)},
    )
    unconfirmed, slipped, fine = sorted(rows(factory), key=lambda row: row.line.position)
    assert (unconfirmed.standing, slipped.standing, fine.standing) == (["unconfirmed"], ["slipped"], [])
    assert slipped.days_slipped == 6


def test_the_need_is_that_of_the_orders_it_is_for_and_a_late_one_names_them(factory: Factory):
    work = make(factory, days=10)
    stock(factory, factory.plant.plate, 100)
    order = buy(factory, {"confirmed_on": in_days(25)})
    factory.run()
    (row,) = rows(factory)
    assert row.pegged and row.needed_on < row.line.needed_on
    assert row.days_late == (in_days(25) - row.needed_on).days
    assert [(need["for"], need["url"]) for need in row.delayed] == [(work.number, f"/work-orders/{work.pk}/")]
    factory.do(PurchaseOrder, "confirm", order, confirmed_on=row.needed_on)
    (row,) = rows(factory)  # known at once, before anything is calculated
    assert (row.days_late, row.delayed) == (0, [])


def test_the_sales_line_that_waits_for_a_late_purchase_stands_first(factory: Factory):
    sold = factory.order(10, in_days(12))
    factory.run()
    factory.firm_all()
    purchase = factory.inside(lambda: PurchaseOrder.objects.get())
    factory.do(PurchaseOrder, "confirm", purchase, confirmed_on=in_days(40))
    factory.run()
    work = factory.inside(lambda: WorkOrder.objects.get())
    for row in rows(factory):
        assert [need["for"] for need in row.delayed] == [f"{sold.number}/10", work.number]
        assert row.delayed[0]["late"] > 0


def test_what_should_have_come_is_overdue_and_counts_from_today(factory: Factory):
    buy(factory, {"needed_on": in_days(-3)})
    (row,) = rows(factory)
    assert (row.days_overdue, row.usable_on) == (3, timezone.localdate())


def test_what_has_come_is_followed_up_no_more(factory: Factory):
    buy(factory, {})
    factory.inside(lambda: PurchaseOrderLine.objects.update(received=20))
    assert rows(factory) == []


def test_a_date_is_confirmed_line_by_line_and_the_order_with_the_last(factory: Factory):
    order = buy(factory, {}, {})
    browser = signed_in(factory.company.planner)
    for position, verb, state in ((10, "confirm_line", "firm"), (20, "confirm", "confirmed")):
        page = browser.get("/follow-up/").content.decode()
        address = f"/purchase-orders/{order.pk}/{verb}/"
        assert address in page
        data = {"position": position, "confirmed_on": str(in_days(position)), "next": "/follow-up/?page=1"}
        answer = browser.post(address, data)
        assert (answer.status_code, answer["Location"]) == (302, "/follow-up/?page=1")
        assert factory.inside(lambda: PurchaseOrder.objects.get(pk=order.pk)).state == state
    dates = factory.inside(lambda: list(PurchaseOrderLine.objects.order_by("position").values_list("confirmed_on")))
    assert dates == [(in_days(10),), (in_days(20),)]


def test_confirming_a_line_that_is_not_there_says_so(factory: Factory):
    order = buy(factory, {})
    for verb in ("confirm", "confirm_line"):
        with pytest.raises(Unacceptable, match=f"{order.number} has no line 70"):
            factory.do(PurchaseOrder, verb, order, confirmed_on=in_days(3), position=70)


def test_the_page_is_filtered_by_supplier_item_and_what_is_wrong(factory: Factory):
    order = buy(factory, {"requested_on": in_days(20), "confirmed_on": in_days(22)})
    other = factory.inside(lambda: Supplier.objects.create(code="B", name="Bolts and more", approved=True))
    browser = signed_in(factory.company.planner)

    def shown(query: str) -> bool:
        return order.number in browser.get(f"/follow-up/?{query}").content.decode()

    assert shown("") and shown(f"supplier={order.supplier_id}") and shown("standing=slipped&standing=late")
    assert not shown(f"supplier={other.pk}") and not shown("standing=unconfirmed")
    assert shown(f"item={factory.plant.bolt.pk}") and not shown(f"item={factory.plant.plate.pk}")


def test_who_may_not_confirm_sees_the_dates_and_no_button(factory: Factory):
    order = buy(factory, {})
    with transaction.atomic():
        reader = member(factory.company.tenant, "reader", ["scheduling.view_plannedorder"])
    page = signed_in(reader).get("/follow-up/").content.decode()
    assert order.number in page and 'name="confirmed_on"' not in page


def test_many_purchases_take_as_many_queries_as_one(factory: Factory):
    browser = signed_in(factory.company.planner)
    counts = []
    for orders in (1, 19):
        for _number in range(orders):
            make(factory, days=5)
            buy(factory, {"confirmed_on": in_days(30)})
        factory.order(1, in_days(1))
        factory.run()
        browser.get("/units/")
        with CaptureQueriesContext(connection) as seen:
            page = browser.get("/follow-up/").content.decode()
        assert page.count("BOLT</a>") >= orders
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_another_company_sees_none_of_it(factory: Factory):
    order = buy(factory, {})
    with transaction.atomic():
        stranger = found("Strangers").planner
    assert order.number not in signed_in(stranger).get("/follow-up/").content.decode()
