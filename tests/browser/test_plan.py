"""From a workbook to a dated plan as a planner walks it: import, plan, firm, schedule, publish, and why it is late."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from playwright.sync_api import Locator, Page, expect

from base.running import run_next
from base.tenancy import in_tenant
from orders.models import SalesOrderLine, WorkOrderOperation
from tests.browser.conftest import Open, violations
from tests.imports.books import PLANT, book, grids
from tests.people import Company, found

pytestmark = pytest.mark.browser

LATE = ["SO-3", "K1", "稳定型", 10, "A100", 400, "D0"]


@pytest.fixture
def works(site: str) -> Company:
    """A company with nothing in it yet."""
    with transaction.atomic():
        return found("Empty works")


@pytest.fixture
def workers(site: str) -> Iterator[None]:
    """Both queues are worked off while the test looks at pages."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            if not (run_next("long") or run_next("short")):
                over.wait(0.05)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def state(page: Page, word: str) -> Locator:
    """The state beside the page's title."""
    return page.get_by_role("main").locator("header").get_by_text(word, exact=True)


def import_workbook(page: Page) -> None:
    orders = [*PLANT["销售订单"], LATE]
    page.goto("/imports/new/")
    content = book(grids(销售订单=orders))
    file = {"name": "plant.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": content}
    page.get_by_label("XLSX or CSV").set_input_files(file)  # type: ignore[arg-type]
    press(page, "Check the file")
    press(page, "Import")
    expect(state(page, "imported")).to_be_visible()


def calculate(page: Page, name: str) -> None:
    """Start a calculation and wait until the page shows what it found."""
    page.goto("/plan/")
    press(page, name)
    # The first calculation may compile the engine.
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=120_000)


def firm_everything(page: Page) -> None:
    page.goto("/planned-orders/?state=proposed")
    page.get_by_role("checkbox", name="Select all rows of this page").check()
    press(page, "Firm")
    expect(page.get_by_role("status").get_by_text("Firm:")).to_be_visible()


def test_an_empty_company_becomes_a_published_plan_that_says_why_an_order_is_late(
    opened: Open, works: Company, workers: None
):
    page = opened(works.planner)
    import_workbook(page)
    calculate(page, "Plan requirements")
    firm_everything(page)
    calculate(page, "Schedule")
    late = page.get_by_role("region", name="Late, and why")
    expect(late.get_by_text("SO-3/10")).to_be_visible()
    expect(late.get_by_role("listitem").filter(has_text="What decides:").first).to_be_visible()
    assert violations(page) == []
    press(page, "Publish the plan")
    expect(state(page, "published")).to_be_visible()
    assert dates(works) == {"lines": 3, "operations": True}


def dates(works: Company) -> dict[str, Any]:
    """What publishing wrote: order lines with a planned date; whether every open operation has one."""

    def read() -> dict[str, Any]:
        open_ones = WorkOrderOperation.objects.exclude(state="completed")
        lines = SalesOrderLine.objects.exclude(planned_on=None).count()
        return {"lines": lines, "operations": not open_ones.filter(start_at=None).exists()}

    return in_tenant(works.tenant.pk, read)  # type: ignore[no-any-return]
