"""The tablet in a browser: taps, scans, and what a gloved finger can hit."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from inventory.models import Location
from orders.models import WorkOrder, WorkOrderOperation
from shopfloor.models import OperationReport, ScrapReason
from tests.browser.conftest import Open, Shop, violations
from tests.browser.steps import scan

pytestmark = pytest.mark.browser

TARGETS = "main a, main button, main summary, nav a, header a, header button, .sheet-reasons label"


@pytest.fixture
def released(shop: Shop) -> Shop:
    """The shop's order is on the floor."""
    with transaction.atomic(), shop.company.scope():
        Location.objects.create(site=shop.plant.site, code="A1", name="store")
        ScrapReason.objects.create(code="DIM", name="wrong size")
    shop.do(WorkOrder, "release_short", shop.work_order, reason="parts come at noon")
    return shop


@pytest.fixture
def tablet(opened: Open, released: Shop) -> Page:
    page = opened(released.company.planner, width=1280, has_touch=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/floor/")
    page.get_by_role("link", name="SAW").tap()
    expect(page.get_by_role("heading", name="saw")).to_be_visible()
    return page


def figures(shop: Shop) -> Any:
    with transaction.atomic(), shop.company.scope():
        row = WorkOrderOperation.objects.get(work_order=shop.work_order, sequence=10)
        return row.good, row.scrap, row.rework


def test_good_and_scrap_are_reported_with_the_pad_and_corrected(tablet: Page, released: Shop) -> None:
    tablet.get_by_role("button", name="Start").tap()
    expect(tablet.get_by_role("textbox", name="Good")).to_have_value("40")
    tablet.get_by_role("textbox", name="Scrap").tap()
    tablet.get_by_role("group", name="Number pad").get_by_role("button", name="2", exact=True).tap()
    expect(tablet.get_by_role("textbox", name="Good")).to_have_value("38")
    tablet.get_by_role("radio", name="wrong size").tap()
    tablet.get_by_role("button", name="Report").tap()
    expect(tablet.get_by_text("Reported: 38 good, 2 scrap, 0 rework")).to_be_visible()
    expect(tablet.get_by_text("This operation is completed")).to_be_visible()
    assert figures(released) == (38, 2, 0)
    tablet.get_by_role("link", name="Correct").tap()
    tablet.get_by_role("textbox", name="Good").fill("30")
    tablet.get_by_role("button", name="Correct").tap()
    expect(tablet.get_by_role("button", name="Report")).to_be_visible()
    assert figures(released) == (30, 2, 0)


def test_too_much_is_refused_beside_what_was_typed(tablet: Page, released: Shop) -> None:
    tablet.get_by_role("button", name="Start").tap()
    tablet.get_by_role("textbox", name="Good").fill("45")
    tablet.get_by_role("button", name="Report").tap()
    expect(tablet.get_by_role("alert")).to_contain_text("5 too many: the order is for 40")
    expect(tablet.get_by_role("textbox", name="Good")).to_have_value("45")
    assert figures(released) == (0, 0, 0)


def test_a_scanner_needs_no_field(tablet: Page, released: Shop) -> None:
    scan(tablet, f"{released.work_order.number}/20")
    expect(tablet.get_by_role("heading", name="assemble")).to_be_visible()


def test_a_report_is_sent_once_however_often_the_button_is_hit(tablet: Page, released: Shop) -> None:
    tablet.get_by_role("button", name="Start").tap()
    tablet.get_by_role("textbox", name="Good").fill("10")
    tablet.evaluate("for (let n = 0; n < 3; n += 1) document.getElementById('sheet').requestSubmit()")
    expect(tablet.get_by_text("Reported: 10 good, 0 scrap, 0 rework").first).to_be_visible()
    with transaction.atomic(), released.company.scope():
        assert OperationReport.objects.count() == 1


def test_whatever_is_tapped_is_big_enough_and_what_is_done_most_is_bigger(tablet: Page, released: Shop) -> None:
    tablet.get_by_role("button", name="Start").tap()
    expect(tablet.get_by_role("button", name="Report")).to_be_visible()
    small = tablet.locator(TARGETS).evaluate_all(
        "all => all.map(each => [each.textContent.trim(), each.getBoundingClientRect()])"
        ".filter(([, box]) => box.width && (box.height < 44 || box.width < 44)).map(([text]) => text)"
    )
    assert small == []
    box = tablet.get_by_role("button", name="Report").bounding_box()
    assert box and box["height"] >= 80 and box["y"] + box["height"] <= 800


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_the_tablet(opened: Open, released: Shop, language: str) -> None:
    page = opened(released.company.planner, language, width=1280)
    with transaction.atomic(), released.company.scope():
        operation = WorkOrderOperation.objects.get(work_order=released.work_order, sequence=10)
    page.goto(f"/floor/operations/{operation.pk}/")
    found = violations(page)
    released.do(WorkOrderOperation, "start", operation)
    for address in ("/floor/", f"/floor/operations/{operation.pk}/"):
        page.goto(address)
        found += violations(page)
    assert found == []
