"""The lists of a planner and a buyer in a browser: what is short, what to chase, and a date confirmed in its row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from base.running import run_next
from scheduling.models import PlanRun
from suppliers.models import PurchaseOrder, Supplier
from tests.browser.conftest import Open, Shop, violations

pytestmark = pytest.mark.browser
PHONE = 390


@pytest.fixture
def late(shop: Shop) -> PurchaseOrder:
    """Bolts that come a month after the work order needs them, as a calculation found it."""
    with transaction.atomic(), shop.company.scope():
        source = Supplier.objects.create(code="ACME", name="Acme", approved=True)
    on = timezone.localdate() + timedelta(days=50)
    line = {"item": shop.plant.bolt, "quantity": 500, "needed_on": on, "requested_on": on}
    order = shop.do(PurchaseOrder, "add", None, supplier=source, lines=[line])
    shop.do(PlanRun, "add", None, kind="mrp")
    while run_next("long"):
        pass
    return order  # type: ignore[no-any-return]


def test_a_late_component_leads_to_its_order_its_item_and_its_purchase(page: Page, shop: Shop, late: PurchaseOrder):
    page.goto("/lacking/?days=90")
    row = page.get_by_role("row").filter(has_text="BOLT").filter(has_text=shop.work_order.number)
    expect(row).to_contain_text(f"{late.number}/10 Acme")
    expect(row).to_contain_text("not confirmed")
    expect(row).to_contain_text("days late")
    assert violations(page) == []
    row.get_by_role("link", name=f"{late.number}/10").click()
    expect(page.get_by_role("heading", name=late.number)).to_be_visible()


def test_a_filter_narrows_the_list_without_leaving_the_page(page: Page, late: PurchaseOrder):
    page.goto("/lacking/?days=90")
    expect(page.get_by_role("row").filter(has_text="PLATE").first).to_be_visible()
    page.locator("#chip-owner").click()
    page.get_by_label("Owner").fill("nobody")
    page.get_by_label("Owner").press("Enter")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    assert "owner=nobody" in page.url


def test_a_date_is_confirmed_in_its_row_and_the_purchase_delays_nobody_any_more(page: Page, late: PurchaseOrder):
    page.goto("/follow-up/")
    row = page.get_by_role("row").filter(has_text=f"{late.number}/10")
    expect(row).to_contain_text("after its need")
    expect(row).to_contain_text("not confirmed")
    assert violations(page) == []
    row.get_by_label("Date confirmed").fill(str(timezone.localdate()))
    row.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status").get_by_text("Confirm: done")).to_be_visible()
    expect(row).to_contain_text("in time")
    expect(row).not_to_contain_text("not confirmed")


def test_the_lists_fit_a_phone(opened: Open, shop: Shop, late: PurchaseOrder):
    phone = opened(shop.company.planner, language="zh-hans", width=PHONE)
    for path in ("/lacking/?days=90", "/follow-up/", "/excess-stock/", "/safety-stock-suggestions/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE, path
        for control in phone.locator("main .at-once").all():
            box = control.bounding_box()
            assert box and box["x"] + box["width"] <= PHONE, path
        assert violations(phone) == []
