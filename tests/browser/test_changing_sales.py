"""A customer calls off a running order: what exists for it stands there, and each is decided on."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import expect

from engine.mrp import plan
from orders.models import WorkOrder
from scheduling.jobs import load_requirements
from scheduling.storing import store_requirements
from tests.browser.conftest import Open, Shop, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def pegged(shop: Shop) -> Shop:
    """The last calculation knows that the shop's work order is for the accepted order."""
    with transaction.atomic(), shop.company.scope():
        asked = load_requirements()
        store_requirements(asked, plan(asked.problem))
    return shop


@pytest.mark.parametrize("width", [1440, 390])
def test_an_order_is_called_off_with_what_is_made_for_it(opened: Open, pegged: Shop, width: int) -> None:
    page = opened(pegged.company.planner, width=width)
    page.goto(f"/sales-orders/{pegged.accepted.pk}/")
    page.get_by_role("link", name="Call off").click()
    made = page.get_by_role("row", name=pegged.work_order.number)
    expect(made.get_by_role("combobox")).to_have_value("keep")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    made.get_by_role("combobox").select_option("cancel")
    page.get_by_role("textbox", name="Reason").fill("project stopped")
    page.get_by_role("button", name="Call off").click()
    expect(page.locator(".head")).to_contain_text("cancelled")
    with transaction.atomic(), pegged.company.scope():
        assert WorkOrder.objects.get(pk=pegged.work_order.pk).state == "cancelled"
