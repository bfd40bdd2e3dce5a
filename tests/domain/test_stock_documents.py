"""Stock changed by what people found: adjusted, counted, moved elsewhere; by a second person where it is much."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from base.people import Actor
from base.refusals import Invalid
from inventory.models import Lot, StockAdjustment, StockBalance, StockControl, StockCount, StockMove
from tests import factories
from tests.domain.store import Store, refused
from tests.people import Company
from tests.samples import do, item


@pytest.fixture
def colleague(mill: Company) -> Actor:
    return factories.actor(factories.member(mill.tenant, "colleague", factories.everything()))


def adjustment(store: Store, by: Actor, *changes: int, **line: Any) -> StockAdjustment:
    lines = [{"item": store.bolt, "location": store.shelf, "change": change, **line} for change in changes]
    return do(StockAdjustment, "add", by, reason="found behind the rack", lines=lines)


def test_an_adjustment_changes_stock_when_it_is_posted(store, planner):
    store.put(10)
    made = adjustment(store, planner, 5, -2)
    assert store.there() == {("", "usable"): 10}
    made = do(StockAdjustment, "post", planner, made)
    assert (made.state, made.number[:3], store.there()) == ("posted", "SA-", {("", "usable"): 13})
    assert set(StockMove.objects.filter(kind="adjust").values_list("reason", flat=True)) == {"found behind the rack"}


def test_what_is_worth_more_than_the_limit_is_approved_by_somebody_else(store, planner, colleague):
    do(StockControl, "add", planner, site=store.site, approval_above=100)
    made = adjustment(store, planner, 8, -3)  # 11 pieces of 10 each
    assert "by 110.00, more than 100.00" in refused(lambda: do(StockAdjustment, "post", planner, made))
    do(StockAdjustment, "submit", planner, made)
    assert "somebody else" in refused(lambda: do(StockAdjustment, "approve", planner, made))
    assert store.there() == {}
    store.put(3)
    do(StockAdjustment, "approve", colleague, made)
    assert store.there() == {("", "usable"): 8}


def test_a_limit_of_nothing_has_everything_approved(store, planner):
    do(StockControl, "add", planner, site=store.site, approval_above=0)
    made = adjustment(store, planner, 1)
    assert "more than 0.00" in refused(lambda: do(StockAdjustment, "post", planner, made))


def test_what_is_rejected_is_a_draft_again_and_whoever_changes_it_is_its_author(store, planner, colleague):
    made = adjustment(store, planner, 1)
    do(StockAdjustment, "submit", planner, made)
    do(StockAdjustment, "reject", colleague, made, reason="by how much exactly?")
    line = {"item": store.bolt, "location": store.shelf, "change": 2}
    do(StockAdjustment, "change", colleague, made, reason="counted twice", lines=[line])
    do(StockAdjustment, "submit", colleague, made)
    assert "You wrote it" in refused(lambda: do(StockAdjustment, "approve", colleague, made))
    do(StockAdjustment, "approve", planner, made)
    assert store.there() == {("", "usable"): 2}


def test_an_adjustment_of_more_than_there_is_changes_nothing(store, planner):
    store.put(1)
    made = adjustment(store, planner, -2)
    assert "less stock" in refused(lambda: do(StockAdjustment, "post", planner, made))
    assert store.there() == {("", "usable"): 1}


def test_a_lot_of_the_same_code_is_that_of_the_lines_item(store, planner):
    Lot.objects.create(item=item("NUT"), code="L1")
    own = store.lot("L1")
    made = adjustment(store, planner, 1, lot="L1")
    assert made.lines.get().lot == own
    with pytest.raises(Invalid):
        adjustment(store, planner, 1, lot=Lot.objects.create(item=item("PIN"), code="L2"))


def test_a_count_lists_what_should_be_there_and_posts_by_how_much_it_differs(store, planner):
    lot = store.lot("L1")
    store.put(10, lot), store.put(4), store.put(9, where=store.dock)
    made = do(StockCount, "add", planner, location=store.shelf)
    lines = {str(line.lot or ""): line for line in made.lines.select_related("lot")}
    assert {code: line.expected for code, line in lines.items()} == {"L1": 10, "": 4}
    store.put(1, lot)  # comes while people count
    counted = [
        {"position": lines["L1"].position, "item": store.bolt, "lot": lot, "counted": 8},
        {"position": lines[""].position, "item": store.bolt, "counted": 4},
        {"item": item("NUT"), "counted": 2},
    ]
    made = do(StockCount, "change", planner, made, location=store.shelf, lines=counted)
    do(StockCount, "post", planner, made)
    assert store.there(location=store.shelf, item=store.bolt) == {("L1", "usable"): 9, ("", "usable"): 4}
    assert store.there(item__code="NUT") == {("", "usable"): 2}
    assert {line.difference for line in made.lines.all()} == {0, -2, 2}


def test_a_row_not_counted_is_no_row_of_zero(store, planner):
    store.put(10)
    made = do(StockCount, "add", planner, location=store.shelf)
    assert "Rows 10 are not counted" in refused(lambda: do(StockCount, "post", planner, made))


def test_a_count_that_differs_by_much_is_approved_by_somebody_else(store, planner, colleague):
    store.put(200)
    made = do(StockCount, "add", planner, location=store.shelf)
    line = {"position": 10, "item": store.bolt, "counted": 99}
    do(StockCount, "change", planner, made, location=store.shelf, lines=[line])
    assert "submit it for approval" in refused(lambda: do(StockCount, "post", planner, made))
    do(StockCount, "submit", planner, made)
    do(StockCount, "approve", colleague, made)
    assert store.there() == {("", "usable"): 99}


def test_a_balance_is_adjusted_and_moved_where_it_is_seen(store, planner):
    balance = store.put(10)
    do(StockBalance, "adjust", planner, balance, change=-3, reason="rusty")
    do(StockBalance, "transfer", planner, balance, quantity=5, to=store.dock)
    assert (store.there(location=store.shelf), store.there(location=store.dock)) == (
        {("", "usable"): 2},
        {("", "usable"): 5},
    )
    assert "already" in refused(lambda: do(StockBalance, "transfer", planner, balance, quantity=1, to=store.shelf))
    assert "less stock" in refused(lambda: do(StockBalance, "transfer", planner, balance, quantity=3, to=store.dock))


def test_a_balance_is_not_changed_by_much_without_a_document(store, planner):
    balance = store.put(1000)
    for verb, facts in (("adjust", {"change": -101}), ("count", {"counted": 899})):
        sentence = refused(lambda v=verb, f=facts: do(StockBalance, v, planner, balance, reason="gone", **f))
        assert "by 1,010.00, more than 1,000.00" in sentence
    assert StockBalance.objects.get().quantity == Decimal(1000)
