"""A list and a record ask as often for twenty rows as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base.panels import Children
from base.screens import SCREENS, Screen
from base.tenancy.fields import TenantUnique
from tests.factories import signed_in
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


@pytest.fixture
def browser(mill: Company) -> Client:
    found = signed_in(mill.planner)
    found.get("/units/")
    return found


def queries(ask: Any, paths: list[str]) -> dict[str, int]:
    """How often each address asks the database."""
    counts = {}
    for path in paths:
        with CaptureQueriesContext(connection) as seen:
            answer = ask(path)
        assert answer.status_code == 200, (path, answer.status_code)
        counts[path] = len(seen)
    return counts


def asked(browser: Client, api: Api, pages: list[str]) -> list[dict[str, int]]:
    """On every page, and over REST at the first one's address."""
    return [queries(browser.get, pages), queries(api.get, pages[:1])]


def add_children(screen: Screen, samples: Samples, record: Any, numbers: range) -> None:
    """Rows of every panel and every table of lines of this record; one where there may be only one."""
    kinds = {(panel.model, panel.of) for panel in screen.panels if isinstance(panel, Children)}
    for lines in screen.lines.values():
        relation: Any = screen.model._meta.get_field(lines.rows)
        kinds.add((relation.related_model, relation.field.name))
    for place, (model, path) in enumerate(sorted(kinds, key=str)):  # rows of one kind may refer to those of another
        for number in numbers:
            if _has_its_only_one(model, path, record):
                break
            _child(samples, model, path.split("__"), 1000 * place + number, record)


def _has_its_only_one(model: Any, path: str, record: Any) -> bool:
    alone = any(c.visible_fields == (path,) for c in model._meta.constraints if isinstance(c, TenantUnique))
    return alone and model.objects.filter(**{path: record}).exists()


def _child(samples: Samples, model: Any, path: list[str], number: int, record: Any) -> Any:
    """A row that leads to the record along this path; what lies between is one row, of a number of its own."""
    name, *rest = path
    between: Any = model._meta.get_field(name).related_model
    if rest:
        known = between.objects.filter(**{"__".join(rest): record}).order_by("-pk").first()
        record = known or _child(samples, between, rest, number + 100_000, record)
    return samples.new(model, number, **{name: record})


@EVERY_SCREEN
def test_lists_and_files_ask_as_often_for_many_rows_as_for_one(api, browser, mill, samples, screen):
    pages = [f"/{screen.slug}/", f"/{screen.slug}/export.csv", f"/{screen.slug}/export.xlsx"]
    with mill.scope():
        samples.row(screen.model)
    few = asked(browser, api, pages)
    before = len(api.get(pages[0]).json()["results"])
    with mill.scope():
        for number in range(2, MANY + 1):
            samples.row(screen.model, number)
    assert asked(browser, api, pages) == few
    assert len(api.get(pages[0]).json()["results"]) == before + MANY - 1


@EVERY_SCREEN
def test_records_and_forms_ask_as_often_for_many_lines_as_for_one(api, browser, mill, samples, screen):
    with mill.scope():
        record = samples.row(screen.model)
        add_children(screen, samples, record, range(100, 101))
    pages = [f"/{screen.slug}/{record.pk}/", *([f"/{screen.slug}/{record.pk}/edit/"] if screen.editable else [])]
    few = asked(browser, api, pages)
    with mill.scope():
        add_children(screen, samples, record, range(101, 100 + MANY))
    assert asked(browser, api, pages) == few
