"""The bell in a browser: how many wait, what they say, and what becomes of one that somebody sees to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from base.alerts import RULES, evaluate
from base.models import Alert
from inventory.models import Location, Lot, StockBalance
from tests.browser.conftest import Open, Shop, violations
from tests.samples import do

pytestmark = pytest.mark.browser


@pytest.fixture
def alarmed(shop: Shop) -> Shop:
    """Two lots of plate expire soon; the planner looks after plates."""
    with transaction.atomic(), shop.company.scope():
        plate, by = shop.plant.plate, shop.company.actor
        type(plate).objects.filter(pk=plate.pk).update(owner_name="planner")
        place = Location.objects.create(site=shop.plant.site, code="A1", name="store")
        for code in ("P1", "P2"):
            lot = Lot.objects.create(item=plate, code=code, expires_on=timezone.localdate() + timedelta(days=9))
            do(StockBalance, "open", by, item=plate, location=place, lot=lot, quantity=4)
        evaluate(RULES["lot_expiring"])
    return shop


@pytest.mark.parametrize("width", [1440, 390])
def test_the_bell_counts_what_waits_and_one_seen_to_waits_no_more(opened: Open, alarmed: Shop, width: int) -> None:
    page = opened(alarmed.company.planner, width=width)
    page.goto("/items/")
    page.get_by_role("link", name="2 alerts wait for you").click()
    expect(page.get_by_text("Lot P1 of PLATE is good until")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.get_by_role("link", name="P1", exact=True).click()
    expect(page.get_by_role("link", name="Open P1")).to_be_visible()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledge: done")).to_be_visible()
    page.goto("/items/")
    page.get_by_role("link", name="1 alert waits for you").click()
    expect(page.get_by_text("Lot P2 of PLATE is good until")).to_be_visible()
    expect(page.get_by_text("Lot P1 of PLATE is good until")).to_have_count(0)
    with transaction.atomic(), alarmed.company.scope():
        assert Alert.objects.get(subject_text="P1").acknowledged_by == "planner"


def test_the_bell_of_an_open_page_follows_what_others_see_to(opened: Open, alarmed: Shop) -> None:
    page = opened(alarmed.company.planner)
    page.goto("/items/")
    expect(page.get_by_text("Live updates are on")).to_be_visible()
    with transaction.atomic(), alarmed.company.scope():
        alert = Alert.objects.get(subject_text="P1")
    alarmed.do(Alert, "acknowledge", alert)
    expect(page.get_by_role("link", name="1 alert waits for you")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_an_alert(opened: Open, alarmed: Shop, language: str) -> None:
    with transaction.atomic(), alarmed.company.scope():
        alert = Alert.objects.get(subject_text="P2")
    page = opened(alarmed.company.planner, language)
    page.goto(f"/alerts/{alert.pk}/")
    assert violations(page) == []
