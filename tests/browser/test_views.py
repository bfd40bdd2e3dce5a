"""Lists as people like them, by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Shop, violations

pytestmark = pytest.mark.browser


def test_columns_are_chosen_and_moved_by_the_keyboard(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/")
    page.keyboard.press("c")
    note = page.get_by_role("checkbox", name="Note")
    note.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("columnheader", name="Note")).to_have_count(0)
    page.get_by_role("checkbox", name="State", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    heads = page.get_by_role("columnheader")
    expect(heads.last).to_contain_text("Ordered")
    expect(page).to_have_url(re.compile(r"columns=state&columns=ordered_on$"))
    page.get_by_role("button", name="As it was made").click()
    expect(page.get_by_role("columnheader", name="Note")).to_be_visible()
    expect(page).not_to_have_url(re.compile("columns"))


def test_a_view_is_saved_opened_first_and_deleted(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/?state=accepted")
    page.keyboard.press("v")
    page.get_by_role("button", name="Save this view under a name").click()
    page.get_by_role("textbox", name="Name").fill("To ship")
    page.get_by_label("Open this list with it").check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("To ship")
    page.goto("/sales-orders/")
    expect(page.locator("[data-views]")).to_contain_text("To ship")
    expect(page.get_by_role("link", name=shop.draft.number)).to_have_count(0)
    page.keyboard.press("v")
    page.get_by_role("button", name="Delete “To ship”").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_role("link", name=shop.draft.number)).to_be_visible()


def test_a_view_takes_the_list_as_filtered_meanwhile(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/")
    page.locator("#chip-state").click()
    page.get_by_role("checkbox", name="accepted").check()
    expect(page).to_have_url(re.compile("state=accepted"))
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Sales orders").click()
    page.keyboard.press("v")
    page.get_by_role("button", name="Save this view under a name").click()
    page.get_by_role("textbox", name="Name").fill("Accepted")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("state=accepted&view="))


@pytest.mark.parametrize("width", [1440, 390])
def test_the_menus_and_the_dialog_are_accessible(opened: Open, shop: Shop, width: int) -> None:
    page = opened(shop.company.planner, width=width)
    page.goto("/sales-orders/")
    page.locator("[data-columns]").click()
    assert violations(page) == []
    page.locator("[data-views]").click()
    assert violations(page) == []
    page.get_by_role("button", name="Save this view under a name").click()
    assert violations(page) == []
