"""A correction takes a report back exactly, and is refused where something of it was used already."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.refusals import Blocked, Unacceptable
from inventory.ledger import At
from inventory.models import Lot, MoveKind, StockBalance, StockMove
from inventory.movements import Cause, issue
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation
from shopfloor.models import OperationReport, ScrapReason, Shortage
from tests import factories
from tests.floor.conftest import Floor
from tests.samples import do

NOT_FIGURES = ("version", "search")


def state_of(floor: Floor) -> dict[str, Any]:
    """Everything a report may touch, as it stands: figures, issues, stock, genealogy, what is owed."""
    models = (WorkOrder, WorkOrderOperation, WorkOrderComponent)
    rows = {
        (model.__name__, row["id"]): {name: value for name, value in row.items() if name not in NOT_FIGURES}
        for model in models
        for row in model.objects.values()
    }
    stock = StockBalance.objects.values_list("item", "location", "lot", "status", "owner", "quantity")
    key = ("item", "location", "lot", "status", "owner")
    moved = StockMove.objects.values_list(*key).annotate(total=Sum("quantity")).order_by()
    owed = Shortage.objects.filter(state="open").values_list("component", "quantity", "covered")
    return {
        "rows": rows,
        "stock": {row[:-1]: row[-1] for row in stock if row[-1]},
        "moved": {row[:-1]: row[-1] for row in moved if row[-1]},
        "genealogy": floor.genealogy(),
        "owed": Counter(owed),
    }


def test_a_correction_puts_another_report_in_its_place(floor):
    floor.start(10)
    report = floor.report(10, 30)
    floor.correct(report, 25, scrap=2, scrap_reason=_reason())
    assert floor.figures(10) == (25, 2, 0, "started")
    report.refresh_from_db()
    replacement = OperationReport.objects.get(corrects=report)
    assert (report.state, report.good, replacement.state, replacement.good) == ("corrected", 30, "posted", 25)
    assert replacement.reported_at == report.reported_at
    assert floor.stock_of(floor.plant.plate) == 53 - 29  # 27 × 1.06
    floor.order.refresh_from_db()
    assert floor.order.scrap == 2


def test_a_report_taken_back_leaves_everything_as_it_was(traced):
    first, second = Lot.objects.filter(item=traced.plant.plate).order_by("code")
    traced.bring(first)
    traced.start(10)
    traced.report(10, 45)
    traced.bring(second)
    traced.start(20)
    traced.report(20, 20)
    before = state_of(traced)
    report = traced.report(20, 20, scrap=5)
    assert state_of(traced) != before
    traced.correct(report, 0)
    assert state_of(traced) == before


def test_the_last_report_taken_back_opens_the_order_again(floor):
    floor.start(10)
    floor.report(10, 50)
    floor.start(20)
    before = state_of(floor)
    report = floor.report(20, 50)
    floor.order.refresh_from_db()
    assert floor.order.state == "completed"
    floor.correct(report, 0)
    assert state_of(floor) == before


def test_what_the_next_operation_has_used_is_not_taken_back(floor):
    floor.start(10)
    report = floor.report(10, 50)
    floor.start(20)
    floor.report(20, 30)
    with pytest.raises(Blocked, match="20 assemble has reported 30 already and only 20 would have come"):
        floor.correct(report, 20)
    floor.correct(report, 40)
    assert floor.figures(10)[0] == 40


def test_a_lot_that_was_used_already_is_not_taken_back_and_its_user_is_named(traced):
    for found in Lot.objects.filter(item=traced.plant.plate).order_by("code"):
        traced.bring(found)
    traced.start(10)
    traced.report(10, 50)
    traced.start(20)
    report = traced.report(20, 50)
    made = StockBalance.objects.get(item=traced.plant.bracket)
    at = At(made.item_id, made.location_id, made.lot_id)
    other = WorkOrder.objects.create(number="WO-CABINET", item=traced.plant.bracket, quantity=1, due_on="2026-12-18")
    issue([(at, Decimal(8))], Cause(MoveKind.ISSUE, other, on=timezone.localdate()))
    before = state_of(traced)
    with pytest.raises(Blocked, match="work order WO-CABINET"):
        traced.correct(report, 48)
    assert state_of(traced) == before


def test_what_came_back_from_rework_is_corrected_before_what_sent_it_there(floor):
    floor.start(10)
    first = floor.report(10, 40, rework=6)
    second = floor.report(10, 2, again=True)
    with pytest.raises(Blocked, match="Of the 6 sent to rework only 4 are still there"):
        floor.correct(first, 46)
    floor.correct(second, 0)
    floor.correct(first, 46)
    assert floor.figures(10) == (46, 0, 0, "started")


def test_a_shortage_leaves_with_its_report_and_so_does_what_was_taken_for_it(bare):
    bare.stock(bare.plant.plate, 30)
    do(WorkOrder, "release_short", bare.by, bare.order, reason="more at noon")
    bare.start(10)
    before = state_of(bare)
    report = bare.report(10, 50)
    balance = StockBalance.objects.get(item=bare.plant.plate)
    do(StockBalance, "count", bare.by, balance, counted=40, reason="came at noon")
    do(Shortage, "settle", bare.by, Shortage.objects.get())
    assert bare.stock_of(bare.plant.plate) == 17
    bare.correct(report, 0)
    assert Shortage.objects.get().state == "withdrawn"
    assert bare.stock_of(bare.plant.plate) == 70
    assert state_of(bare)["rows"] == before["rows"]


def test_only_its_author_corrects_a_report_and_only_in_its_shift(floor, mill):
    floor.start(10)
    report = floor.report(10, 5)
    other = factories.actor(factories.member(mill.tenant, "other", factories.everything()))
    with pytest.raises(Blocked, match="planner reported it"):
        do(OperationReport, "correct", other, report, good=4, reason="?")
    OperationReport.objects.filter(pk=report.pk).update(reported_at=timezone.now() - timedelta(days=3))
    with pytest.raises(Blocked, match="ask the supervisor to correct it"):
        floor.correct(report, 4)
    do(OperationReport, "correct_late", other, report, good=4, reason="counted by the supervisor")
    assert floor.figures(10)[0] == 4


def test_a_closed_order_is_not_corrected(floor):
    floor.start(10)
    floor.report(10, 50)
    floor.start(20)
    report = floor.report(20, 50)
    do(WorkOrder, "close", floor.by, floor.order)
    with pytest.raises(Blocked, match="closed"):
        floor.correct(report, 49)


REPORTS = st.lists(
    st.tuples(st.sampled_from([10, 20]), st.integers(0, 12), st.integers(0, 3), st.integers(0, 2)), max_size=7
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=REPORTS, report=st.tuples(st.sampled_from([10, 20]), st.integers(0, 12), st.integers(0, 3)))
def test_whatever_was_reported_before_a_report_taken_back_was_never_there(traced, before, report):
    with transaction.atomic():
        first, second = Lot.objects.filter(item=traced.plant.plate).order_by("code")
        traced.bring(first)
        traced.start(10)
        traced.report(10, 1)
        traced.start(20)
        for sequence, good, scrap, rework in before:
            if sequence == 20 and good == 7 and traced.stock_of(traced.plant.plate):
                traced.bring(second)
            _try(traced, sequence, good, scrap, rework)
        was = state_of(traced)
        if made := _try(traced, *report):
            traced.correct(made, 0)
            assert state_of(traced) == was
        transaction.set_rollback(True)


def _try(floor: Floor, sequence: int, good: int, scrap: int, rework: int = 0) -> Any:
    if good + scrap + rework == 0 or floor.figures(sequence)[3] == "completed":
        return None
    try:
        with transaction.atomic():
            return floor.report(sequence, good, scrap=scrap, rework=rework)
    except Unacceptable:
        return None


def _reason() -> Any:
    return ScrapReason.objects.get_or_create(code="DIM", defaults={"name": "size"})[0]
