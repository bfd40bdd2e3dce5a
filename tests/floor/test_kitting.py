"""Kitting: an order is released when everything for it is there, or with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.actions import ACTIONS, perform
from base.refusals import Blocked, Invalid
from orders.models import WorkOrder
from shopfloor.kitting import kits
from suppliers.models import PurchaseOrder, Supplier
from tests.floor.conftest import DUE, Floor
from tests.samples import do


def buy(floor: Floor, item, quantity: int, on: date) -> None:
    supplier, _made = Supplier.objects.get_or_create(code="S", defaults={"name": "Steel & Co", "approved": True})
    lines = [{"item": item, "quantity": quantity, "needed_on": on, "confirmed_on": on}]
    do(PurchaseOrder, "add", floor.by, supplier=supplier, lines=lines)


def test_an_order_whose_parts_are_there_is_released(floor):
    assert floor.order.state == "released"


def test_a_short_order_is_refused_with_what_is_missing_until_when_and_whose_it_is(bare):
    type(bare.plant.plate).objects.filter(pk=bare.plant.plate.pk).update(owner_name="Wang")
    bare.stock(bare.plant.plate, 40)
    bare.stock(bare.plant.bolt, 100)
    buy(bare, bare.plant.plate, 20, date(2026, 12, 3))
    with pytest.raises(Blocked) as refused:
        do(WorkOrder, "release", bare.by, bare.order)
    assert str(refused.value.detail) == "Missing: PLATE 13 pcs until 2026-12-03, owner Wang"


def test_what_nobody_has_ordered_says_so(bare):
    bare.stock(bare.plant.plate, 53)
    with pytest.raises(Blocked, match="BOLT 100 pcs, not all of it ordered, owner nobody"):
        do(WorkOrder, "release", bare.by, bare.order)


def test_a_short_order_is_released_with_a_reason_and_only_then(bare):
    with pytest.raises(Invalid):
        do(WorkOrder, "release_short", bare.by, bare.order)
    order = do(WorkOrder, "release_short", bare.by, bare.order, reason="plates come by noon")
    assert order.state == "released"


def test_where_nothing_is_missing_no_reason_is_asked_for(bare):
    bare.stock(bare.plant.plate, 53)
    bare.stock(bare.plant.bolt, 100)
    with pytest.raises(Blocked, match="Nothing is missing"):
        do(WorkOrder, "release_short", bare.by, bare.order, reason="?")


def test_what_orders_on_the_floor_still_need_is_theirs(floor):
    second = do(WorkOrder, "add", floor.by, item=floor.plant.bracket, quantity=60, due_on=DUE)
    found = {need.component.item.code: (need.free, need.missing) for need in kits([second])[second.pk].needs}
    assert found == {"PLATE": (0, 63), "BOLT": (100, 20)}


def test_two_orders_released_together_are_not_promised_the_same_plates(bare):
    second = do(WorkOrder, "add", bare.by, item=bare.plant.bracket, quantity=50, due_on=DUE)
    bare.stock(bare.plant.plate, 60)
    bare.stock(bare.plant.bolt, 500)
    found = kits([bare.order, second])
    assert [need.missing for need in found[bare.order.pk].missing] == []
    assert [need.missing for need in found[second.pk].missing] == [46]
    with pytest.raises(Blocked, match=second.number):
        perform(ACTIONS[WorkOrder, "release"], [bare.order, second], by=bare.by)


def test_what_arrives_goes_first_to_whoever_was_short_before(bare):
    do(WorkOrder, "release_short", bare.by, bare.order, reason="to have it on the floor")
    second = do(WorkOrder, "add", bare.by, item=bare.plant.bracket, quantity=10, due_on=DUE)
    buy(bare, bare.plant.plate, 55, date(2026, 12, 3))
    buy(bare, bare.plant.plate, 20, date(2026, 12, 9))
    plate = next(need for need in kits([second])[second.pk].missing if need.component.item.code == "PLATE")
    assert [(arrival.on.day, arrival.quantity) for arrival in plate.arrivals] == [(3, 2), (9, 9)]
    assert plate.until == date(2026, 12, 9)


def test_twenty_orders_ask_as_often_as_two(bare):
    def queries(count: int) -> int:
        data = [{"item": bare.plant.bracket, "quantity": 5, "due_on": DUE} for _ in range(count)]
        orders = perform(ACTIONS[WorkOrder, "add"], by=bare.by, data=data).records
        with CaptureQueriesContext(connection) as seen:
            kits(orders)
        return len(seen)

    assert queries(2) == queries(20)
