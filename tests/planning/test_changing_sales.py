"""A customer wants less, or nothing: what exists for the order, and what becomes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.refusals import Blocked, Unacceptable
from inventory.models import Location, StockBalance
from orders.models import SalesOrder, SalesOrderLine, WorkOrder, WorkOrderOperation
from scheduling.supplies import supplies_of
from suppliers.models import PurchaseOrder, PurchaseOrderLine
from tests.planning.conftest import Factory, monday
from tests.samples import do


def exists(factory: Factory, order: SalesOrder) -> dict[tuple[str, str], tuple[Decimal, str]]:
    """(kind, item) -> (the part that is for the order, its state)."""

    def look() -> Any:
        return {(s.kind.rpartition(".")[2], s.item.code): (s.quantity, s.state) for s in supplies_of(order)}

    return factory.inside(look)


def running(factory: Factory, quantity: int = 10) -> SalesOrder:
    """An order for which a work order and a purchase order were firmed, and the calculation knows of them."""
    order = factory.order(quantity, monday(4))
    factory.run()
    factory.firm_all()
    factory.run()
    return order


def decide(factory: Factory, order: SalesOrder, **decisions: Any) -> list[dict[str, Any]]:
    """A decision for each item named; the rest is kept."""
    rows = factory.inside(lambda: [(s.called, s.item.code, s.quantity) for s in supplies_of(order)])
    return [
        {"supply": name, "item": item, "quantity": quantity, "decision": decisions.get(item, "keep")}
        for name, item, quantity in rows
    ]


def left(factory: Factory) -> dict[str, tuple[Decimal, str]]:
    """What is still made and bought of each item, and its order's state."""

    def look() -> dict[str, tuple[Decimal, str]]:
        made = {order.item.code: (order.quantity, order.state) for order in WorkOrder.objects.select_related("item")}
        lines = PurchaseOrderLine.objects.select_related("item", "order")
        return made | {line.item.code: (line.quantity, line.order.state) for line in lines}

    return factory.inside(look)


def test_what_exists_for_an_order_is_found_down_through_what_is_made(factory: Factory):
    order = running(factory)
    assert exists(factory, order) == {
        ("workorder", "BRACKET"): (10, "firm"),
        ("purchaseorderline", "PLATE"): (11, "firm"),
        ("purchaseorderline", "BOLT"): (20, "firm"),
    }


def test_what_was_firmed_since_the_last_calculation_is_found_too(factory: Factory):
    order = factory.order(10, monday(4))
    factory.run()
    assert set(exists(factory, order)) == {("plannedorder", code) for code in ("BRACKET", "PLATE", "BOLT")}
    factory.firm_all()
    assert set(exists(factory, order)) == {
        ("workorder", "BRACKET"), ("purchaseorderline", "PLATE"), ("purchaseorderline", "BOLT"),
    }  # fmt: skip


def test_of_a_supply_for_several_orders_only_the_part_for_this_one_counts(factory: Factory):
    factory.inside(lambda: type(factory.plant.bolt).objects.filter(code="BOLT").update(lot_policy="period"))
    order, _other = factory.order(10, monday(4)), factory.order(30, monday(4))
    factory.run()
    factory.firm_all()
    factory.run()
    assert exists(factory, order)["purchaseorderline", "BOLT"][0] == 20


def test_stock_is_among_it(factory: Factory):
    def stock() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        do(StockBalance, "open", factory.by, item=factory.plant.bracket, location=place, quantity=4)

    factory.inside(stock)
    order = factory.order(10, monday(4))
    factory.run()
    assert exists(factory, order)["lot", "BRACKET"] == (4, "in stock")


def test_called_off_each_supply_is_kept_made_less_or_cancelled(factory: Factory):
    order = running(factory)
    decisions = decide(factory, order, BRACKET="cancel", PLATE="cancel")
    factory.do(SalesOrder, "call_off", order, reason="project stopped", supplies=decisions)
    assert factory.inside(lambda: SalesOrder.objects.get(pk=order.pk).state) == "cancelled"
    assert left(factory) == {"BRACKET": (10, "cancelled"), "BOLT": (20, "firm")}
    decisions = [{**row, "decision": "cancel"} for row in decisions]
    assert factory.inside(PurchaseOrder.objects.count) == 1


