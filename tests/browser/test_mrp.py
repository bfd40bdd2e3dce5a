"""The MRP page in a browser: found by typing, followed up and down, a column's needs alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from orders.models import SalesOrder
from scheduling.models import ExceptionMessage, ItemPlan, PlannedOrder, RunTrigger
from tests.browser.conftest import Shop, violations
from tests.browser.steps import press

pytestmark = pytest.mark.browser


@pytest.fixture
def plan(shop: Shop) -> None:
    """What a run found: brackets for two orders, one from stock, one to be planned and a day late."""
    today = timezone.localdate()

    def need(number: str, days: int, **more: Any) -> dict[str, Any]:
        on = str(today + timedelta(days=days))
        facts = {"for": number, "on": on, "expected": on, "quantity": "40", "missing": "0"}
        return facts | {"from": [], "by": ""} | more

    with transaction.atomic(), shop.company.scope():
        bracket = shop.plant.bracket
        due = today + timedelta(days=21)
        order = PlannedOrder.objects.create(item=bracket, supply="make", quantity=40, start_on=today, due_on=due)
        supply = {
            "type": "scheduling.plannedorder",
            "id": order.pk,
            "text": "BRACKET",
            "quantity": "40",
            "on": str(due),
        }
        late = need("SO-7/10", 20, expected=str(due), **{"from": [supply]})
        days = [[str(today), "60", "100", "0", "0", "40", "0"], [str(due), "0", "0", "0", "40", "100", "0"]]
        ItemPlan.objects.create(item=bracket, pegs=[need("SO-6/10", 0), late], balance=days)
        ExceptionMessage.objects.create(
            kind="expedite", item=bracket, subject_type="orders.workorder", subject_id=1, subject_text="WO-9",
            quantity=5, from_on=due, to_on=today, days=-9,
        )  # fmt: skip


@pytest.fixture
def mrp(page: Page, plan: None) -> Page:
    page.goto("/mrp/")
    return page


def test_typing_finds_an_item_and_its_record_opens(mrp: Page):
    expect(mrp.get_by_role("heading", name="BRACKET")).to_be_visible()  # has a message, so it stands first
    mrp.keyboard.press("/")
    mrp.keyboard.type("plate")
    items = mrp.get_by_role("navigation", name="Items")
    expect(items.get_by_role("link")).to_have_count(1)
    items.get_by_role("link", name="PLATE").click()
    expect(mrp.get_by_role("heading", name="PLATE")).to_be_visible()
    expect(mrp.get_by_role("searchbox", name="Find an item")).to_have_value("plate")
    expect(mrp.get_by_text("The last run found no need of it in these days.")).to_be_visible()


def test_the_record_says_what_is_needed_and_a_click_on_a_week_which_orders_that_are(mrp: Page):
    grid = mrp.get_by_role("region", name="In time")
    expect(grid.get_by_role("row", name="Gross requirements")).to_contain_text("40")
    expect(grid.get_by_role("row", name="Projected on hand")).to_contain_text("60")
    needs = mrp.get_by_role("region", name="What it is needed for, and where that comes from")
    expect(needs.get_by_text("SO-6/10")).to_be_visible()
    expect(needs.get_by_text("1 day late")).to_be_visible()
    grid.get_by_role("link", name="40", exact=True).click()
    expect(needs.get_by_text("SO-6/10")).to_be_visible()
    expect(needs.get_by_text("SO-7/10")).to_be_hidden()
    mrp.get_by_role("link", name="show all").click()
    expect(needs.get_by_text("SO-7/10")).to_be_visible()


def test_one_goes_up_and_down_the_structure_and_to_what_is_proposed(mrp: Page):
    structure = mrp.get_by_role("region", name="Structure")
    structure.get_by_role("link", name="BOLT").click()
    expect(mrp.get_by_role("heading", name="BOLT")).to_be_visible()
    structure.get_by_role("link", name="BRACKET").click()
    mrp.get_by_role("region", name="What it is needed for").get_by_role("link", name="BRACKET").click()
    expect(mrp).to_have_url(re.compile(r"/planned-orders/\d+/$"))


def test_messages_and_planned_orders_stand_beside_it(mrp: Page):
    expect(mrp.get_by_role("region", name="Messages").get_by_role("link", name="expedite WO-9")).to_be_visible()
    expect(mrp.get_by_role("region", name="Planned orders").get_by_role("link")).to_have_count(1)
    mrp.get_by_role("link", name="Days", exact=True).click()
    expect(mrp.get_by_role("columnheader")).to_have_count(1 + 28 + 5)
    assert violations(mrp) == []


def test_a_rush_order_appears_on_the_open_page_of_what_it_touches(page: Page, shop: Shop, workers: None):
    shop.do(RunTrigger, "add", None, name="orders", kind="mrp", at_once=True)
    page.goto(f"/mrp/{shop.plant.plate.pk}/?by=day")
    expect(page.get_by_text("Live updates are on")).to_be_visible()
    needs = page.get_by_role("region", name="What it is needed for")
    orders = page.get_by_role("region", name="Planned orders")
    expect(orders.get_by_role("link")).to_have_count(0)
    due = timezone.localdate() + timedelta(days=25)
    line = {"item": shop.plant.bracket, "quantity": 70, "price": "12.5", "due_on": due}
    rush = shop.do(SalesOrder, "add", None, customer=shop.draft.customer, lines=[line], order_class="rush")
    shop.do(SalesOrder, "accept", rush)
    expect(needs.get_by_text("BRACKET").first).to_be_visible()
    planned = orders.get_by_role("link").filter(has_text="→")
    expect(planned.first).to_be_visible()
    with transaction.atomic(), shop.company.scope():
        found = PlannedOrder.objects.filter(item=shop.plant.plate).order_by("start_on").first()
    assert found
    expect(orders).to_contain_text(f"{found.start_on:%m-%d} → {found.due_on:%m-%d}")
    expect(page.get_by_role("link", name="Days", exact=True)).to_have_attribute("aria-current", "true")
    assert violations(page) == []


def test_a_message_is_applied_from_the_list_and_its_order_has_the_new_date(page: Page, shop: Shop):
    work, later = shop.work_order, timezone.localdate() + timedelta(days=60)
    with transaction.atomic(), shop.company.scope():
        ExceptionMessage.objects.create(
            kind="defer", item=shop.plant.bracket, subject_type="orders.workorder", subject_id=work.pk,
            subject_text=work.number, quantity=40, from_on=work.due_on, to_on=later, days=28,
        )  # fmt: skip
    page.goto("/exception-messages/?dismissed=false")
    page.get_by_role("checkbox", name="Select all rows of this page").check()
    press(page, "Apply")
    expect(page.get_by_role("status").get_by_text("Apply:")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=work.number)).to_have_count(0)
    page.goto(f"/work-orders/{work.pk}/")
    expect(page.get_by_role("main").get_by_text(f"{later:%Y-%m-%d}").first).to_be_visible()
