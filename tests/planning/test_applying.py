"""A message applied: the order becomes what it asks for, once, and the next run has nothing more to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from base.actions import ACTIONS, perform
from base.refusals import Blocked
from orders.models import SalesOrder, WorkOrder
from scheduling.models import ExceptionMessage
from suppliers.models import PurchaseOrder, PurchaseOrderLine
from tests.planning.conftest import Factory, monday

APPLY = ACTIONS[ExceptionMessage, "apply"]


def messages(factory: Factory, **facts: Any) -> list[ExceptionMessage]:
    return factory.inside(lambda: list(ExceptionMessage.objects.filter(dismissed=False, **facts).order_by("id")))


def apply(factory: Factory, *rows: ExceptionMessage) -> None:
    factory.inside(lambda: perform(APPLY, [row.pk for row in rows], by=factory.by))


def firmed(factory: Factory, quantity: int, weeks: int) -> SalesOrder:
    """An order with the work order and the purchase order of its plan."""
    order = factory.order(quantity, monday(weeks))
    factory.run()
    factory.firm_all()
    return order


def wanted(factory: Factory, order: SalesOrder, quantity: int, weeks: int) -> None:
    """The customer wants it otherwise, and it is planned for."""
    line = {"position": 10, "item": factory.plant.bracket, "quantity": quantity, "due_on": monday(weeks)}
    factory.do(SalesOrder, "change", order, customer=factory.customer, number=order.number, lines=[line])
    factory.run()


def apply_all(factory: Factory, kind: str) -> None:
    """Level by level: what a work order needs is asked about once the order itself has changed."""
    while known := messages(factory, kind=kind):
        apply(factory, *known)
        factory.run()


def one(factory: Factory, rows: Callable[[], Any]) -> Any:
    return factory.inside(lambda: rows().get())


def test_what_is_needed_later_moves_on_every_level_and_nothing_more_is_said(factory: Factory):
    order = firmed(factory, 10, 4)
    due = one(factory, WorkOrder.objects.all).due_on
    wanted(factory, order, 10, 8)
    apply_all(factory, "defer")
    assert one(factory, WorkOrder.objects.all).due_on > due
    assert factory.inside(ExceptionMessage.objects.count) == 0


def test_a_purchase_needed_sooner_is_asked_for_anew_and_waits_for_its_confirmation(factory: Factory):
    firmed(factory, 10, 8)
    purchase = one(factory, PurchaseOrder.objects.all)
    factory.do(PurchaseOrder, "confirm", purchase, confirmed_on=monday(9))
    factory.run()
    [first, *others] = messages(factory, kind="expedite", subject_type="suppliers.purchaseorderline")
    apply(factory, first, *others)
    line = factory.inside(lambda: PurchaseOrderLine.objects.get(pk=first.subject_id))
    assert (line.requested_on, line.confirmed_on) == (first.to_on, None)
    factory.run()
    assert messages(factory, kind="expedite") == []


def test_what_is_not_needed_any_more_is_cancelled_on_every_level(factory: Factory):
    order = firmed(factory, 10, 4)
    factory.do(SalesOrder, "cancel", order, reason="wanted no more")
    factory.run()
    apply_all(factory, "cancel")
    assert set(factory.inside(lambda: list(WorkOrder.objects.values_list("state", flat=True)))) == {"cancelled"}
    assert one(factory, PurchaseOrder.objects.all).state == "cancelled"


def test_less_is_made_of_what_the_floor_has(factory: Factory):
    order = firmed(factory, 10, 4)
    factory.do(WorkOrder, "release_short", one(factory, WorkOrder.objects.all), reason="it comes today")
    wanted(factory, order, 4, 4)
    apply(factory, *messages(factory, kind="decrease", subject_type="orders.workorder"))
    assert one(factory, WorkOrder.objects.all).quantity == 4


def test_the_second_planner_learns_that_it_is_done(factory: Factory):
    order = firmed(factory, 10, 4)
    wanted(factory, order, 10, 8)
    [message, *_others] = messages(factory, kind="defer")
    apply(factory, message)
    with pytest.raises(Blocked, match="Applied already"):
        apply(factory, message)
    with pytest.raises(Blocked, match="applied, not dismissed"):
        factory.do(ExceptionMessage, "restore", message)


def test_what_only_people_can_do_is_not_applied_and_then_nothing_else_is(factory: Factory):
    order = firmed(factory, 10, 4)
    wanted(factory, order, 10, 8)
    known = messages(factory, kind="defer")
    factory.do(WorkOrder, "release_short", one(factory, WorkOrder.objects.all), reason="it comes today")
    with pytest.raises(Blocked, match="The floor has it already"):
        apply(factory, *known)
    assert len(messages(factory, kind="defer")) == len(known)


def test_what_was_applied_without_help_is_said_again(factory: Factory):
    order = firmed(factory, 10, 4)
    wanted(factory, order, 10, 8)
    [message] = messages(factory, kind="defer", subject_type="orders.workorder")
    apply(factory, message)
    work = one(factory, WorkOrder.objects.all)
    data = {"number": work.number, "item": work.item_id, "quantity": 10, "due_on": message.from_on}
    factory.do(WorkOrder, "change", work, **data)
    factory.run()
    [again] = messages(factory, kind="defer", subject_type="orders.workorder")
    assert (again.pk, again.applied) == (message.pk, False)
