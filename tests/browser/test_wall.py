"""The wall screen in a browser: nobody touches it, and everybody can read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from inventory.models import Lot, LotHold
from tests.browser.conftest import Shop, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def wall(page: Page, shop: Shop) -> Page:
    """With five lots on hold, of which four fit at once; its clock is ours."""
    with transaction.atomic(), shop.company.scope():
        for number in range(5):
            lot = Lot.objects.create(item=shop.plant.bracket, code=f"L-{number}")
            since = timezone.now() - timedelta(hours=9 - number)
            LotHold.objects.create(lot=lot, reason="57 HRC", placed_at=since)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.clock.install()
    page.goto("/wall/")
    return page


def waiting(page: Page, text: str):
    return page.get_by_role("region", name="Waiting for somebody").get_by_text(text)


def test_what_does_not_fit_takes_turns_without_anybody_touching_it(wall: Page):
    expect(waiting(wall, "lot L-0 is on hold")).to_be_visible()
    expect(waiting(wall, "lot L-4 is on hold")).to_be_hidden()
    wall.clock.run_for(12_000)
    expect(waiting(wall, "lot L-4 is on hold")).to_be_visible()
    expect(waiting(wall, "lot L-0 is on hold")).to_be_hidden()
    wall.clock.run_for(12_000)
    expect(waiting(wall, "lot L-0 is on hold")).to_be_visible()


def test_it_shows_by_itself_what_has_happened_since(wall: Page, shop: Shop):
    expect(waiting(wall, "lot L-0 is on hold")).to_be_visible()
    with transaction.atomic(), shop.company.scope():
        shop.do(LotHold, "release", LotHold.objects.get(lot__code="L-0"), reason="measured again")
    wall.clock.run_for(20_000)
    expect(wall.get_by_role("region", name="Waiting for somebody").get_by_text("4", exact=True)).to_be_visible()
    expect(waiting(wall, "lot L-1 is on hold")).to_be_visible()


def test_all_of_it_fits_on_the_screen_and_is_open_to_everybody(wall: Page):
    for name in (
        "Machines",
        "Plan achieved until now",
        "Deliveries of the week",
        "Output by the hour, in standard hours",
    ):
        expect(wall.get_by_role("region", name=name)).to_be_in_viewport(ratio=1)
    assert violations(wall) == []
