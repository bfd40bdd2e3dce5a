"""What comes out of an order beside what it is for: received as it is reported, its lots know where they came from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from base.refusals import Blocked
from bom.models import BomLine, Item, Unit
from inventory.models import Lot, StockBalance
from inventory.tracing import accounts, trace_down
from orders.models import WorkOrder
from quality.models import Inspection
from shopfloor.kitting import kits
from shopfloor.models import Shortage
from tests.floor.conftest import DUE, Floor
from tests.samples import do, item


def with_chips(floor: Floor, **more: Any) -> Item:
    """Of 50 brackets come 15 kg of chips at the saw; then the order is built anew and released."""
    kilogram = Unit.objects.create(code="kg", name="kilogram", decimals=3)
    chips = item("CHIPS", "output", kilogram, **more)
    BomLine.objects.create(
        bom=floor.plant.bracket.boms.get(), position=90, component=chips, kind="co_product", quantity=Decimal("0.3"),
        cost_share=Decimal("0.02"), operation_sequence=10,
    )  # fmt: skip
    floor.order = do(WorkOrder, "add", floor.by, item=floor.plant.bracket, quantity=50, due_on=DUE)
    floor.order = do(WorkOrder, "release_short", floor.by, floor.order, reason="test")
    return chips


def received(floor: Floor) -> Decimal:
    return floor.order.outputs.get().received


def test_chips_come_into_stock_with_what_is_reported_at_the_saw_whatever_became_of_it(floor):
    chips = with_chips(floor)
    floor.start(10)
    floor.report(10, 20, scrap=1)
    assert (floor.stock_of(chips), received(floor)) == (Decimal("6.3"), Decimal("6.3"))
    floor.report(10, 29)
    assert floor.stock_of(chips) == 15
    floor.start(20)
    floor.report(20, 49)
    assert floor.stock_of(chips) == 15


def test_what_is_corrected_takes_its_chips_with_it(floor):
    chips = with_chips(floor)
    floor.start(10)
    report = floor.report(10, 20)
    floor.correct(report, 10)
    assert (floor.stock_of(chips), received(floor)) == (3, 3)
    assert floor.stock_of(floor.plant.bracket) == 0


def test_a_report_whose_chips_are_gone_cannot_be_taken_back(floor):
    chips = with_chips(floor)
    floor.start(10)
    report = floor.report(10, 20)
    balance = StockBalance.objects.get(item=chips)
    do(StockBalance, "count", floor.by, balance, counted=1, reason="sold for cash")
    with pytest.raises(Blocked, match="CHIPS"):
        floor.correct(report, 10)


def test_rework_brings_no_chips_a_second_time(floor):
    chips = with_chips(floor)
    floor.start(10)
    floor.report(10, 45, rework=5)
    assert floor.stock_of(chips) == 15
    floor.report(10, 5, again=True)
    assert floor.stock_of(chips) == 15


def test_the_lot_of_chips_knows_the_plates_it_came_of_and_no_plate_is_counted_twice(traced):
    chips = with_chips(traced, lot_tracked=True)
    plates = list(Lot.objects.filter(item=traced.plant.plate).order_by("code"))
    traced.bring(plates[0], 30)
    traced.bring(plates[1], 23)
    traced.start(10)
    traced.report(10, 50)
    of_chips = Lot.objects.get(item=chips)
    assert {(edge.consumed.code, edge.quantity, edge.beside) for edge in of_chips.made_from.all()} == {
        ("P1", 30, True), ("P2", 23, True),
    }  # fmt: skip
    traced.start(20)
    traced.report(20, 50)
    brackets = Lot.objects.get(item=traced.plant.bracket)
    assert set(trace_down(plates[0].pk).lots.tolist()) == {plates[0].pk, of_chips.pk, brackets.pk}
    account = accounts([plates[0].pk])[plates[0].pk]
    assert (account.issued, account.in_lots, account.in_process, account.reconciles) == (30, 30, 0, True)


def test_a_correction_leads_the_genealogy_of_chips_back_as_well(traced):
    chips = with_chips(traced, lot_tracked=True)
    plate = Lot.objects.get(code="P1")
    traced.bring(plate, 30)
    traced.start(10)
    report = traced.report(10, 20)
    traced.correct(report, 10)
    of_chips = Lot.objects.get(item=chips)
    assert sum(edge.quantity for edge in of_chips.made_from.all()) == 11  # ten brackets, and half of the scrap of 5 %


def test_chips_to_be_inspected_wait_for_it(floor):
    chips = with_chips(floor, lot_tracked=True, inspect=True)
    floor.start(10)
    floor.report(10, 20)
    assert StockBalance.objects.get(item=chips).status == "inspection"
    inspection = Inspection.objects.get(lot__item=chips)
    assert (inspection.quantity, inspection.source) == (6, floor.order.number)


def test_an_order_begun_before_the_product_came_has_brought_its_chips_already(floor):
    with_chips(floor)
    begun = do(
        WorkOrder, "open", floor.by, item=floor.plant.bracket, quantity=100, due_on=DUE, sequence=10,
        good_at_operation=40, state="started",
    )  # fmt: skip
    assert begun.outputs.get().received == 12


def test_water_is_on_the_order_and_nobody_misses_or_issues_it(floor):
    water = item("WATER", "buy", stocked=False)
    BomLine.objects.create(
        bom=floor.plant.bracket.boms.get(), position=95, component=water, quantity=310, operation_sequence=10
    )
    floor.order = do(WorkOrder, "add", floor.by, item=floor.plant.bracket, quantity=50, due_on=DUE)
    assert "WATER" not in {need.component.item.code for need in kits([floor.order])[floor.order.pk].needs}
    floor.order = do(WorkOrder, "release_short", floor.by, floor.order, reason="test")
    floor.start(10)
    floor.report(10, 50)
    assert (floor.issued(water), Shortage.objects.filter(item=water).count()) == (0, 0)
