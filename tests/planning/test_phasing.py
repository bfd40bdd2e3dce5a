"""An item's plan in time: the textbook's record, weeks and days, pegs that lead up and down."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bom.models import Item
from inventory.models import Location, Lot, StockBalance
from scheduling.pegs import linked
from scheduling.phasing import Phasing, items, phasing
from suppliers.models import PurchaseOrder
from tests.factories import signed_in
from tests.planning.conftest import Factory, monday
from tests.samples import bill, item


def seen(factory: Factory, code: str, by: str = "week") -> Phasing:
    def look() -> Any:
        return phasing(Item.objects.get(code=code).pk, timezone.localdate(), by)

    return factory.inside(look)  # type: ignore[no-any-return]


def line(found: Phasing, kind: str) -> list[int]:
    """The numbers of a row of the grid, from next week on, as far as anything is there."""
    values = [int(value) for _bucket, value in next(line for line in found.lines if line.kind == kind).values[1:]]
    return values[: max((place + 1 for place, value in enumerate(values) if value), default=0)]


def stock(factory: Factory, code: str, quantity: int, status: str = "usable", **of_lot: Any) -> None:
    def put() -> None:
        owner = Item.objects.get(code=code)
        place = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})[0]
        lot = Lot.objects.create(item=owner, code=f"L-{status}", **of_lot)
        StockBalance.objects.create(item=owner, lot=lot, location=place, status=status, quantity=quantity)

    factory.inside(put)


def test_a_week_shows_what_is_needed_what_comes_and_what_is_left(factory: Factory):
    stock(factory, "BRACKET", 50)
    for week, quantity in ((1, 40), (3, 60), (3, 10)):
        factory.order(quantity, monday(week - 1) + timedelta(days=1))
    factory.run()
    found = seen(factory, "BRACKET")
    assert line(found, "needed") == [40, 0, 70]
    assert line(found, "planned") == [0, 0, 60]
    assert [int(bucket.balance) for bucket in found.buckets[:4]] == [50, 10, 10, 0]
    assert (len(found.buckets), found.buckets[0].first) == (
        12,
        timezone.localdate() - timedelta(days=timezone.localdate().weekday()),
    )


def test_a_planned_order_is_released_a_lead_time_before_it_is_needed(factory: Factory):
    factory.inside(lambda: Item.objects.filter(code="BRACKET").update(lead_days=14, lead_in_working_days=False))
    factory.order(10, monday(4))
    factory.run()
    assert (
        line(seen(factory, "BRACKET"), "planned").index(10) - line(seen(factory, "BRACKET"), "released").index(10) == 2
    )


def test_days_show_the_same_as_weeks_only_closer(factory: Factory):
    factory.order(10, timezone.localdate() + timedelta(days=9))
    factory.run()
    days = seen(factory, "BRACKET", by="day").buckets
    assert (len(days), [int(day.needed) for day in days].index(10)) == (28, 9)


def test_stock_in_inspection_counts_from_its_release_and_what_expires_is_gone(factory: Factory):
    factory.inside(lambda: Item.objects.filter(code="PLATE").update(inspect_days=0))
    stock(factory, "PLATE", 30, "inspection", available_on=monday(1))
    stock(factory, "PLATE", 20, expires_on=monday(2))
    factory.run()
    found = seen(factory, "PLATE")
    assert line(found, "available") == [0, 30]
    assert line(found, "expired") == [0, 0, 20]
    assert int(found.buckets[-1].balance) == 30
    assert [(str(status), int(quantity)) for (status, _word), quantity in found.stock_shown] == [
        ("inspection", 30),
        ("usable", 20),
    ]


def test_rows_in_which_nothing_happens_are_left_out(factory: Factory):
    factory.run()
    kinds = [line.kind for line in seen(factory, "BRACKET").lines]
    assert kinds == ["needed", "received", "planned", "balance", "released"]


def test_pegs_lead_up_to_who_needs_it_and_down_to_where_it_comes_from(factory: Factory):
    order = factory.order(10, monday(4))
    factory.run()
    factory.firm_all()
    factory.run()
    work = factory.work_orders()[0]
    purchase = factory.inside(lambda: PurchaseOrder.objects.get())
    (need,) = factory.inside(lambda: linked(seen(factory, "BRACKET").needs))
    assert (need["for"], need["quantity"], need["missing"]) == (f"{order.number}/10", Decimal(10), 0)
    assert [(s["text"], s["url"]) for s in need["from"]] == [(work.number, f"/work-orders/{work.pk}/")]
    (need,) = factory.inside(lambda: linked(seen(factory, "PLATE").needs))
    assert (need["for"], [s["url"] for s in need["from"]]) == (work.number, [f"/purchase-orders/{purchase.pk}/"])


def test_pegs_lead_from_a_component_up_to_what_it_is_planned_for(factory: Factory):
    order = factory.order(10, monday(4))
    factory.run()
    (need,) = factory.inside(lambda: linked(seen(factory, "BRACKET").needs))
    assert need["url"] == f"/sales-orders/{order.pk}/"
    (need,) = factory.inside(lambda: linked(seen(factory, "PLATE").needs))
    assert (need["for"], need["url"]) == ("BRACKET", f"/mrp/{factory.plant.bracket.pk}/")
    assert [s["text"] for s in need["from"]] == ["PLATE"]


def test_a_kit_is_passed_on_the_way_up(factory: Factory):
    def kit() -> Any:
        made = item("KIT", "phantom", unit=factory.plant.bolt.unit)
        bill(factory.by, made, [{"component": factory.plant.bolt, "quantity": 4}])
        return made

    order = factory.order(10, monday(4), item=factory.inside(kit))
    factory.run()
    (need,) = factory.inside(lambda: linked(seen(factory, "BOLT").needs))
    assert (need["for"], need["url"]) == (order.number, f"/sales-orders/{order.pk}/")


def test_needs_of_a_few_days_are_found_and_those_of_the_past_count_today(factory: Factory):
    today = timezone.localdate()
    factory.order(10, today - timedelta(days=3))
    factory.order(20, monday(4))
    factory.run()
    found = seen(factory, "BRACKET")
    assert [int(need["quantity"]) for need in found.between(today, today)] == [10]
    assert [int(need["quantity"]) for need in found.between(monday(4), monday(4) + timedelta(days=6))] == [20]


def test_items_with_messages_stand_first_and_are_found_by_code_or_name(factory: Factory):
    factory.order(10, timezone.localdate())
    factory.run()
    found = factory.inside(lambda: items(""))
    assert found[0].waiting > 0 and found[0].waiting >= found[-1].waiting
    assert [each.code for each in factory.inside(lambda: items("plat"))] == ["PLATE"]
    assert factory.inside(lambda: items("nothing like it")) == []


def test_the_page_asks_as_often_for_many_needs_as_for_one(factory: Factory):
    browser = signed_in(factory.company.planner)

    def counted() -> int:
        pk = factory.inside(lambda: Item.objects.get(code="BRACKET").pk)
        browser.get(f"/mrp/{pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/mrp/{pk}/").status_code == 200
        return len(asked)

    factory.order(10, monday(4))
    factory.run()
    few = counted()
    for week in range(5, 24):
        factory.order(10, monday(week))
    factory.inside(lambda: [item(f"X{number}", unit=factory.plant.bolt.unit) for number in range(20)])
    factory.run()
    assert counted() == few


def test_lots_that_go_by_their_costs_say_what_they_save(factory: Factory):
    rule = {"lot_policy": "economic", "order_cost": 500, "cost": 730, "holding_rate": 1}
    factory.inside(lambda: Item.objects.filter(code="BRACKET").update(**rule))
    for day, quantity in enumerate((90, 120, 80, 70)):
        factory.order(quantity, monday(4) + timedelta(days=day))
    factory.run()
    found = seen(factory, "BRACKET")
    assert [order.quantity for order in found.orders] == [210, 150]
    assert found.lots == {"orders": 2, "cost": 1380, "lot_for_lot": 2000, "saved": 620}
    page = signed_in(factory.company.planner).get(f"/mrp/{found.item.pk}/").content.decode()
    assert "逐需求下单 2000，节省 620" in page
