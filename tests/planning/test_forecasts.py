"""What is expected to be ordered: planned for ahead, consumed by the orders that come."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from base.importing import take
from base.refusals import Invalid
from base.workbooks import read
from bom.models import Item
from orders.models import SalesOrder, SalesOrderLine
from scheduling.models import ExceptionMessage, Forecast
from scheduling.models.forecasts import last_day
from scheduling.pegs import linked
from tests.factories import signed_in
from tests.imports.books import book
from tests.planning.conftest import Factory, monday
from tests.planning.test_phasing import line, seen
from tests.rest.conftest import api_of


def expect(factory: Factory, quantity: int, start_on: date, period: str = "week") -> Forecast:
    data = {"item": factory.plant.bracket, "quantity": quantity, "start_on": start_on, "period": period}
    return factory.do(Forecast, "add", **data)  # type: ignore[no-any-return]


def needs(factory: Factory, code: str) -> list[dict[str, Any]]:
    return factory.inside(lambda: linked(seen(factory, code).needs))  # type: ignore[no-any-return]


def test_a_forecast_is_planned_for_on_every_level(factory: Factory):
    expect(factory, 10, monday(4))
    run = factory.run()
    assert run.faults == []
    assert {code: quantity for code, (_pk, quantity) in factory.proposals().items()} == {
        "BRACKET": 10,
        "PLATE": 11,
        "BOLT": 20,
    }


def test_an_order_takes_of_the_forecast_of_its_week_and_only_the_rest_is_wanted_beside_it(factory: Factory):
    forecast = expect(factory, 100, monday(4))
    order = factory.order(30, monday(4) + timedelta(days=2))
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 100
    found = [(need["for"], int(need["quantity"]), need["url"], need.get("whole")) for need in needs(factory, "BRACKET")]
    assert found == [
        (str(forecast), 70, f"/forecasts/{forecast.pk}/", Decimal(100)),
        (f"{order.number}/10", 30, f"/sales-orders/{order.pk}/", None),
    ]
    assert line(seen(factory, "BRACKET"), "needed") == [0, 0, 0, 0, 100]
    assert line(seen(factory, "BRACKET"), "forecast") == [0, 0, 0, 0, 70]


def test_what_is_ordered_to_the_last_piece_is_expected_no_more(factory: Factory):
    expect(factory, 30, monday(4))
    factory.order(40, monday(4))
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 40
    assert [need["kind"] for need in needs(factory, "BRACKET") if "kind" in need] == []
    assert "forecast" not in {line.kind for line in seen(factory, "BRACKET").lines}


def test_an_order_takes_of_earlier_and_later_weeks_as_far_as_its_item_allows(factory: Factory):
    for week in (3, 5):
        expect(factory, 50, monday(week))
    factory.order(80, monday(4))
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 180
    windows = {"forecast_backward_days": 7, "forecast_forward_days": 7}
    factory.inside(lambda: Item.objects.filter(code="BRACKET").update(**windows))
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 100


def test_what_is_shipped_of_its_period_is_not_expected_again(factory: Factory):
    expect(factory, 100, monday(4))
    order = factory.order(30, monday(4))
    factory.inside(lambda: SalesOrderLine.objects.filter(order=order).update(shipped=30))
    factory.do(SalesOrder, "close", order)
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 70


def test_a_period_that_is_over_and_a_forecast_of_nothing_want_nothing(factory: Factory):
    expect(factory, 100, timezone.localdate() - timedelta(days=7))
    expect(factory, 0, monday(4))
    assert factory.run().faults == []
    assert factory.proposals() == {}


def test_a_message_says_which_forecast_it_is_for(factory: Factory):
    expect(factory, 10, timezone.localdate(), "day")
    factory.run()
    named = factory.inside(lambda: set(ExceptionMessage.objects.values_list("needed_by", flat=True)))
    assert f"FC {timezone.localdate().isoformat()}" in named


def test_the_page_of_an_item_shows_its_forecast_apart(factory: Factory):
    expect(factory, 100, monday(4))
    factory.order(30, monday(4))
    factory.run()
    page = signed_in(factory.company.planner).get(f"/mrp/{factory.plant.bracket.pk}/").content.decode()
    assert "其中预测" in page and f"FC {monday(4).isoformat()}" in page and "预测共 100" in page


@pytest.mark.parametrize(
    ("first", "period", "last"),
    [
        (date(2026, 12, 7), "day", date(2026, 12, 7)),
        (date(2026, 12, 7), "week", date(2026, 12, 13)),
        (date(2026, 12, 1), "month", date(2026, 12, 31)),
        (date(2027, 1, 31), "month", date(2027, 2, 27)),
        (date(2026, 12, 15), "month", date(2027, 1, 14)),
    ],
)
def test_a_period_lasts_a_day_a_week_or_until_the_same_day_of_the_next_month(first: date, period: str, last: date):
    assert last_day(first, period) == last


def test_no_day_belongs_to_two_forecasts_of_an_item(factory: Factory):
    first = expect(factory, 10, monday(4), "month")
    with pytest.raises(Invalid) as refusal:
        expect(factory, 10, monday(5))
    assert str(first.last_on) in str(refusal.value.form.errors)
    factory.do(Forecast, "change", first, item=factory.plant.bracket, start_on=monday(4), period="week", quantity=10)
    assert expect(factory, 10, monday(5)).pk


def test_a_workbook_brings_forecasts_again_and_again_and_is_told_what_overlaps(factory: Factory):
    heads = ["物料", "开始日期", "期间", "数量"]

    def taken(*rows: list[Any]) -> Any:
        sheet = book({"需求预测": [heads, *([str(cell) for cell in row] for row in rows)]})
        return factory.inside(lambda: take(read("f.xlsx", sheet), factory.by, timezone.localdate(), dry=False))

    assert taken(["BRACKET", monday(4), "周", 10], ["BRACKET", monday(5), "周", 20]).faults == []
    assert taken(["BRACKET", monday(4), "周", 15]).counts["forecasts"] == {"new": 0, "changed": 1}
    work = taken(["BRACKET", monday(3), "月", 40], ["PLATE", monday(4), "周", 1], ["PLATE", monday(4), "日", 1])
    assert [(fault.row, fault.value) for fault in work.faults] == [(4, f"PLATE {monday(4)}"), (2, str(monday(3)))]
    assert sorted(factory.inside(lambda: list(Forecast.objects.values_list("quantity", flat=True)))) == [15, 20]


def test_a_system_sends_a_forecast(factory: Factory):
    api = api_of(factory.company.planner)
    sent = {"item": "BRACKET", "start_on": monday(4).isoformat(), "period": "week", "quantity": "12"}
    made = api.post("/forecasts/", sent)
    assert made.status_code == 201, made.content
    assert api.post("/forecasts/", {**sent, "period": "month"}).status_code == 422
