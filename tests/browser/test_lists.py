"""Lists: searched, filtered, sorted, acted upon; the address says what is shown."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shop
from tests.browser.steps import shortcut

pytestmark = pytest.mark.browser


def test_typing_finds_rows_and_the_address_keeps_the_words(page: Page) -> None:
    page.goto("/items/")
    page.keyboard.press("/")
    page.keyboard.type("brack")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?q=brack$"))
    expect(page.locator("#total")).to_have_text("1")


def test_a_search_without_a_match_says_what_to_do(page: Page) -> None:
    page.goto("/items/?q=zzz")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Clear filters").last.click()
    expect(page.get_by_role("link", name="BRACKET")).to_be_visible()


def test_a_filter_is_set_shown_and_dropped(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/")
    page.locator("#chip-state").click()
    page.get_by_label("draft").check()
    expect(page.get_by_role("link", name=shop.accepted.number)).to_be_hidden()
    expect(page.locator("#chip-state")).to_contain_text("draft")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.get_by_role("link", name=shop.accepted.number)).to_be_visible()


def test_a_filter_by_another_record_is_picked_from_what_matches(page: Page, shop: Shop) -> None:
    page.goto("/work-orders/")
    page.locator("#chip-item").click()
    page.get_by_role("combobox", name="Item").fill("plate")
    page.get_by_role("option", name="PLATE").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"\?item={shop.plant.plate.pk}$"))


def test_a_head_sorts_and_sorts_the_other_way(page: Page) -> None:
    page.goto("/items/")
    page.get_by_role("link", name="Code").click()
    head = page.get_by_role("columnheader", name="Code")
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Code").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("row").nth(1)).to_contain_text("PLATE")


def test_selected_rows_are_acted_upon_together(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/?state=draft")
    page.get_by_label("Select all rows of this page").check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accept: 1 row")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_the_palette_goes_to_pages_and_to_records(page: Page) -> None:
    page.goto("/items/")
    page.keyboard.press("Control+k")
    page.keyboard.type("bracket")
    expect(page.locator("#palette").get_by_role("option").first).to_contain_text("BRACKET")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="BRACKET", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("supplier items")
    expect(page.locator("#palette").get_by_role("option").first).to_contain_text("upplier items")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Supplier items", level=1)).to_be_visible()


def test_the_shortcuts_are_listed_and_do_what_they_say(page: Page) -> None:
    page.goto("/items/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("New record")
    page.keyboard.press("Escape")
    shortcut(page, "n")
    expect(page.get_by_role("heading", name="New item")).to_be_visible()
    shortcut(page, "u")
    expect(page).to_have_url(re.compile(r"/items/new/$|/items/$"))
