"""The schedule board in a browser: by keyboard, by pointer, by name, and for those who do not see it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bom.models import Machine
from orders.models import WorkOrder
from scheduling.models import PlanRun, PlanVersion, PlanVersionLine, PlanVersionOperation
from tests.browser.conftest import Open, Shop, violations

pytestmark = pytest.mark.browser

SECOND = "WO-2026-00002"
SAW_ROW = 52 + 26 + 18  # pixels from the top of the canvas: the days, the work center's line, half a row


@pytest.fixture
def version(shop: Shop) -> PlanVersion:
    """Two orders on the plant's two machines, from tomorrow 8:00; the second makes a sales line late."""
    with transaction.atomic(), shop.company.scope():
        second = WorkOrder.objects.create(
            number=SECOND, item=shop.plant.bracket, quantity=10, due_on=timezone.localdate()
        )
        names = ("saw", "assemble")
        for place, name in enumerate(names):
            center = (shop.plant.saw, shop.plant.bench)[place]
            second.operations.create(sequence=10 * place + 10, name=name, work_center=center, run_minutes=3)
        plan = PlanVersion.objects.create(number="PV-1", run=PlanRun.objects.create(number="RUN-1", kind="schedule"))
        for number, order in enumerate((shop.work_order, second)):
            _place(plan, order, hours=5 * number, late=order == second)
        chain = [
            {"kind": "made", "order": second.number, "id": second.pk, "item": "BRACKET", "hours": 7},
            {"kind": "lead_time", "cause": "lead_time", "hours": 7},
        ]
        line = shop.accepted.lines.get()
        PlanVersionLine.objects.create(plan=plan, line=line, days_late=2, planned_on=line.due_on, chain=chain)
        return plan


def _place(plan: PlanVersion, order: WorkOrder, hours: int, late: bool) -> None:
    morning = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    before = None
    for number, operation in enumerate(order.operations.order_by("sequence")):
        start = morning + timedelta(hours=hours + 2 * number)
        why = {"why": "predecessor", "operation": before.pk} if before else {"why": "none"}
        PlanVersionOperation.objects.create(
            plan=plan,
            operation=operation,
            machine=Machine.objects.get(work_center=operation.work_center),
            start_at=start,
            run_at=start + timedelta(minutes=15),
            finish_at=start + timedelta(hours=2),
            late=late,
            why=why,
        )
        before = operation


@pytest.fixture
def board(page: Page, version: PlanVersion) -> Page:
    page.goto("/board/")
    expect(page.get_by_role("region", name="Schedule", exact=True)).to_have_attribute("aria-busy", "false")
    return page


def canvas(page: Page) -> Locator:
    return page.get_by_role("application", name="Schedule by machine")


def said(page: Page) -> Locator:
    """What a screen reader is told of the selected operation."""
    return page.get_by_role("region", name="Schedule", exact=True).get_by_role("status")


