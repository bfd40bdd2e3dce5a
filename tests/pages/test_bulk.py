"""One verb for many rows of a list: those ticked, or every row that the filters match."""

from __future__ import annotations

import pytest
from django.test import Client

from bom.models import Bom, Item
from tests.factories import signed_in
from tests.people import Company
from tests.samples import do, item

ACTIVATE = "/boms/bulk/activate/"


@pytest.fixture
def browser(mill: Company) -> Client:
    """The planner's, with 60 drafts in the mill: more than one page."""
    with mill.scope():
        bolt = item("BOLT")
        for number in range(60):
            parent = item(f"P{number:02}", "make", unit=bolt.unit)
            do(Bom, "add", mill.actor, item=parent, lines=[{"component": bolt, "quantity": 1}])
    client = signed_in(mill.planner)
    client.cookies["django_language"] = "en"
    return client


def active(mill: Company) -> int:
    with mill.scope():
        return Bom.objects.filter(state="active").count()


def test_the_ticked_rows_and_no_others(browser, mill):
    with mill.scope():
        keys = list(Bom.objects.order_by("id").values_list("pk", flat=True)[:3])
    assert browser.post(ACTIVATE, {"pk": keys}).status_code == 302
    assert active(mill) == 3


def test_every_row_that_matches_also_those_of_other_pages(browser, mill):
    assert "60 rows that match" in browser.get("/boms/").content.decode()
    browser.post(ACTIVATE, {"all": "1"})
    assert active(mill) == 60


def test_every_row_that_matches_the_filters_in_the_address(browser, mill):
    with mill.scope():
        wanted = Item.objects.get(code="P07")
    browser.post(f"{ACTIVATE}?item={wanted.pk}", {"all": "1"})
    assert active(mill) == 1


def test_all_of_them_or_none(browser, mill):
    """One of sixty is active already: the sentence names it, and the others stay drafts."""
    with mill.scope():
        do(Bom, "activate", mill.actor, Bom.objects.order_by("id").first())
    answer = browser.post(ACTIVATE, {"all": "1"}, headers={"hx-request": "true"})
    assert active(mill) == 1
    assert "P00 / A" in answer.headers["HX-Trigger"]


def test_more_rows_than_one_transaction_should_hold_are_refused(browser, mill, monkeypatch):
    monkeypatch.setattr("base.pages.lists.MOST_ROWS", 59)
    browser.post(ACTIVATE, {"all": "1"})
    assert active(mill) == 0
