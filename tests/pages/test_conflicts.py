"""Two people edit one document: place by place it is said who changed what, and what is chosen is what is saved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from base.actions import ACTIONS, perform
from base.refusals import Stale
from orders.models import Customer, SalesOrder
from tests.factories import signed_in
from tests.people import Company
from tests.samples import Plant, do, plant

DUE = date(2027, 3, 1)


@pytest.fixture
def made(mill: Company) -> Plant:
    with mill.scope():
        return plant(mill.actor)


@pytest.fixture
def order(mill: Company, made: Plant) -> SalesOrder:
    with mill.scope():
        customer = do(Customer, "add", mill.actor, code="C1", name="North Pumps")
        lines = [line(made.bracket, 10, 40), line(made.bolt, 20, 7)]
        return do(SalesOrder, "add", mill.actor, customer=customer, note="as it was", lines=lines)


def line(thing: Any, position: int, quantity: int) -> dict[str, Any]:
    return {"item": thing, "position": position, "quantity": quantity, "price": 2, "due_on": DUE}


def values(order: SalesOrder, lines: list[dict[str, Any]], **changed: Any) -> dict[str, Any]:
    kept = ("number", "customer", "order_class", "priority", "ordered_on", "note")
    return {name: getattr(order, name) for name in kept} | {"lines": lines} | changed


def refused(
    mill: Company, order: SalesOrder, theirs: dict[str, Any], mine: dict[str, Any]
) -> dict[str, tuple[Any, ...]]:
    """What the dialog shows after both saved: by place, their text, ours, whose is chosen, whether both changed it."""
    change = ACTIONS[SalesOrder, "change"]
    with mill.scope():
        perform(change, order.pk, by=mill.actor, data=theirs)
        with pytest.raises(Stale) as found:
            perform(change, order.pk, by=mill.actor, data=mine, version=1)
    return {d.name: (d.theirs, d.mine, d.kept, d.both) for d in found.value.differences}


def test_what_only_they_changed_is_theirs_and_what_only_we_changed_is_ours(mill, made, order):
    lines = [line(made.bracket, 10, 40), line(made.bolt, 20, 7)]
    found = refused(mill, order, values(order, lines, note="theirs"), values(order, lines, priority=9))
    assert found == {"note": ("theirs", "as it was", "theirs", False), "priority": ("5", "9", "mine", False)}


def test_what_both_changed_is_for_a_person_to_decide(mill, made, order):
    lines = [line(made.bracket, 10, 40), line(made.bolt, 20, 7)]
    found = refused(mill, order, values(order, lines, note="theirs"), values(order, lines, note="mine"))
    assert found == {"note": ("theirs", "mine", "mine", True)}


def test_lines_are_compared_row_by_row(mill, made, order):
    theirs = [line(made.bracket, 10, 50), line(made.bolt, 20, 8), line(made.plate, 30, 1)]
    mine = [line(made.bracket, 10, 45), line(made.bolt, 20, 7)]
    found = refused(mill, order, values(order, theirs), values(order, mine))
    assert found["lines.10"] == ("Quantity 50", "Quantity 45", "mine", True)
    assert found["lines.20"] == ("Quantity 8", "Quantity 7", "theirs", False)
    assert found["lines.30"][1:] == ("not there", "theirs", False)


def test_a_row_only_we_took_out_stays_out(mill, made, order):
    lines = [line(made.bracket, 10, 40), line(made.bolt, 20, 7)]
    found = refused(mill, order, values(order, lines, note="theirs"), values(order, lines[:1]))
    assert found["lines.20"][1:] == ("not there", "mine", False)


def test_what_is_chosen_is_saved_and_the_rest_stays_as_typed(mill, made, order):
    browser: Client = signed_in(mill.planner)
    with mill.scope():
        theirs = [line(made.bracket, 10, 50), line(made.bolt, 20, 8), line(made.plate, 30, 1)]
        do(SalesOrder, "change", mill.actor, order.pk, **values(order, theirs, note="theirs", priority=7))
    posted = {
        "number": order.number, "customer": order.customer_id, "order_class": order.order_class, "priority": 9,
        "ordered_on": order.ordered_on.isoformat(), "note": "mine", "version": 2,
        **row(0, made.bracket.pk, 10, 45), **row(1, made.bolt.pk, 20, 7),
        "keep-note": "theirs", "keep-priority": "mine",
        "keep-lines.10": "mine", "keep-lines.20": "theirs", "keep-lines.30": "theirs",
    }  # fmt: skip
    assert browser.post(f"/sales-orders/{order.pk}/edit/", posted).status_code == 302
    with mill.scope():
        saved = SalesOrder.objects.get(pk=order.pk)
        assert (saved.note, saved.priority) == ("theirs", 9)
        assert list(saved.lines.order_by("position").values_list("position", "quantity")) == [
            (10, Decimal(45)), (20, Decimal(8)), (30, Decimal(1)),
        ]  # fmt: skip


def row(number: int, item: int, position: int, quantity: int) -> dict[str, Any]:
    typed = {"item": item, "position": position, "quantity": quantity, "price": 2, "currency": "CNY", "due_on": DUE}
    return {f"lines-{number}-{name}": str(value) for name, value in typed.items()}
