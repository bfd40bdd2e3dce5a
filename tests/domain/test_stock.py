"""Stock: the balances are what the moves add up to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from base.models import Site
from base.refusals import Unacceptable
from base.tenancy import in_tenant
from inventory.ledger import post
from inventory.models import Location, Lot, StockBalance, StockMove
from tests.people import found
from tests.samples import do, item

TODAY = date(2026, 12, 1)
LOTS = st.integers(0, 2)


def place() -> dict[str, Any]:
    """An item in a location, with two lots."""
    site = Site.objects.create(code="S", name="S")
    bolt = item("BOLT")
    lots = [Lot.objects.create(item=bolt, code=code) for code in ("L1", "L2")]
    return {"item": bolt, "location": Location.objects.create(site=site, code="A1", name="A1"), "lots": lots}


def move(at: dict[str, Any], quantity: Any, lot: Any = None, status: str = "usable") -> StockMove:
    return StockMove(
        item=at["item"], location=at["location"], lot=lot, status=status, owner="own", quantity=Decimal(quantity),
        kind="adjust", business_on=TODAY,
    )  # fmt: skip


def sums() -> tuple[dict[Any, Any], dict[Any, Any]]:
    key = ("item_id", "location_id", "lot_id", "status", "owner")
    moved = StockMove.objects.values_list(*key).annotate(total=Sum("quantity"))
    kept = StockBalance.objects.values_list(*key, "quantity")
    return {row[:5]: row[5] for row in moved}, {row[:5]: row[5] for row in kept}


def test_posting_adds_to_the_ledger_and_to_the_balance(planner):
    at = place()
    post([move(at, 10), move(at, -3), move(at, 5, at["lots"][0])])
    moved, kept = sums()
    assert sorted(moved.values()) == sorted(kept.values()) == [5, 7]


def test_taking_more_than_there_is_is_refused_and_nothing_moves(planner):
    at = place()
    post([move(at, 10)])
    with pytest.raises(Unacceptable, match="less stock"), transaction.atomic():
        post([move(at, -4, at["lots"][0])])
    with pytest.raises(Unacceptable, match="less stock"), transaction.atomic():
        post([move(at, -11)])
    assert StockBalance.objects.get().quantity == 10
    assert StockMove.objects.count() == 1


def test_the_ledger_can_be_neither_changed_nor_removed(planner):
    post([move(place(), 10)])
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        StockMove.objects.update(quantity=99)
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        StockMove.objects.all().delete()


def test_a_count_leaves_a_move_of_the_difference_with_its_reason(planner):
    at = place()
    balance = do(StockBalance, "open", planner, item=at["item"], location=at["location"], quantity=10)
    do(StockBalance, "count", planner, balance, counted=7, reason="three were broken")
    assert StockBalance.objects.get().quantity == 7
    assert StockMove.objects.order_by("-id").first().quantity == -3
    assert sums()[0] == sums()[1]


class Storehouse(RuleBasedStateMachine):
    """Receive, issue, block and count in any order; the books are kept beside, in plain Python."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        company = found("storehouse")
        self.stack.enter_context(company.scope())
        self.actor, self.at = company.actor, place()
        self.lots = [None, *self.at["lots"]]
        self.books: dict[tuple[int, str], Decimal] = {}

    def teardown(self) -> None:
        self.stack.close()

    def moved(self, *parts: tuple[int, int, str]) -> None:
        """Post (quantity, lot, status) parts together: all of them, or none when one would fall below zero."""
        after = dict(self.books)
        for quantity, lot, status in parts:
            after[lot, status] = after.get((lot, status), Decimal(0)) + quantity
        try:
            with transaction.atomic():
                post([move(self.at, quantity, self.lots[lot], status) for quantity, lot, status in parts])
        except Unacceptable:
            assert min(after.values()) < 0
        else:
            assert min(after.values()) >= 0
            self.books = after

    @rule(quantity=st.integers(1, 9), lot=LOTS)
    def receive(self, quantity: int, lot: int) -> None:
        self.moved((quantity, lot, "usable"))

    @rule(quantity=st.integers(1, 9), lot=LOTS)
    def issue(self, quantity: int, lot: int) -> None:
        self.moved((-quantity, lot, "usable"))

    @rule(quantity=st.integers(1, 9), lot=LOTS)
    def block(self, quantity: int, lot: int) -> None:
        self.moved((-quantity, lot, "usable"), (quantity, lot, "blocked"))

    @rule(quantity=st.integers(1, 5), one=LOTS, other=LOTS)
    def swap(self, quantity: int, one: int, other: int) -> None:
        self.moved((-quantity, one, "usable"), (quantity, other, "usable"))

    @rule(counted=st.integers(0, 20), lot=LOTS)
    def count(self, counted: int, lot: int) -> None:
        balance = StockBalance.objects.filter(lot=self.lots[lot], status="usable").first()
        if balance:
            do(StockBalance, "count", self.actor, balance, counted=counted, reason="looked")
            self.books[lot, "usable"] = Decimal(counted)

    @invariant()
    def the_balances_are_the_sums_of_the_moves_and_what_the_books_say(self) -> None:
        moved, kept = sums()
        assert moved == kept and all(quantity >= 0 for quantity in kept.values())
        known = {(lot.pk if lot else None): number for number, lot in enumerate(self.lots)}
        assert {(known[key[2]], key[3]): quantity for key, quantity in kept.items()} == self.books


@pytest.mark.django_db
def test_whatever_happens_in_the_store_its_balances_are_the_sums_of_its_moves():
    few = settings(max_examples=15, stateful_step_count=20, deadline=None, database=None)
    run_state_machine_as_test(Storehouse, settings=few)


def test_eight_threads_taking_from_one_lot_take_what_there_is_and_no_more(foundry):
    tenant = foundry.tenant.pk
    at = in_tenant(tenant, place)
    in_tenant(tenant, lambda: post([move(at, 50)]))

    def take(_number: int) -> int:
        taken = 0
        try:
            for _round in range(10):
                try:
                    in_tenant(tenant, lambda: post([move(at, -1)]))
                    taken += 1
                except Unacceptable:
                    continue
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(8))) == 50
    moved, kept = in_tenant(tenant, sums)
    assert moved == kept and set(kept.values()) == {0}


def test_eight_threads_moving_the_same_lots_lose_nothing_and_never_deadlock(foundry):
    tenant = foundry.tenant.pk
    at = in_tenant(tenant, place)

    def shift(number: int) -> None:
        try:
            for _round in range(10):
                lots = at["lots"] if number % 2 else at["lots"][::-1]
                in_tenant(tenant, lambda lots=lots: post([move(at, 3, lots[0]), move(at, 2, lots[1])]))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(shift, range(8)))
    moved, kept = in_tenant(tenant, sums)
    assert moved == kept and sum(kept.values()) == 8 * 10 * 5
