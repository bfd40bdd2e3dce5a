"""Without a mouse: to a row, through its form and back; dialogs return the focus; one always sees where one is."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from base.models import Member
from tests.browser.conftest import Shop
from tests.browser.steps import shortcut

pytestmark = pytest.mark.browser

STEPS = 200
# A line around it; fields have a glow, of their own or of the frame they fill.
RING = """() => {
  const here = document.activeElement, glows = e => getComputedStyle(e).boxShadow !== "none";
  const lined = !getComputedStyle(here).outlineColor.endsWith(", 0)");
  return lined || (here.matches("input, select, textarea") && (glows(here) || glows(here.parentElement)));
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element of this name has the focus; on the way every stop is seen."""
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        if not here.count():  # between the last stop and the first
            continue
        assert page.evaluate(RING), here.evaluate("e => e.outerHTML.slice(0, 200)")
        box = here.get_attribute("type") == "checkbox"
        if not box and name in (here.get_attribute("aria-label"), here.inner_text().strip()):
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/items/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_from_the_list_into_a_record_its_form_and_back(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/")
    tab_to(page, shop.draft.number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=shop.draft.number, level=1)).to_be_visible()
    shortcut(page, "e")
    expect(page.get_by_role("heading", name=f"Edit {shop.draft.number}")).to_be_visible()
    page.get_by_label("Note").focus()
    page.keyboard.type("call first")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.get_by_role("definition").filter(has_text="call first")).to_be_visible()
    shortcut(page, "u")
    expect(page.get_by_role("heading", name="Sales orders", level=1)).to_be_visible()


def test_enter_in_the_box_of_a_row_presses_no_verb(page: Page, shop: Shop) -> None:
    page.goto("/sales-orders/")
    box = page.get_by_role("checkbox", name=shop.draft.number)
    box.check()
    box.press("Enter")
    page.reload()
    with transaction.atomic(), shop.company.scope():
        assert type(shop.draft).objects.get(pk=shop.draft.pk).state == "draft"


def test_a_list_is_walked_through_and_every_stop_is_seen(page: Page) -> None:
    page.goto("/items/")
    tab_to(page, "BRACKET")


def test_the_menu_of_the_account_opens_and_closes(page: Page) -> None:
    page.goto("/items/")
    account = page.get_by_label("Account of planner")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="My account")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="My account")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="My account")).to_be_hidden()
    expect(account).to_be_focused()


@pytest.mark.parametrize("opens, dialog", [("Keyboard shortcuts", "shortcuts"), ("Search orders", "palette")])
def test_a_dialog_closes_with_escape_and_gives_the_focus_back(page: Page, opens: str, dialog: str) -> None:
    page.goto("/items/")
    button = page.locator(f".bar > [data-opens={dialog}], .bar-end > [data-opens={dialog}]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{dialog}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"#{dialog}")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_question_before_a_verb_is_answered_with_no_and_nothing_happens(page: Page, shop: Shop) -> None:
    with transaction.atomic(), shop.company.scope():
        guest = Member.objects.get(name="guest")
    page.goto(f"/members/{guest.pk}/")
    ask = page.get_by_role("button", name="Deactivate")
    ask.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(ask).to_be_focused()
    with transaction.atomic(), shop.company.scope():
        assert Member.objects.get(pk=guest.pk).active


def test_on_a_phone_the_drawer_opens_and_closes_from_the_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/items/")
    drawer = page.get_by_role("button", name="Navigation")
    drawer.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Suppliers", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Suppliers", exact=True)).to_be_hidden()
    expect(drawer).to_be_focused()
