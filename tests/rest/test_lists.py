"""Lists: the screen's own filters, refused by name; pages that rows inserted meanwhile do not disturb."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bom.models import Calendar, CalendarDay, Item, Unit


def codes(response):
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["results"]]


@pytest.fixture
def items(api, mill):
    with mill.scope():
        piece = Unit.objects.create(code="pcs", name="piece")
        for number in range(12):
            family = ("axle", "wheel", "")[number % 3]
            supply = "make" if number % 2 else "buy"
            Item.objects.create(code=f"I{number:02}", name="part", unit=piece, supply=supply, family=family)
    return api


def test_rows_come_in_the_screens_order_with_their_labels(items):
    rows = items.get("/items/").json()["results"]
    assert [row["code"] for row in rows] == [f"I{n:02}" for n in range(12)]
    assert rows[0]["unit_label"] == "pcs"


def test_a_list_is_filtered_as_on_the_screen(items):
    assert codes(items.get("/items/", {"supply": "make", "family": "axle"})) == ["I03", "I09"]
    assert len(codes(items.get("/items/", {"supply": ["make", "buy"]}))) == 12
    assert codes(items.get("/items/", {"q": "i07"})) == ["I07"]
    assert codes(items.get("/items/", {"active": "false"})) == []
    assert codes(items.get("/items/", {"sort": "-code", "limit": 2})) == ["I11", "I10"]


@pytest.mark.parametrize("name", ["supply", "active", "sort", "limit", "cursor", "colour"])
def test_a_parameter_that_is_of_no_use_is_named(items, name):
    refused = items.get("/items/", {name: "no such"})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    error = refused.json()["errors"][0]
    assert (error["in"], error["pointer"]) == ("query", name)


@pytest.mark.parametrize("name", ["supply", "active", "sort", "limit"])
def test_an_empty_parameter_is_named_too(items, name):
    assert items.get("/items/", {name: ""}).json()["errors"][0]["pointer"] == name
    assert items.get("/items/", {"q": "", "family": ""}).status_code == 200


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "٣"])
def test_a_limit_out_of_range_is_refused(items, limit):
    assert items.get("/items/", {"limit": limit}).json()["errors"][0]["pointer"] == "limit"


def test_either_end_of_a_range_is_refused_by_its_own_name(items):
    refused = items.get("/calendar-days/", {"on_after": "2026-13-01", "on_before": "2026-12-31"})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["on_after"]


def test_a_reference_is_given_by_id_or_code(items, mill):
    with mill.scope():
        day, night = (Calendar.objects.create(code=code, name=code) for code in ("DAY", "1"))
        for calendar in (day, night):
            CalendarDay.objects.create(calendar=calendar, on=date(2026, 12, 1))
    for query in ({"calendar": day.pk}, {"calendar": "DAY"}, {"calendar_text": "DAY"}):
        rows = items.get("/calendar-days/", query).json()["results"]
        assert [row["calendar_label"] for row in rows] == ["DAY"]
    assert items.get("/calendar-days/", {"calendar_text": "1"}).json()["results"][0]["calendar_label"] == "1"
    assert items.get("/calendar-days/", {"calendar": "NIGHT"}).json()["errors"][0]["pointer"] == "calendar"


@pytest.mark.parametrize("sort", ["code", "-code", "family", "-family", "supply", "-owner_name", "unit"])
def test_pages_show_every_row_once_whatever_the_order(items, sort):
    whole = codes(items.get("/items/", {"sort": sort}))
    paged, query = [], {"sort": sort, "limit": 5}
    while True:
        page = items.get("/items/", query)
        paged += codes(page)
        if page.json()["next"] is None:
            break
        query["cursor"] = page.json()["next"]
    assert paged == whole
    assert len(whole) == 12


def test_pages_go_on_through_rows_without_the_sorted_value(api, mill):
    with mill.scope():
        piece = Unit.objects.create(code="pcs", name="piece")
        calendar = Calendar.objects.create(code="DAY", name="day")
        for number in range(6):
            given = calendar if number % 2 else None
            CalendarDay.objects.create(calendar=given, on=date(2026, 12, 1 + number))
        assert piece.pk
    for sort in ("calendar", "-calendar"):
        seen, query = [], {"sort": sort, "limit": 1}
        for _page in range(6):
            page = api.get("/calendar-days/", query).json()
            seen += [row["id"] for row in page["results"]]
            query["cursor"] = page["next"]
        assert page["next"] is None
        assert seen == [row["id"] for row in api.get("/calendar-days/", {"sort": sort}).json()["results"]]


def test_rows_inserted_meanwhile_shift_nothing(items, mill):
    first = items.get("/items/", {"limit": 5}).json()
    with mill.scope():
        Item.objects.create(code="A", name="part", unit=Unit.objects.get(), supply="buy")
        Item.objects.filter(code="I00").delete()
    second = items.get("/items/", {"limit": 5, "cursor": first["next"]})
    assert codes(second) == ["I05", "I06", "I07", "I08", "I09"]


def test_a_cursor_of_another_order_is_refused(items):
    cursor = items.get("/items/", {"limit": 5}).json()["next"]
    refused = items.get("/items/", {"limit": 5, "cursor": cursor, "sort": "-code"})
    assert refused.json()["errors"][0]["pointer"] == "cursor"


def test_a_page_costs_as_many_queries_as_a_row(items):
    counts = []
    items.get("/items/")  # reads the person's permissions once
    for limit in (1, 12):
        with CaptureQueriesContext(connection) as seen:
            assert len(codes(items.get("/items/", {"limit": limit}))) == limit
        counts.append(len(seen))
    assert counts[0] == counts[1]
