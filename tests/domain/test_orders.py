"""Sales orders and work orders."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.actions import ACTIONS, perform
from base.refusals import Blocked, Invalid, Unacceptable
from orders.models import Customer, SalesOrder, WorkOrder
from tests.samples import DUE, bill, do, item, plant, route


def test_a_work_order_copies_the_standards_in_force(planner):
    made = plant(planner)
    order = do(WorkOrder, "add", planner, item=made.bracket, quantity=100, due_on=DUE)
    assert (order.number[:3], order.bom_revision, order.routing_revision, order.state) == ("WO-", "A", "A", "firm")
    assert list(order.operations.order_by("sequence").values_list("name", "work_center__code")) == [
        ("saw", "SAW"),
        ("assemble", "BENCH"),
    ]
    needs = dict(order.components.values_list("item__code", "required"))
    assert needs == {"PLATE": 105, "BOLT": 200}


def test_scrap_multiplies_and_yield_divides_and_a_piece_is_never_cut(planner):
    made = plant(planner)
    part, base = item("PART", "make"), {"component": made.plate, "quantity": 1, "scrap_rate": "0.05"}
    bill(planner, part, [base | {"yield_rate": "0.9"}], base_quantity=1)
    route(planner, part, [{"name": "saw", "work_center": made.saw}])
    order = do(WorkOrder, "add", planner, item=part, quantity=100, due_on=DUE)
    assert order.components.get().required == 117  # 100 × 1.05 ÷ 0.9 = 116.67


def test_a_phantom_is_replaced_by_what_it_is_made_of_at_the_operation_that_calls_for_it(planner):
    made = plant(planner)
    kit, frame = item("KIT", "phantom"), item("FRAME", "make")
    bill(planner, kit, [{"component": made.bolt, "quantity": 4}])
    bill(planner, frame, [{"component": kit, "quantity": 2, "operation_sequence": 20}])
    route(planner, frame, [{"name": "weld", "work_center": made.bench}])
    order = do(WorkOrder, "add", planner, item=frame, quantity=10, due_on=DUE)
    assert list(order.components.values_list("item__code", "operation_sequence", "required")) == [("BOLT", 20, 80)]


def test_nothing_is_made_without_a_routing(planner):
    lonely = item("LONELY", "make")
    with pytest.raises(Unacceptable, match="LONELY: no active routing"):
        do(WorkOrder, "add", planner, item=lonely, quantity=1, due_on=DUE)


def test_what_is_bought_cannot_be_made(planner):
    made = plant(planner)
    with pytest.raises(Invalid):
        do(WorkOrder, "add", planner, item=made.bolt, quantity=1, due_on=DUE)


def test_twenty_work_orders_ask_as_often_as_two(planner):
    made = plant(planner)

    def queries(count: int) -> int:
        data = [{"item": made.bracket, "quantity": 1, "due_on": DUE} for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            perform(ACTIONS[WorkOrder, "add"], by=planner, data=data)
        return len(seen)

    assert queries(2) == queries(20)


def test_an_opening_work_order_stands_where_it_has_got_to(planner):
    made = plant(planner)
    order = do(
        WorkOrder, "open", planner, item=made.bracket, quantity=50, scrap=2, due_on=DUE, sequence=20,
        good_at_operation=10, state="started", number="WO-OLD-1",
    )  # fmt: skip
    done, current = order.operations.order_by("sequence")
    assert (done.state, done.good, current.state, current.good) == ("completed", 48, "started", 10)
    issued = {row.item.code: row.issued for row in order.components.select_related("item")}
    assert issued == {"PLATE": Decimal("53"), "BOLT": 20}  # 10 of 50 are made of two bolts each
    assert (order.state, order.number) == ("started", "WO-OLD-1")


def test_an_operation_the_routing_does_not_have_is_named(planner):
    made = plant(planner)
    with pytest.raises(Unacceptable, match="no operation 99"):
        do(WorkOrder, "open", planner, item=made.bracket, quantity=5, due_on=DUE, sequence=99)


def test_a_sales_order_is_drafted_accepted_and_changed_with_its_lines(planner):
    made = plant(planner)
    customer = Customer.objects.create(code="C1", name="Customer")
    lines = [{"item": made.bracket, "quantity": 10, "due_on": DUE}, {"item": made.bolt, "quantity": 5, "due_on": DUE}]
    order = do(SalesOrder, "add", planner, customer=customer, lines=lines)
    assert (order.state, [line.position for line in order.lines.order_by("position")]) == ("draft", [10, 20])
    order = do(SalesOrder, "accept", planner, order)
    assert order.state == "accepted"


@pytest.mark.parametrize("rows", [[{"position": 20}], [{"position": 10, "quantity": 3}]], ids=["removed", "made less"])
def test_what_has_been_shipped_cannot_be_denied(planner, rows):
    bolt = item("BOLT")
    customer = Customer.objects.create(code="C1", name="Customer")
    line = {"item": bolt, "quantity": 10, "due_on": DUE}
    order = do(SalesOrder, "open", planner, customer=customer, lines=[line | {"shipped": 4}], number="SO-OLD")
    with pytest.raises(Unacceptable, match="SO-OLD/10: shipped 4 already"):
        do(SalesOrder, "change", planner, order, customer=customer, number="SO-OLD", lines=[line | row for row in rows])
    with pytest.raises(Blocked, match="shipped"):
        do(SalesOrder, "cancel", planner, order, reason="changed their mind")
    smaller = [line | {"position": 10, "quantity": 4}]
    do(SalesOrder, "change", planner, order, customer=customer, number="SO-OLD", lines=smaller)
    assert order.lines.get().quantity == 4


def test_an_order_without_lines_is_refused(planner):
    customer = Customer.objects.create(code="C1", name="Customer")
    with pytest.raises(Invalid):
        do(SalesOrder, "add", planner, customer=customer, lines=[])


def test_an_order_changed_without_its_number_keeps_it(planner):
    made = plant(planner)
    order = do(WorkOrder, "add", planner, item=made.bracket, quantity=5, due_on=DUE)
    changed = do(WorkOrder, "change", planner, order, item=made.bracket, quantity=6, due_on=DUE)
    assert (changed.number, changed.quantity) == (order.number, 6)
