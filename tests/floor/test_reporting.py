"""What people report on the floor: figures, components, shortages, rework, and what comes into stock."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from base.actions import ACTIONS, perform
from base.refusals import Blocked, Invalid, Unacceptable, WrongState
from inventory.models import Lot, StockBalance
from orders.models import WorkOrder, WorkOrderOperation
from quality.models import Inspection
from shopfloor.models import FirstPiece, OperationReport, Shortage
from tests import factories
from tests.floor.conftest import DUE, lot
from tests.samples import do


def test_an_order_goes_through_its_operations_and_comes_into_stock(floor):
    floor.start(10)
    floor.report(10, 50)
    floor.start(20)
    floor.report(20, 48, scrap=2)
    assert floor.figures(10) == (50, 0, 0, "completed")
    assert floor.figures(20) == (48, 2, 0, "completed")
    floor.order.refresh_from_db()
    assert (floor.order.state, floor.order.good, floor.order.scrap) == ("completed", 48, 2)
    assert floor.stock_of(floor.plant.bracket) == 48


def test_components_are_taken_where_they_are_used(floor):
    floor.start(10)
    floor.report(10, 20)
    assert (floor.stock_of(floor.plant.plate), floor.stock_of(floor.plant.bolt)) == (32, 200)
    floor.report(10, 30)
    assert floor.stock_of(floor.plant.plate) == 0 and floor.issued(floor.plant.plate) == 53
    floor.start(20)
    floor.report(20, 50)
    assert floor.stock_of(floor.plant.bolt) == 100


def test_more_than_was_passed_on_is_refused_by_how_much(floor):
    floor.start(10)
    floor.report(10, 30)
    floor.start(20)
    floor.report(20, 20)
    with pytest.raises(
        Unacceptable, match="2 too many: 10 saw passed on 30 and 20 of them are reported, so at most 10"
    ):
        floor.report(20, 12)
    assert floor.figures(20) == (20, 0, 0, "started")


def test_more_than_was_ordered_is_refused_up_to_the_tolerance_of_the_item(floor):
    floor.start(10)
    with pytest.raises(Unacceptable, match="3 too many: the order is for 50"):
        floor.report(10, 53)
    type(floor.plant.bracket).objects.filter(pk=floor.plant.bracket.pk).update(over_tolerance="0.06")
    assert floor.report(10, 53).good == 53


def test_missing_stock_never_refuses_a_report_but_is_owned_by_somebody(bare):
    type(bare.plant.plate).objects.filter(pk=bare.plant.plate.pk).update(owner_name="Wang")
    bare.stock(bare.plant.plate, 30)
    do(type(bare.order), "release_short", bare.by, bare.order, reason="the rest comes at noon")
    bare.start(10)
    bare.report(10, 50)
    lacking = Shortage.objects.get()
    assert (lacking.item, lacking.quantity, lacking.owner_name, lacking.state) == (bare.plant.plate, 23, "Wang", "open")
    assert bare.issued(bare.plant.plate) == 30
    with pytest.raises(Unacceptable, match="only 0 of 23"):
        do(Shortage, "settle", bare.by, lacking)
    bare.stock(bare.plant.plate, 40, lot(bare.plant.plate, "X"))
    do(Shortage, "settle", bare.by, lacking)
    assert Shortage.objects.get().state == "settled"
    assert bare.issued(bare.plant.plate) == 53 and bare.stock_of(bare.plant.plate) == 17


def test_scrap_needs_a_reason_and_a_report_needs_a_number(floor):
    operation = floor.start(10)
    with pytest.raises(Invalid):
        do(OperationReport, "add", floor.by, operation=operation, good=1, scrap=1)
    with pytest.raises(Invalid):
        do(OperationReport, "add", floor.by, operation=operation)


def test_what_comes_back_from_rework_is_counted_once_and_uses_nothing_anew(floor):
    floor.start(10)
    floor.report(10, 45, rework=5)
    assert floor.figures(10) == (45, 0, 5, "started")
    assert floor.stock_of(floor.plant.plate) == 0
    with pytest.raises(Unacceptable, match="1 too many: 5 are waiting for rework"):
        floor.report(10, 6, again=True)
    floor.report(10, 4, scrap=1, again=True)
    assert floor.figures(10) == (49, 1, 0, "completed")
    assert not Shortage.objects.exists()


def test_nothing_is_reported_before_it_is_started_and_nothing_started_before_anything_came(floor):
    with pytest.raises(WrongState, match="Report is not possible while waiting"):
        floor.report(10, 1)
    with pytest.raises(Blocked, match="passed on nothing yet"):
        floor.start(20)


def test_only_a_released_order_is_started(bare):
    with pytest.raises(Blocked, match="is firm: work on it goes on once it is released"):
        bare.start(10)


def test_a_paused_operation_goes_on_and_may_be_reported(floor):
    operation = floor.start(10)
    assert do(WorkOrderOperation, "pause", floor.by, operation).state == "paused"
    floor.report(10, 5)
    assert do(WorkOrderOperation, "resume", floor.by, operation).state == "started"


def test_what_is_only_partly_reported_is_completed_short_with_a_reason(floor):
    operation = floor.start(10)
    floor.report(10, 40)
    floor.start(20)
    floor.report(20, 40)
    assert floor.figures(20)[3] == "started"
    do(WorkOrderOperation, "complete_short", floor.by, operation, reason="no more plates")
    assert floor.figures(10)[3] == floor.figures(20)[3] == "completed"
    floor.order.refresh_from_db()
    assert (floor.order.state, floor.order.good) == ("completed", 40)


def test_when_all_is_scrapped_what_comes_after_is_skipped(floor):
    floor.start(10)
    floor.report(10, 0, scrap=50)
    assert floor.figures(20) == (0, 0, 0, "completed")
    floor.order.refresh_from_db()
    assert (floor.order.state, floor.order.scrap) == ("completed", 50)


def test_a_first_piece_that_is_not_right_stops_the_operation(floor):
    floor.order.operations.filter(sequence=10).update(first_piece=True)
    operation = floor.start(10)
    with pytest.raises(Blocked, match="not checked yet"):
        floor.report(10, 1)
    do(FirstPiece, "add", floor.by, operation=operation, result="failed")
    with pytest.raises(Blocked, match="was wrong"):
        floor.report(10, 1)
    check = do(FirstPiece, "add", floor.by, operation=operation, result="passed")
    assert check.checked_by == "planner"
    assert floor.report(10, 1).good == 1


def test_a_traced_component_is_scanned_to_the_order_and_used_from_there(traced):
    first, second = Lot.objects.filter(item=traced.plant.plate).order_by("code")
    traced.bring(first)
    assert traced.issued(traced.plant.plate) == 30 and traced.stock_of(traced.plant.plate) == 23
    traced.start(10)
    traced.report(10, 20)
    assert not Shortage.objects.exists()
    traced.report(10, 30)
    assert Shortage.objects.get().quantity == 23
    traced.bring(second)
    assert Shortage.objects.get().state == "settled"


def test_what_an_order_did_not_use_of_a_lot_goes_back(traced):
    first, _second = Lot.objects.filter(item=traced.plant.plate).order_by("code")
    brought = traced.bring(first)
    traced.start(10)
    traced.report(10, 20)
    with pytest.raises(Unacceptable, match="9 of lot P1 are left"):
        do(type(brought), "return", traced.by, brought, quantity=10)
    do(type(brought), "return", traced.by, brought, quantity=9)
    assert traced.issued(traced.plant.plate) == 21 and traced.stock_of(traced.plant.plate) == 32


def test_a_lot_the_order_has_no_use_for_is_refused(traced):
    other = lot(traced.plant.bolt, "B1")
    traced.order.components.filter(item=traced.plant.bolt).delete()
    with pytest.raises(Invalid) as refused:
        traced.bring(other, 1)
    assert "needs no BOLT" in str(refused.value.form.errors)


def test_the_genealogy_follows_the_units_through_the_order_to_the_last_one(traced):
    first, second = Lot.objects.filter(item=traced.plant.plate).order_by("code")
    traced.bring(first)
    traced.bring(second)
    traced.start(10)
    traced.report(10, 48, scrap=2)
    traced.start(20)
    traced.report(20, 10)
    made = Lot.objects.get(item=traced.plant.bracket)
    traced.report(20, 38)
    assert Lot.objects.filter(item=traced.plant.bracket).count() == 1
    edges = traced.genealogy()
    scrapped = 53 - sum(edges.values())
    assert set(edges) == {("P1", made.code), ("P2", made.code)}
    assert 2 <= scrapped <= 3
    assert StockBalance.objects.get(lot=made).quantity == 48


def test_what_is_inspected_waits_for_it_and_a_correction_takes_the_inspection_back(traced):
    type(traced.plant.bracket).objects.filter(pk=traced.plant.bracket.pk).update(inspect=True)
    for found in Lot.objects.filter(item=traced.plant.plate).order_by("code"):
        traced.bring(found)
    traced.start(10)
    traced.report(10, 50)
    traced.start(20)
    report = traced.report(20, 20)
    made = StockBalance.objects.get(item=traced.plant.bracket)
    assert (made.status, made.quantity) == ("inspection", 20)
    assert list(Inspection.objects.values_list("lot", "quantity", "state")) == [(made.lot_id, 20, "open")]
    traced.correct(report, 18)
    states = dict(Inspection.objects.order_by("id").values_list("quantity", "state"))
    assert states == {20: "cancelled", 18: "open"}


def test_a_report_keeps_its_own_time(floor):
    floor.start(10)
    earlier = timezone.now() - timedelta(hours=3)
    report = floor.report(10, 5, reported_at=earlier)
    assert report.reported_at == earlier and report.recorded_at > earlier


def test_the_future_is_not_reported(floor):
    floor.start(10)
    with pytest.raises(Invalid):
        floor.report(10, 5, reported_at=timezone.now() + timedelta(hours=1))


def test_pieces_are_counted_whole(floor):
    floor.start(10)
    with pytest.raises(Unacceptable, match=re.escape("1.5 pcs: it is counted with 0 decimals")):
        floor.report(10, "1.5")


def test_an_order_begun_before_the_product_came_goes_on_where_it_is(bare):
    bare.stock(bare.plant.bolt, 80)
    bare.order = do(
        WorkOrder, "open", bare.by, item=bare.plant.bracket, quantity=50, due_on=DUE, sequence=20, good_at_operation=10
    )
    bare.report(20, 5)
    assert bare.figures(20) == (15, 0, 0, "started")
    assert bare.stock_of(bare.plant.bolt) == 70
    bare.order.refresh_from_db()
    assert (bare.order.state, bare.order.good) == ("started", 5)


def test_a_report_is_written_once_and_never_edited(mill, floor):
    floor.start(10)
    report = floor.report(10, 5)
    assert (OperationReport, "change") not in ACTIONS
    assert factories.signed_in(mill.planner).get(f"/operation-reports/{report.pk}/edit/").status_code == 404


def test_an_order_to_which_something_was_brought_is_not_cancelled(traced):
    brought = traced.bring(Lot.objects.get(code="P1"), 5)
    with pytest.raises(Blocked, match="Material was issued to it"):
        do(WorkOrder, "cancel", traced.by, traced.order, reason="?")
    do(type(brought), "return", traced.by, brought, quantity=5)
    assert do(WorkOrder, "cancel", traced.by, traced.order, reason="?").state == "cancelled"


def test_a_repeated_report_is_counted_once(floor):
    operation = floor.start(10)
    act, data = ACTIONS[OperationReport, "add"], {"operation": operation.pk, "good": 5}
    first = perform(act, by=floor.by, data=data, key="tablet-7-1")
    again = perform(act, by=floor.by, data=data, key="tablet-7-1")
    assert again.replayed and again.answer == first.answer
    assert floor.figures(10)[0] == 5
    said = first.answer["operation"]
    assert (said["state"], said["good"]) == ("started", "5.000000")


# Less of it -------------------------------------------------------------------------------------


def test_an_order_made_less_needs_less_and_ends_sooner(floor):
    floor.start(10)
    floor.report(10, 20)
    floor.order = do(WorkOrder, "make_less", floor.by, floor.order, quantity=30, reason="the customer wants fewer")
    assert dict(floor.order.components.values_list("item__code", "required")) == {"PLATE": 32, "BOLT": 60}
    floor.report(10, 10)
    assert floor.figures(10) == (30, 0, 0, "completed")


def test_an_order_is_not_made_less_than_what_is_through_nor_more(floor):
    floor.start(10)
    floor.report(10, 20)
    with pytest.raises(Unacceptable, match="20 are through 10 saw already, say more than that"):
        do(WorkOrder, "make_less", floor.by, floor.order, quantity=20, reason="fewer")
    with pytest.raises(Unacceptable, match="is for 50: say a quantity below that"):
        do(WorkOrder, "make_less", floor.by, floor.order, quantity=50, reason="more")
