"""What leaves for customers: usable lots that last long enough, in part or whole, more or less than ordered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from base.models import AuditEntry
from base.people import Actor
from inventory.models import Lot, StockMove
from orders.models import Customer, SalesOrder, Shipment
from tests.domain.store import TODAY, Store, refused
from tests.samples import DUE, do, item


@pytest.fixture
def shop(planner) -> Customer:
    return Customer.objects.create(code="C1", name="Shop", over_tolerance="0.1", under_tolerance="0.05")


def order(by: Actor, customer: Customer, *wanted: tuple[Any, int]) -> SalesOrder:
    """Accepted."""
    lines = [{"item": what, "quantity": quantity, "due_on": DUE} for what, quantity in wanted]
    return do(SalesOrder, "accept", by, do(SalesOrder, "add", by, customer=customer, lines=lines))


def line(position: int, quantity: Any, **more: Any) -> dict[str, Any]:
    return {"order_position": position, "quantity": quantity, **more}


def draft(by: Actor, sales: SalesOrder, *lines: dict[str, Any], **more: Any) -> Shipment:
    return do(Shipment, "add", by, order=sales, lines=list(lines), **more)


def shipped(sales: SalesOrder) -> list[int]:
    sales.refresh_from_db()
    return [int(quantity) for quantity in sales.lines.order_by("position").values_list("shipped", flat=True)]


def test_a_shipment_prepared_from_its_order_says_which_lots_to_pick_first_to_expire_first(store, planner, shop):
    late, soon = store.lot("LATE", expires_on=TODAY + timedelta(90)), store.lot("SOON", expires_on=TODAY + timedelta(9))
    store.put(50, late), store.put(30, soon)
    sales = order(planner, shop, (store.bolt, 60))
    do(SalesOrder, "prepare", planner, sales)
    made = Shipment.objects.get()
    assert list(made.lines.order_by("position").values_list("lot__code", "quantity")) == [("SOON", 30), ("LATE", 30)]
    assert store.there() == {("LATE", "usable"): 50, ("SOON", "usable"): 30}


def test_what_is_shipped_leaves_stock_and_closes_its_order_when_all_has_left(store, planner, shop):
    store.put(60, store.lot("L1"))
    sales = order(planner, shop, (store.bolt, 60))
    do(Shipment, "ship", planner, draft(planner, sales, line(10, 20)))
    assert (store.there(), shipped(sales), sales.state) == ({("L1", "usable"): 40}, [20], "accepted")
    do(Shipment, "ship", planner, draft(planner, sales))
    assert (store.there(), shipped(sales), sales.state) == ({}, [60], "closed")
    told = AuditEntry.objects.filter(subject_type="orders.salesorder").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["add", "accept", "tally", "tally", "close"]


def test_a_lot_that_is_not_usable_does_not_leave(store, planner, shop):
    lot = store.lot("L1")
    store.put(5, lot), store.put(55, lot, status="inspection")
    sales = order(planner, shop, (store.bolt, 60))
    assert "5 of BOLT, not 60" in refused(lambda: draft(planner, sales, line(10, 60)))
    made = draft(planner, sales, line(10, 60, lot=lot, location=store.shelf))
    assert "BOLT L1: 5 usable, 55 not. Release it first" in refused(lambda: do(Shipment, "ship", planner, made))


def test_a_lot_put_on_hold_after_it_was_picked_stays_here(store, planner, shop):
    lot = store.lot("L1")
    store.put(60, lot)
    made = draft(planner, order(planner, shop, (store.bolt, 60)))
    do(Lot, "hold", planner, lot, reason="customer complains")
    assert "0 usable, 60 not" in refused(lambda: do(Shipment, "ship", planner, made))
    do(Lot, "release", planner, lot, reason="was another lot")
    assert do(Shipment, "ship", planner, made).state == "shipped"


def test_lots_too_old_for_the_customer_are_neither_proposed_nor_shipped(store, planner, shop):
    wing = item("WING", lot_tracked=True, shelf_life_days=21)
    old, fresh = (
        Lot.objects.create(item=wing, code=code, expires_on=TODAY + timedelta(days))
        for code, days in (("OLD", 9), ("FRESH", 15))
    )
    chilled = Store(store.site, store.shelf, store.dock, wing)
    chilled.put(40, old), chilled.put(10, fresh)
    shop.minimum_life = "0.6667"
    shop.save()
    sales = order(planner, shop, (wing, 40))
    assert draft(planner, sales).lines.get().lot == fresh
    made = draft(planner, sales, line(10, 5, lot=old, location=store.shelf))
    assert "OLD has 43% of its life left (9 days)" in refused(lambda: do(Shipment, "ship", planner, made))


def test_an_expired_lot_does_not_leave(store, planner, shop):
    lot = store.lot("L1", expires_on=TODAY)
    store.put(5, lot)
    made = draft(planner, order(planner, shop, (store.bolt, 5)), line(10, 5, lot=lot, location=store.shelf))
    assert "L1 has expired" in refused(lambda: do(Shipment, "ship", planner, made))


def test_a_customer_who_takes_no_partial_deliveries_gets_all_or_nothing(store, planner, shop):
    store.put(100, store.lot("L1"))
    shop.partial_allowed = False
    shop.save()
    sales = order(planner, shop, (store.bolt, 100))
    made = draft(planner, sales, line(10, 94))
    assert "no partial deliveries" in refused(lambda: do(Shipment, "ship", planner, made))
    do(Shipment, "ship", planner, draft(planner, sales, line(10, 95)))
    assert (shipped(sales), sales.state) == ([95], "closed")


def test_more_than_the_customer_takes_does_not_leave(store, planner, shop):
    store.put(200)
    sales = order(planner, shop, (store.bolt, 100))
    made = draft(planner, sales, line(10, 111))
    assert "111 would have left, the customer takes at most 110" in refused(lambda: do(Shipment, "ship", planner, made))
    do(Shipment, "ship", planner, draft(planner, sales, line(10, 110)))
    assert shipped(sales) == [110]


def test_less_than_ordered_is_closed_short_with_a_reason(store, planner, shop):
    store.put(40)
    sales = order(planner, shop, (store.bolt, 100))
    do(Shipment, "ship", planner, draft(planner, sales))
    assert "40 of 100 shipped" in refused(lambda: do(SalesOrder, "close", planner, sales))
    assert "close it instead" in refused(lambda: do(SalesOrder, "cancel", planner, sales, reason="no more"))
    assert do(SalesOrder, "close_short", planner, sales, reason="they need no more").state == "closed"


def test_a_shipment_taken_back_leaves_stock_and_order_as_they_were(store, planner, shop):
    store.put(60, store.lot("L1"))
    sales = order(planner, shop, (store.bolt, 60))
    made = do(Shipment, "ship", planner, draft(planner, sales))
    do(Shipment, "reverse", planner, made, reason="the lorry broke down")
    assert (store.there(), shipped(sales), sales.state) == ({("L1", "usable"): 60}, [0], "accepted")
    assert sum(StockMove.objects.filter(kind="ship").values_list("quantity", flat=True)) == 0


def test_when_all_has_left_nothing_is_left_to_prepare(store, planner, shop):
    store.put(105)
    sales = order(planner, shop, (store.bolt, 100), (item("NUT"), 1))
    do(Shipment, "ship", planner, draft(planner, sales, line(10, 100)))
    assert "nothing usable to ship of NUT" in refused(lambda: do(SalesOrder, "prepare", planner, sales))
