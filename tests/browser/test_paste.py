"""A block from a spreadsheet goes into a table of lines; what does not fit is named; one press takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Shop, violations

pytestmark = pytest.mark.browser
PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def paste(cell: Locator, *rows: str) -> None:
    cell.evaluate(PASTE, "\r\n".join(rows) + "\r\n")


def rows(page: Page) -> Locator:
    return page.locator("[data-lines] tbody tr")


@pytest.fixture
def form(page: Page, shop: Shop) -> Page:
    page.goto("/sales-orders/new/")
    page.get_by_role("combobox", name="Customer").fill("North Pumps")
    return page


def test_a_block_fills_rows_and_adds_those_it_needs(form: Page) -> None:
    paste(
        rows(form).first.get_by_label("Item"),
        "BRACKET\t12\t1,250.50\tCNY\t2027/2/1",
        "BOLT\t300\t0.8\tCNY\t2027-02-08",
        "PLATE\t７\t3\tCNY\t2027年2月9日",
    )
    expect(rows(form)).to_have_count(3)
    expect(rows(form).nth(0).get_by_label("Price")).to_have_value("1250.50")
    expect(rows(form).nth(2).get_by_label("Quantity")).to_have_value("7")
    expect(rows(form).nth(2).get_by_label("Due")).to_have_value("2027-02-09")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("status")).to_contain_text("Saved")
    expect(form.get_by_role("region", name="Sales order lines").get_by_role("row")).to_have_count(4)


def test_headings_decide_the_columns(form: Page) -> None:
    paste(rows(form).first.get_by_label("Position"), "Quantity\tItem\tDue", "5\tBOLT\t2027-03-01")
    row = rows(form).first
    expect(rows(form)).to_have_count(1)
    expect(row.get_by_label("Item")).to_have_value("BOLT")
    expect(row.get_by_label("Quantity")).to_have_value("5")
    expect(form.get_by_role("status")).to_contain_text("Rows pasted: 1")


def test_an_empty_cell_empties_the_field(form: Page) -> None:
    paste(rows(form).first.get_by_label("Item"), "BOLT\t5\t3")
    paste(rows(form).first.get_by_label("Item"), "\t6\t")
    expect(rows(form).first.get_by_label("Item")).to_have_value("")
    expect(rows(form).first.get_by_label("Price")).to_have_value("")
    expect(rows(form).first.locator(".combo [type=hidden]").first).to_have_value("")


def test_a_block_without_line_numbers_may_start_in_the_first_cell(form: Page) -> None:
    paste(rows(form).first.get_by_label("Position"), "BOLT\t5", "PLATE\t6")
    expect(rows(form).nth(1).get_by_label("Item")).to_have_value("PLATE")
    expect(rows(form).nth(1).get_by_label("Quantity")).to_have_value("6")


def test_what_does_not_fit_is_named_by_row_and_cell(form: Page) -> None:
    paste(rows(form).first.get_by_label("Item"), "BOLT\t5\t1\tCNY\tsoon", "NO-SUCH\t6")
    note = form.locator("[data-faults]")
    expect(note).to_contain_text("Row 1 · Due “soon” does not fit here")
    expect(note).to_contain_text("Row 2 · Item NO-SUCH: no such item")
    expect(rows(form).nth(1).get_by_label("Item")).to_have_attribute("aria-invalid", "true")
    assert violations(form) == []
    note.get_by_role("button", name="Row 2 · Item").click()
    expect(rows(form).nth(1).get_by_label("Item")).to_be_focused()


def test_one_press_takes_it_back(form: Page) -> None:
    rows(form).first.get_by_label("Quantity").fill("99")
    paste(rows(form).first.get_by_label("Item"), "BOLT\t5", "NO-SUCH\t6")
    expect(rows(form)).to_have_count(2)
    form.get_by_role("button", name="Undo").click()
    expect(rows(form)).to_have_count(1)
    expect(rows(form).first.get_by_label("Quantity")).to_have_value("99")
    expect(form.locator("[data-faults]")).to_be_hidden()


def test_one_cell_is_pasted_as_everywhere(form: Page) -> None:
    quantity = rows(form).first.get_by_label("Quantity")
    quantity.evaluate(PASTE, "12\n")
    expect(form.locator("#toasts .toast")).to_have_count(0)
