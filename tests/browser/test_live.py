"""What others do appears on open pages by itself, and never under somebody's hands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from orders.models import SalesOrder
from tests.browser.conftest import Shop

pytestmark = pytest.mark.browser


def listening(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("Live updates are on")).to_be_visible()


def test_a_list_shows_what_a_colleague_did(page: Page, shop: Shop) -> None:
    listening(page, "/sales-orders/")
    row = page.get_by_role("row", name=shop.draft.number)
    expect(row).to_contain_text("draft")
    shop.do(SalesOrder, "accept", shop.draft)
    expect(row).to_contain_text("accepted")


def test_a_record_shows_what_a_colleague_did(page: Page, shop: Shop) -> None:
    listening(page, f"/sales-orders/{shop.draft.pk}/")
    shop.do(SalesOrder, "accept", shop.draft)
    expect(page.locator(".head")).to_contain_text("accepted")
    expect(page.locator(".history li").first).to_contain_text("Accept")


def test_a_list_keeps_its_filters_and_its_focus(page: Page, shop: Shop) -> None:
    listening(page, "/sales-orders/?state=accepted")
    link = page.get_by_role("link", name=shop.accepted.number)
    link.focus()
    shop.do(SalesOrder, "accept", shop.draft)
    expect(page.get_by_role("link", name=shop.draft.number)).to_be_visible()
    expect(link).to_be_focused()


def test_selected_rows_stay_until_they_are_let_go(page: Page, shop: Shop) -> None:
    listening(page, "/sales-orders/")
    row = page.get_by_role("row", name=shop.draft.number)
    row.get_by_role("checkbox").check()
    shop.do(SalesOrder, "accept", shop.draft)
    expect(page.locator("html[data-stale=yes]")).to_have_count(1)
    expect(row).to_contain_text("draft")
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Select none").click()
    expect(row).to_contain_text("accepted")


def test_a_page_that_was_away_catches_up(page: Page, shop: Shop) -> None:
    listening(page, "/sales-orders/")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shop.do(SalesOrder, "accept", shop.draft)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("row", name=shop.draft.number)).to_contain_text("accepted")