def inspector(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Operation")


def walk(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_arrows_go_along_a_machine_to_its_neighbours_and_along_the_chain(board: Page, shop: Shop):
    first = shop.work_order.number
    canvas(board).focus()
    walk(board, "ArrowRight")
    expect(said(board)).to_contain_text(f"{first}, operation 10 saw, BRACKET bracket, planned, on SAW-1")
    walk(board, "Shift+ArrowRight")
    expect(said(board)).to_contain_text(f"{first}, operation 20 assemble")
    walk(board, "ArrowRight")
    expect(said(board)).to_contain_text("operation 20 assemble, BRACKET bracket, late, on BENCH-1")
    walk(board, "ArrowUp")
    expect(said(board)).to_contain_text("operation 10 saw, BRACKET bracket, late, on SAW-1")
    walk(board, "Home")
    expect(said(board)).to_contain_text(f"{first}, operation 10 saw")
    walk(board, "Escape")
    expect(said(board)).to_be_empty()


def test_enter_opens_an_operation_and_its_chain_leads_on(board: Page, shop: Shop):
    canvas(board).focus()
    walk(board, "ArrowRight", "Enter")
    expect(inspector(board).get_by_role("heading", name="saw")).to_be_focused()
    expect(inspector(board).get_by_text("It could start at once: nothing holds it up")).to_be_visible()
    expect(inspector(board).get_by_role("link", name=shop.work_order.number)).to_be_visible()
    inspector(board).get_by_role("button", name="20 assemble").click()
    expect(inspector(board).get_by_role("heading", name="assemble")).to_be_focused()
    expect(inspector(board).get_by_text("It starts as soon as operation 10 saw is done")).to_be_visible()
    expect(said(board)).to_contain_text("operation 20 assemble")
    assert violations(board) == []
    walk(board, "Escape")
    expect(inspector(board)).to_be_hidden()
    expect(canvas(board)).to_be_focused()


def test_a_slash_finds_an_order_and_the_inspector_says_why_it_is_late(board: Page, shop: Shop):
    walk(board, "/")
    board.keyboard.type("bracket 00002")
    expect(board.get_by_role("option")).to_have_count(1)
    expect(board.get_by_role("option", name=SECOND)).to_be_visible()
    walk(board, "Enter")
    expect(canvas(board)).to_be_focused()
    expect(inspector(board).get_by_role("heading", name="saw")).to_be_visible()
    expect(inspector(board).get_by_text(f"{SECOND} (BRACKET) finishes 7 h late")).to_be_visible()
    expect(board).to_have_url(re.compile(r"operation=\d+"))
    board.reload()
    expect(said(board)).to_contain_text(SECOND)
    walk(board, "/")
    board.keyboard.type("nothing like it")
    expect(board.get_by_text("No such order in this plan")).to_be_visible()


def test_a_click_on_a_bar_selects_it_and_one_beside_it_selects_nothing(board: Page, shop: Shop):
    board.get_by_role("button", name="Shift").click()
    board.get_by_role("button", name="Now").click()
    canvas(board).click(position={"x": 190 + 130, "y": SAW_ROW})
    expect(said(board)).to_contain_text(f"{shop.work_order.number}, operation 10 saw")
    canvas(board).click(position={"x": 190 + 20, "y": SAW_ROW})
    expect(said(board)).to_be_empty()
    expect(inspector(board)).to_be_hidden()


def test_zoom_is_a_key_a_button_a_wheel_and_part_of_the_address(board: Page):
    def pressed(name: str) -> None:
        expect(board.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")

    pressed("Day")
    walk(board, "+", "+", "+")
    pressed("Shift")
    walk(board, "-", "-", "-", "-", "-", "-")
    expect(board).to_have_url(re.compile("zoom="))
    board.get_by_role("button", name="Hour", exact=True).click()
    pressed("Hour")
    canvas(board).hover()
    board.keyboard.down("Control")
    for _turn in range(2):
        board.mouse.wheel(0, 400)
    board.keyboard.up("Control")
    pressed("Day")
    board.get_by_role("button", name="Week", exact=True).click()
    board.reload()
    pressed("Week")


def test_what_is_in_view_stands_in_a_table_and_is_counted(board: Page, shop: Shop):
    rows = board.get_by_role("table", name="Operations in view").get_by_role("row")
    expect(rows).to_have_count(5)
    expect(rows.nth(1)).to_contain_text(f"{shop.work_order.number}10 sawBRACKET bracketSAW-1planned")
    expect(board.get_by_text("4 of 4 operations in view")).to_be_visible()


def test_the_legend_is_a_filter_that_says_whether_it_is_on(board: Page):
    late = board.get_by_role("group", name="Legend and filter").get_by_role("button", name="late")
    late.click()
    expect(late).to_have_attribute("aria-pressed", "true")
    late.click()
    expect(late).to_have_attribute("aria-pressed", "false")


def test_one_looks_at_the_machines_of_chosen_work_centers_and_a_link_shows_the_same(board: Page, shop: Shop):
    rows = board.get_by_role("table", name="Operations in view").get_by_role("row")
    expect(rows).to_have_count(5)
    canvas(board).focus()
    walk(board, "ArrowRight")
    expect(said(board)).to_contain_text("on SAW-1")
    chip = board.get_by_role("main").locator("summary", has_text="Work centers")
    chip.focus()
    walk(board, "Enter", "Tab")
    expect(board.get_by_role("checkbox", name="BENCH")).to_be_focused()
    walk(board, "Space")
    expect(rows).to_have_count(3)
    expect(board.get_by_text("2 of 2 operations in view")).to_be_visible()
    expect(chip).to_contain_text("BENCH")
    expect(said(board)).to_be_empty()
    assert violations(board) == []
    expect(board).to_have_url(re.compile(r"work_center=\d+"))
    board.reload()
    expect(rows).to_have_count(3)
    expect(chip).to_contain_text("BENCH")
    chip.click()
    board.get_by_role("button", name="All machines").click()
    expect(rows).to_have_count(5)
    expect(board).not_to_have_url(re.compile("work_center="))


def test_what_a_colleague_does_is_drawn_where_one_looks(board: Page, shop: Shop):
    expect(board.get_by_text("Live updates are on")).to_be_visible()
    canvas(board).focus()
    walk(board, "ArrowRight")
    rows = board.get_by_role("table", name="Operations in view").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("planned")
    shop.do(WorkOrder, "release_short", shop.work_order, reason="plates come at noon")
    expect(rows.nth(1)).to_contain_text("ready")
    walk(board, "Enter")
    expect(inspector(board).get_by_role("heading", name="saw")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_board_is_closed_to_anybody(opened: Open, shop: Shop, version: PlanVersion, scheme: str):
    page = opened(shop.company.planner, color_scheme=scheme)
    page.goto("/board/")
    expect(page.get_by_role("region", name="Schedule", exact=True)).to_have_attribute("aria-busy", "false")
    assert violations(page) == []


def test_before_the_first_plan_the_board_says_how_to_get_one(page: Page):
    page.goto("/board/")
    expect(page.get_by_text("There is no plan yet")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="To the plan").click()
    expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible()
