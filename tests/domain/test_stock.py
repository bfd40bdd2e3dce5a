"""Stock: the balances are what the moves add up to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.models import Site
from base.refusals import Unacceptable
from base.tenancy import in_tenant
from inventory.ledger import post
from inventory.models import Location, Lot, StockBalance, StockMove
from tests.samples import do, item

TODAY = date(2026, 12, 1)


def place() -> dict[str, Any]:
    """An item in a location, with two lots."""
    site = Site.objects.create(code="S", name="S")
    bolt = item("BOLT")
    lots = [Lot.objects.create(item=bolt, code=code) for code in ("L1", "L2")]
    return {"item": bolt, "location": Location.objects.create(site=site, code="A1", name="A1"), "lots": lots}


def move(at: dict[str, Any], quantity: Any, lot: Any = None, status: str = "usable") -> StockMove:
    return StockMove(
        item=at["item"], location=at["location"], lot=lot, status=status, owner="own", quantity=Decimal(quantity),
        reason="test", business_on=TODAY,
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


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(
        st.lists(st.tuples(st.integers(-5, 8), st.integers(0, 2), st.sampled_from(["usable", "blocked"])), min_size=1),
        max_size=6,
    )
)
def test_whatever_is_posted_the_balances_are_the_sums_of_the_moves(planner, batches):
    with transaction.atomic():
        at = place()
        lots = [None, *at["lots"]]
        for batch in batches:
            try:
                with transaction.atomic():
                    post([move(at, quantity, lots[lot], status) for quantity, lot, status in batch])
            except Unacceptable:
                continue
        moved, kept = sums()
        assert moved == kept and all(quantity >= 0 for quantity in kept.values())
        transaction.set_rollback(True)


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
