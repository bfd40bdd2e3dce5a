"""axe-core finds nothing on any page: in both languages, wide and narrow, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from base.screens import SCREENS
from tests.browser.conftest import NAVIGATION, Open, Shop, examined, violations

pytestmark = pytest.mark.browser

LOOKS = {
    "zh": {"language": "zh-hans"},
    "en": {"language": "en"},
    "narrow": {"language": "zh-hans", "width": 390, "has_touch": True, "is_mobile": True},
    "dark": {"language": "en", "color_scheme": "dark"},
}


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    return LOOKS[request.param]


@pytest.fixture
def walker(opened: Open, shop: Shop, look: dict[str, Any]) -> Page:
    return examined(opened(shop.company.planner, **look))


def test_the_door(opened: Open, shop: Shop, look: dict[str, Any]) -> None:
    page = examined(opened(**look))
    page.goto("/accounts/login/")
    assert violations(page) == []


def test_the_navigation(walker: Page) -> None:
    walker.goto("/items/")
    if (drawer := walker.locator("[popovertarget=nav]")).is_visible():
        drawer.click()
    walker.locator(NAVIGATION).get_by_role("link").first.wait_for()
    assert violations(walker, but=()) == []


def test_lists_with_rows_without_rows_and_without_matches(walker: Page) -> None:
    for address in ("/sales-orders/", "/items/", "/boms/", "/stock-balances/", "/lots/", "/items/?q=nothing+like+it"):
        walker.goto(address)
        assert violations(walker) == []


def test_a_list_with_an_open_filter_and_selected_rows(walker: Page) -> None:
    walker.goto("/sales-orders/?state=draft")
    walker.locator("#chip-state").click()
    walker.locator("tbody input[name=pk]").first.check()
    assert violations(walker) == []


def test_records(walker: Page, shop: Shop) -> None:
    kinds = (shop.draft, shop.accepted, shop.work_order, shop.plant.bracket, shop.plant.saw)
    for record in kinds:
        walker.goto(SCREENS[type(record)].url("detail", pk=record.pk))
        assert violations(walker) == []


def test_forms_new_and_filled(walker: Page, shop: Shop) -> None:
    for address in ("/sales-orders/new/", f"/sales-orders/{shop.draft.pk}/edit/", "/items/new/", "/roles/new/"):
        walker.goto(address)
        assert violations(walker) == []


def test_a_form_with_errors(walker: Page) -> None:
    walker.goto("/sales-orders/new/")
    walker.locator("[data-save]").click()
    walker.get_by_role("alert").wait_for()
    assert violations(walker) == []


def test_a_conflict(walker: Page, shop: Shop) -> None:
    walker.goto(f"/sales-orders/{shop.draft.pk}/edit/")
    shop.do(type(shop.draft), "change", shop.draft, **_as_it_is(shop, note="theirs"))
    walker.locator("#id_note").fill("mine")
    walker.locator("[data-save]").click()
    walker.get_by_role("alertdialog").wait_for()
    assert violations(walker) == []


def _as_it_is(shop: Shop, **changed: Any) -> dict[str, Any]:
    order = shop.draft
    line = {"item": shop.plant.bracket.pk, "quantity": "40", "price": "12.5", "due_on": "2027-01-04"}
    kept = {"customer": order.customer_id, "order_class": order.order_class, "priority": order.priority}
    return {**kept, "number": order.number, "ordered_on": order.ordered_on, "lines": [line], **changed}


def test_importing_and_planning(walker: Page) -> None:
    for address in ("/imports/new/", "/import-runs/", "/plan/", "/planned-orders/", "/exception-messages/"):
        walker.goto(address)
        assert violations(walker) == []


def test_what_is_not_there(walker: Page) -> None:
    for address in ("/sales-orders/999999/", "/no/such/page/"):
        walker.goto(address)
        assert violations(walker) == []


def test_the_palette_and_the_list_of_shortcuts(walker: Page) -> None:
    walker.goto("/items/")
    walker.keyboard.press("?")
    walker.locator("#shortcuts").wait_for()
    assert violations(walker) == []
    walker.keyboard.press("Escape")
    walker.keyboard.press("Control+k")
    walker.locator("#palette [role=option]").first.wait_for()
    assert violations(walker) == []
