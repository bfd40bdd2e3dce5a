"""What people do over and over on the way from a workbook to goods that leave."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.imports.books import Grid, book

# All keys at once, as fast as a scanner: on a busy machine one by one they would look typed by hand.
SCAN = """text => [...text, "Enter"].forEach(
    key => document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))"""


def scan(page: Page, code: str) -> None:
    """What a scanner types, with no field focused."""
    page.wait_for_load_state()  # the tablet's script listens from then on
    page.evaluate(SCAN, code)


def shortcut(page: Page, key: str) -> None:
    """A key that the page listens to, on a page that may just have opened."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def state(page: Page, word: str) -> Locator:
    """The state beside the page's title."""
    return page.get_by_role("main").locator("header").get_by_text(word, exact=True)


def import_workbook(page: Page, sheets: dict[str, Grid]) -> None:
    """Upload, check, take."""
    page.goto("/imports/new/")
    file = {"name": "plant.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": book(sheets)}
    page.get_by_label("XLSX or CSV").set_input_files(file)  # type: ignore[arg-type]
    press(page, "Check the file")
    press(page, "Import")
    expect(state(page, "imported")).to_be_visible()


def calculate(page: Page, name: str) -> None:
    """Start a calculation and wait until the page shows what it found."""
    page.goto("/plan/")
    with page.expect_navigation():  # before it there is no progress to wait for
        press(page, name)
    # The first calculation may compile the engine.
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=120_000)


def firm_everything(page: Page) -> None:
    page.goto("/planned-orders/?state=proposed")
    page.get_by_role("checkbox", name="Select all rows of this page").check()
    press(page, "Firm")
    expect(page.get_by_role("status").get_by_text("Firm:")).to_be_visible()


def pick(place: Page | Locator, label: str, words: str, option: str) -> None:
    """Choose a row in a search-select."""
    place.get_by_role("combobox", name=label).fill(words)
    place.get_by_role("option", name=option).click()


def done(page: Page, verb: str) -> None:
    """Press the button of a verb that asks nothing, and see it done."""
    press(page, verb)
    expect(page.get_by_role("status").get_by_text(f"{verb}: done")).to_be_visible()


def asked(page: Page, verb: str) -> None:
    """Open the form of a verb."""
    page.get_by_role("link", name=f"{verb}…", exact=True).click()
