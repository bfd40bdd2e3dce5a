"""A list and a record ask as often for twenty rows as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.panels import Children
from base.screens import SCREENS, Screen
from tests.people import Company
from tests.rest.conftest import Api, api_of
from tests.sampling import Samples

EVERY_SCREEN = pytest.mark.parametrize("screen", [pytest.param(screen, id=screen.slug) for screen in SCREENS.values()])
MANY = 20


@pytest.fixture
def samples(mill: Company) -> Samples:
    return Samples("mill")


@pytest.fixture
def api(mill: Company) -> Api:
    found = api_of(mill.planner)
    found.get("/units/")  # reads the person's permissions once
    return found


def queries(ask: Any) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as seen:
        answer = ask()
    assert answer.status_code == 200, answer.content
    return len(seen), answer


def add_children(screen: Screen, samples: Samples, record: Any, numbers: range) -> int:
    """Rows of every panel and every table of lines of this record; answers how many kinds."""
    kinds = {(panel.model, panel.of) for panel in screen.panels if isinstance(panel, Children)}
    for lines in screen.lines.values():
        relation: Any = screen.model._meta.get_field(lines.rows)
        kinds.add((relation.related_model, relation.field.name))
    for model, name in kinds:
        for number in numbers:
            samples.new(model, number, **{name: record})
    return len(kinds)


@EVERY_SCREEN
def test_rest_lists_ask_as_often_for_many_rows_as_for_one(api, mill, samples, screen):
    with mill.scope():
        samples.row(screen.model)
    few, answer = queries(lambda: api.get(f"/{screen.slug}/"))
    with mill.scope():
        for number in range(2, MANY + 1):
            samples.row(screen.model, number)
    many, more = queries(lambda: api.get(f"/{screen.slug}/"))
    assert len(more.json()["results"]) - len(answer.json()["results"]) == MANY - 1
    assert few == many


@EVERY_SCREEN
def test_rest_records_ask_as_often_for_many_lines_as_for_one(api, mill, samples, screen):
    with mill.scope():
        record = samples.row(screen.model)
        add_children(screen, samples, record, range(100, 101))
    few, _answer = queries(lambda: api.get(f"/{screen.slug}/{record.pk}/"))
    with mill.scope():
        add_children(screen, samples, record, range(101, 100 + MANY))
    many, _answer = queries(lambda: api.get(f"/{screen.slug}/{record.pk}/"))
    assert few == many
