"""Supply wanted sooner than its need, and stock kept for a season."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from base.importing import take
from base.workbooks import read
from bom.models import Item, SafetyStock
from scheduling.models import PlannedOrder
from tests.factories import signed_in
from tests.imports.books import book
from tests.planning.conftest import Factory, monday
from tests.planning.test_phasing import seen
from tests.rest.conftest import api_of


def test_supply_is_wanted_a_safety_time_before_its_need(factory: Factory):
    order = factory.order(10, monday(4))
    factory.inside(lambda: Item.objects.filter(code="BRACKET").update(safety_days=3, lead_in_working_days=False))
    factory.run()
    row = factory.inside(lambda: PlannedOrder.objects.get(item__code="BRACKET"))
    assert row.due_on == monday(4) - timedelta(days=3)
    (need,) = seen(factory, "BRACKET").needs
    assert (need["for"], need["on"]) == (f"{order.number}/10", monday(4))


def keep(factory: Factory, quantity: int, week: int) -> SafetyStock:
    data = {"item": factory.plant.bracket, "start_on": monday(week), "quantity": quantity}
    return factory.do(SafetyStock, "add", **data)  # type: ignore[no-any-return]


def test_a_safety_stock_of_a_season_is_built_up_by_its_day_and_let_go_after_it(factory: Factory):
    keep(factory, 30, 3)
    keep(factory, 0, 6)
    factory.order(20, monday(7))
    assert factory.run().faults == []
    rows = factory.inside(lambda: list(PlannedOrder.objects.filter(item__code="BRACKET")))
    assert [(row.due_on, int(row.quantity)) for row in rows] == [(monday(3), 30)]  # the order takes what is let go
    found = seen(factory, "BRACKET")
    levels = {bucket.first: (int(bucket.balance), int(bucket.safety)) for bucket in found.buckets}
    assert [levels[monday(week)] for week in (2, 3, 5, 6, 7)] == [(0, 0), (30, 30), (30, 30), (30, 0), (10, 0)]


def test_before_its_first_day_the_items_own_safety_stock_is_kept(factory: Factory):
    factory.inside(lambda: Item.objects.filter(code="BRACKET").update(safety_stock=5))
    keep(factory, 30, 3)
    factory.run()
    found = seen(factory, "BRACKET")
    assert (int(found.safety), int(found.buckets[-1].safety)) == (5, 30)
    assert factory.proposals()["BRACKET"][1] == 30


def test_the_page_of_an_item_says_its_safety_time(factory: Factory):
    factory.inside(lambda: Item.objects.filter(code="BRACKET").update(safety_days=3))
    page = signed_in(factory.company.planner).get(f"/mrp/{factory.plant.bracket.pk}/").content.decode()
    assert "<dt>安全时间</dt><dd>3 天</dd>" in page


def test_safety_stocks_come_with_a_workbook_and_over_rest(factory: Factory):
    heads = ["物料", "开始日期", "安全库存"]

    def taken(quantity: str) -> Any:
        sheet = book({"分期安全库存": [heads, ["BRACKET", str(monday(3)), quantity]]})
        return factory.inside(lambda: take(read("s.xlsx", sheet), factory.by, timezone.localdate(), dry=False))

    assert taken("30").faults == []
    assert taken("40").counts["safety_stocks"] == {"new": 0, "changed": 1}
    api = api_of(factory.company.planner)
    assert [row["quantity"] for row in api.get("/safety-stocks/").json()["results"]] == ["40"]
    again = api.post("/safety-stocks/", {"item": "BRACKET", "start_on": monday(3).isoformat(), "quantity": "1"})
    assert again.status_code in (409, 422)
