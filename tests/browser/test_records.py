"""Records: made, changed, acted upon, with every refusal said where it can be mended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from orders.models import SalesOrder
from tests.browser.conftest import Shop

pytestmark = pytest.mark.browser


def test_a_document_is_typed_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/sales-orders/new/")
    page.get_by_role("combobox", name="Customer").focus()
    page.keyboard.type("north")
    expect(page.get_by_role("option", name="North Pumps")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Customer")).to_have_value("North Pumps")
    _fill_row(page, 0, "bracket", "12", "2027-02-01")
    page.keyboard.press("Alt+n")
    _fill_row(page, 1, "bolt", "300", "2027-02-08")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    lines = page.get_by_role("region", name="Sales order lines").get_by_role("row")
    expect(lines).to_have_count(3)
    expect(lines.nth(2)).to_contain_text("BOLT")


def _fill_row(page: Page, number: int, item: str, quantity: str, due: str) -> None:
    row = page.locator("[data-lines] tbody tr").nth(number)
    row.get_by_label("Item").focus()
    page.keyboard.type(item)
    expect(row.get_by_role("option", name=item.upper())).to_be_visible()
    page.keyboard.press("Enter")
    row.get_by_label("Quantity").fill(quantity)
    row.get_by_label("Due").fill(due)


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(page: Page) -> None:
    page.goto("/sales-orders/new/")
    page.get_by_label("Note").fill("call before delivery")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Please correct the input")
    expect(page.get_by_role("combobox", name="Customer")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Note")).to_have_value("call before delivery")


def test_a_row_of_lines_is_removed(page: Page, shop: Shop) -> None:
    page.goto(f"/sales-orders/{shop.draft.pk}/edit/")
    page.get_by_role("button", name="Add a row").click()
    rows = page.locator("[data-lines] tbody tr")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_role("button", name="Remove this row").click()
    expect(rows).to_have_count(1)


def _edited_meanwhile(page: Page, shop: Shop) -> None:
    """We type "mine" while a colleague saves "theirs"."""
    page.goto(f"/sales-orders/{shop.draft.pk}/edit/")
    line = {"item": shop.plant.bracket.pk, "quantity": "40", "price": "12.5", "due_on": "2027-01-04"}
    order = shop.draft
    kept = {"number": order.number, "customer": order.customer_id, "order_class": order.order_class}
    shop.do(SalesOrder, "change", order, **kept, priority=5, ordered_on=order.ordered_on, note="theirs", lines=[line])
    page.get_by_label("Note").fill("mine")
    page.get_by_role("button", name="Save").click()
    conflict = page.get_by_role("alertdialog")
    expect(conflict).to_contain_text("planner changed this while you were typing")
    expect(conflict.get_by_role("row", name="Note both changed it theirs mine")).to_be_visible()


def test_a_conflict_shows_both_values_and_ours_is_kept_when_we_say_so(page: Page, shop: Shop) -> None:
    _edited_meanwhile(page, shop)
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.get_by_text("mine", exact=True).first).to_be_visible()


def test_or_theirs_is_taken_for_one_field(page: Page, shop: Shop) -> None:
    _edited_meanwhile(page, shop)
    page.get_by_role("radio", name="theirs").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator(".facts")).to_contain_text("theirs")


def test_or_ours_is_dropped(page: Page, shop: Shop) -> None:
    _edited_meanwhile(page, shop)
    page.get_by_role("link", name="Drop mine").click()
    expect(page.get_by_label("Note")).to_have_value("theirs")


def test_what_was_done_is_taken_back_from_the_toast_or_by_the_keyboard(page: Page, shop: Shop) -> None:
    state = page.locator(".head-title")
    for press in (lambda: page.get_by_role("button", name="Undo").click(), lambda: page.keyboard.press("Control+z")):
        page.goto(f"/sales-orders/{shop.accepted.pk}/")
        page.get_by_role("link", name="Close short").click()
        page.get_by_label("Reason").fill("enough")
        page.get_by_role("button", name="Close short").click()
        expect(state).to_contain_text("closed")
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        press()
        expect(state).to_contain_text("accepted")


def test_an_accepted_order_does_not_ask_to_be_closed(page: Page, shop: Shop) -> None:
    page.goto(f"/sales-orders/{shop.draft.pk}/")
    expect(page.locator(".head .primary")).to_have_text("Accept")
    page.goto(f"/sales-orders/{shop.accepted.pk}/")
    expect(page.locator(".head").get_by_role("button", name="Close", exact=True)).to_be_visible()
    expect(page.locator(".head .primary").filter(has_text="Close")).to_have_count(0)


def test_a_verb_is_one_click_and_changes_what_is_possible(page: Page, shop: Shop) -> None:
    page.goto(f"/sales-orders/{shop.draft.pk}/")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accept: done")
    blocked = page.get_by_role("button", name="Accept")
    expect(blocked).to_have_attribute("aria-disabled", "true")
    expect(blocked).to_have_accessible_description(re.compile("not possible while accepted"))
    expect(page.get_by_role("main")).to_contain_text("accepted")


def test_a_verb_with_input_asks_for_it_and_the_history_tells_it(page: Page, shop: Shop) -> None:
    page.goto(f"/sales-orders/{shop.accepted.pk}/")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_label("Reason").fill("the customer closed its plant")
    page.get_by_role("button", name="Cancel").click()
    history = page.locator(".history")
    expect(history).to_contain_text("the customer closed its plant")
    expect(history.get_by_role("listitem").first).to_contain_text("cancelled")
