"""The wall screen in a browser: nobody touches it, and everybody can read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from base.models import Alert
from tests.browser.conftest import Shop, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def wall(page: Page, shop: Shop) -> Page:
    """With five alerts, of which four fit at once; its clock is ours."""
    with transaction.atomic(), shop.company.scope():
        for number in range(5):
            facts = {"item": f"X{number}", "name": "", "on": "12-24", "quantity": "5", "order": "SO-1"}
            Alert.objects.create(
                rule="stock_out", subject_type="bom.item", subject_id=number, subject_text=f"X{number}",
                sentence={"rule": "stock_out", **facts}, since=timezone.now() - timedelta(hours=9 - number),
            )  # fmt: skip
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.clock.install()
    page.goto("/wall/")
    return page


def waiting(page: Page, text: str):
    return page.get_by_role("region", name="Waiting for somebody").get_by_text(text)


def test_what_does_not_fit_takes_turns_without_anybody_touching_it(wall: Page):
    expect(waiting(wall, "X0")).to_be_visible()
    expect(waiting(wall, "X4")).to_be_hidden()
    wall.clock.run_for(12_000)
    expect(waiting(wall, "X4")).to_be_visible()
    expect(waiting(wall, "X0")).to_be_hidden()
    wall.clock.run_for(12_000)
    expect(waiting(wall, "X0")).to_be_visible()


def test_it_shows_by_itself_what_has_happened_since(wall: Page, shop: Shop):
    expect(waiting(wall, "X0")).to_be_visible()
    with transaction.atomic(), shop.company.scope():
        shop.do(Alert, "close", Alert.objects.get(subject_text="X0"))
    wall.clock.run_for(20_000)
    expect(wall.get_by_role("region", name="Waiting for somebody").get_by_text("4", exact=True)).to_be_visible()
    expect(waiting(wall, "X1")).to_be_visible()


def test_all_of_it_fits_on_the_screen_and_is_open_to_everybody(wall: Page):
    for name in (
        "Machines",
        "Plan achieved until now",
        "Deliveries of the week",
        "Output by the hour, in standard hours",
    ):
        expect(wall.get_by_role("region", name=name)).to_be_in_viewport(ratio=1)
    assert violations(wall) == []
