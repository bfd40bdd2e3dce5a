"""The first plan of the demonstration factory of machines says the same on whatever day it is made."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from base.cells import offset
from base.models import ImportRun
from base.tenancy import tenant_scope
from erp.demonstration.factories import HUADONG
from inventory.models import StockBalance
from orders.models import WorkOrder
from scheduling.models import ExceptionMessage, PlannedOrder, PlanRun, PlanVersion
from scheduling.queries import Late, late_lines, load_table
from tests.demo.conftest import Factory
from tests.demo.here import founded_on

GRINDING = {
    f"SO-{number:03}" for number in (*range(26, 33), 57, 59)
}  # the design names them; a plan may differ a little


def late() -> dict[str, Late]:
    return {line.number: line for line in late_lines(PlanVersion.objects.get())}


def test_the_plan_is_proposed_and_waits_for_somebody_to_publish_it(inside: Factory):
    version = PlanVersion.objects.get()
    assert (version.state, version.lines_planned, version.lines_late) == ("proposed", 60, len(late()))
    assert version.operations_planned > 1000
    assert PlannedOrder.objects.filter(state="proposed", supply="buy").count() > 50
    assert not PlannedOrder.objects.filter(
        state="proposed", supply="make", start_on__lte=offset(inside.today, 20)
    ).exists()


def test_lateness_ends_where_the_design_has_it_end(inside):
    found = {number: line.cause for number, line in late().items()}
    assert 12 <= len(found) <= 22
    assert {found[number] for number in ("SO-023", "SO-025", "SO-058")} == {"material"}
    assert found["SO-018"] == "blocked"
    assert {found["SO-049"], found["SO-050"]} == {"lead_time"}
    assert sum(found.get(number) == "bottleneck" for number in GRINDING) >= 6


def test_a_chain_goes_from_the_order_down_to_what_decides(inside):
    lines = late()
    assert "PO-A/10" in lines["SO-023"].ending and "洛恒轴承" in lines["SO-023"].ending
    assert "57 HRC" in lines["SO-018"].ending
    assert "GR" in lines["SO-031"].ending and len(lines["SO-031"].steps) >= 3


def test_grinding_is_overloaded_in_its_second_and_third_week_and_nothing_else_is(inside):
    weeks = {
        center["center"]: [week["percent"] for week in center["weeks"]]
        for center in load_table(PlanVersion.objects.get())
    }
    first = next(place for place, percent in enumerate(weeks["GR"]) if percent)
    assert min(weeks["GR"][first + 1 : first + 3]) > 100
    assert all(max(percents) <= 100 for center, percents in weeks.items() if center != "GR")


def test_the_bearings_are_asked_for_three_working_days_earlier(inside):
    message = ExceptionMessage.objects.get(kind="expedite", item__code="AC-40")
    assert (message.subject_text, message.from_on, message.to_on, message.days) == (
        "PO-A/10", offset(inside.today, 18), offset(inside.today, 15), -3,
    )  # fmt: skip


def test_what_should_have_come_and_what_should_be_ordered_is_said(inside):
    kinds = Counter(ExceptionMessage.objects.values_list("kind", flat=True))
    assert kinds["past_due"] + kinds["release"] >= 3
    assert not kinds["no_supply"]


def test_runs_left_nothing_out(inside):
    assert list(PlanRun.objects.order_by("id").values_list("kind", "state")) == [
        ("mrp", "done"), ("mrp", "done"), ("schedule", "done"),
    ]  # fmt: skip
    assert all(run.faults == [] for run in PlanRun.objects.all())


# On other days -------------------------------------------------------------------------------


@pytest.mark.parametrize("today", [date(2027, 3, 1), date(2026, 2, 11)], ids=str)
def test_founded_on_a_monday_or_before_a_long_holiday_it_teaches_the_same(db, monkeypatch, today):
    factory = founded_on(today, HUADONG, monkeypatch)
    with tenant_scope(factory.tenant.pk):
        test_lateness_ends_where_the_design_has_it_end(None)
        test_runs_left_nothing_out(None)
        test_the_bearings_are_asked_for_three_working_days_earlier(factory)
        assert ImportRun.objects.get().faults == []
        assert not StockBalance.objects.filter(quantity__lt=0).exists()
        assert not WorkOrder.objects.filter(due_on__lt=today).exists()