def test_a_purchase_order_of_which_nothing_is_left_is_cancelled(factory: Factory):
    order = running(factory)
    decisions = decide(factory, order, BRACKET="cancel", PLATE="cancel", BOLT="cancel")
    factory.do(SalesOrder, "call_off", order, reason="project stopped", supplies=decisions)
    assert {state for _quantity, state in left(factory).values()} == {"cancelled"}


def test_cut_back_the_line_and_its_supplies_become_less_together(factory: Factory):
    order = running(factory)
    less = {"BRACKET": 4, "PLATE": 4, "BOLT": 8}
    rows = [{**row, "quantity": less[row["item"]]} for row in decide(factory, order, **dict.fromkeys(less, "reduce"))]
    wanted = [{"position": 10, "quantity": 6}]
    factory.do(SalesOrder, "cut_back", order, reason="fewer machines", lines=wanted, supplies=rows)
    assert factory.inside(lambda: SalesOrderLine.objects.get(order=order).quantity) == 6
    assert left(factory) == {"BRACKET": (6, "firm"), "PLATE": (7, "firm"), "BOLT": (12, "firm")}
    run = factory.run()
    assert run.faults == [] and factory.proposals() == {}


def test_what_the_floor_has_becomes_less_without_a_new_standard(factory: Factory):
    order = running(factory)
    (made,) = factory.work_orders()
    factory.do(WorkOrder, "release_short", made, reason="soon")
    rows = [{**row, "quantity": 4} for row in decide(factory, order, BRACKET="reduce") if row["item"] == "BRACKET"]
    factory.do(SalesOrder, "cut_back", order, reason="fewer", lines=[{"position": 10, "quantity": 6}], supplies=rows)
    assert left(factory)["BRACKET"] == (6, "released")
    required = factory.inside(lambda: dict(made.components.values_list("item__code", "required")))
    assert required == {"PLATE": 7, "BOLT": 12}


def test_what_cannot_be_done_any_more_changes_nothing_at_all(factory: Factory):
    order = running(factory)
    decisions = decide(factory, order, BRACKET="cancel", PLATE="cancel")
    (made,) = factory.work_orders()
    factory.do(WorkOrder, "release_short", made, reason="soon")
    factory.do(WorkOrderOperation, "start", factory.inside(made.operations.first))
    with pytest.raises(Unacceptable, match=f"{made.number} BRACKET is started: “cancel” is not possible"):
        factory.do(SalesOrder, "call_off", order, reason="stopped", supplies=decisions)
    assert left(factory) == {"BRACKET": (10, "started"), "PLATE": (11, "firm"), "BOLT": (20, "firm")}
    factory.do(SalesOrder, "call_off", order, reason="stopped", supplies=decide(factory, order, PLATE="cancel"))
    assert left(factory) == {"BRACKET": (10, "started"), "BOLT": (20, "firm")}


def test_a_supply_that_is_gone_meanwhile_is_named(factory: Factory):
    order = running(factory)
    decisions = decide(factory, order, BRACKET="cancel")
    (made,) = factory.work_orders()
    factory.do(WorkOrder, "cancel", made, reason="other plans")
    with pytest.raises(Unacceptable, match="BRACKET is not there"):
        factory.do(SalesOrder, "call_off", order, reason="stopped", supplies=decisions)


def test_nothing_left_more_than_ordered_or_another_line_is_refused_with_the_remedy(factory: Factory):
    order = factory.order(10, monday(4))
    for lines, sentence in (
        ([{"position": 10, "quantity": 0}], "call it off instead"),
        ([{"position": 10, "quantity": 12}], "is for 10: for more of it, change the order"),
        ([{"position": 20, "quantity": 1}], "open the form again"),
    ):
        with pytest.raises(Unacceptable, match=sentence):
            factory.do(SalesOrder, "cut_back", order, reason="less", lines=lines)


def test_what_has_left_cannot_be_called_off(factory: Factory):
    order = factory.order(10, monday(4))
    factory.inside(lambda: SalesOrderLine.objects.filter(order=order).update(shipped=2))
    with pytest.raises(Blocked, match="close it instead"):
        factory.do(SalesOrder, "call_off", order, reason="stopped")


def test_looking_asks_as_often_for_many_supplies_as_for_few(factory: Factory):
    order = running(factory)

    def look() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert len(supplies_of(order)) == 3
        return len(seen)

    assert factory.inside(look) <= 7
