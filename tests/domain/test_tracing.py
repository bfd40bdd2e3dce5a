"""Genealogy: where a lot came from and where it went, to full depth, with quantities that add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.models import Site
from base.refusals import Unacceptable
from inventory.genealogy import transform
from inventory.ledger import At
from inventory.models import Location, Lot, MoveKind, Transformation
from inventory.movements import Cause, issue, receive
from inventory.reversing import reverse
from inventory.tracing import accounts, trace_down, trace_up
from tests.samples import item

TODAY = timezone.localdate()


def made(subject: Lot | None = None) -> Cause:
    return Cause(MoveKind.RECEIVE, subject, TODAY)


def lots(count: int) -> list[Lot]:
    bolt = item("BOLT")
    return Lot.objects.bulk_create([Lot(item=bolt, code=f"L{number}") for number in range(count)])


def test_a_lot_is_traced_to_every_lot_it_became_part_of_and_back(planner):
    bar, gear, shaft, gearbox, other = (lot.pk for lot in lots(5))
    transform(gear, {bar: Decimal(3)}, made())
    transform(shaft, {bar: Decimal("1.25")}, made())
    transform(gearbox, {gear: Decimal(2), shaft: Decimal(1), other: Decimal(9)}, made())
    down, up = trace_down(bar), trace_up(gearbox)
    assert down.lots.tolist() == [bar, gear, shaft, gearbox] and down.depth.tolist() == [0, 1, 1, 2]
    assert down.steps(bar) == [(gear, 3), (shaft, Decimal("1.25"))]
    assert set(up.lots.tolist()) == {bar, gear, shaft, gearbox, other}
    assert up.steps(gearbox) == [(gear, 2), (shaft, 1), (other, 9)]


def test_what_was_taken_back_leads_nowhere_any_more(planner):
    bar, gear, gearbox, report = lots(4)
    transform(gear.pk, {bar.pk: Decimal(3)}, made(report))
    transform(gearbox.pk, {gear.pk: Decimal(1)}, made())
    reverse(report, on=TODAY)
    assert trace_down(bar.pk).lots.tolist() == [bar.pk]
    assert trace_up(gearbox.pk).lots.tolist() == [gearbox.pk, gear.pk]


def test_a_lot_is_not_made_of_itself(planner):
    (bar,) = lots(1)
    with pytest.raises(Unacceptable, match="not made of itself"):
        transform(bar.pk, {bar.pk: Decimal(1)}, made())


def test_lots_that_go_round_are_each_met_once(planner):
    """Brine goes back into the next batch."""
    brine, first, second = (lot.pk for lot in lots(3))
    for used, lot in ((brine, first), (first, second), (second, brine)):
        transform(lot, {used: Decimal(1)}, made())
    assert trace_down(brine).lots.tolist() == [brine, first, second]


def test_another_companys_lots_are_not_walked(planner, forge):
    bar, gear = (lot.pk for lot in lots(2))
    transform(gear, {bar: Decimal(3)}, made())
    with forge.scope():
        assert trace_down(bar).lots.tolist() == [bar]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 3), st.booleans()), max_size=25))
def test_a_trace_is_what_walking_step_by_step_finds(planner, steps):
    with transaction.atomic():
        known = [lot.pk for lot in lots(8)]
        net: dict[tuple[int, int], int] = {}
        for used, lot, quantity, taken_back in steps:
            if used != lot:
                (edge,) = transform(known[lot], {known[used]: Decimal(quantity)}, made())
                pair = (known[used], known[lot])
                net[pair] = net.get(pair, 0) + quantity * (not taken_back)
                if taken_back:
                    facts = {"consumed_id": edge.consumed_id, "produced_id": edge.produced_id, "business_on": TODAY}
                    Transformation.objects.create(**facts, quantity=-quantity, reverses=edge)
        edges = {pair: quantity for pair, quantity in net.items() if quantity}
        met = {known[0]}
        while more := {lot for used, lot in edges if used in met} - met:
            met |= more
        trace = trace_down(known[0])
        assert set(trace.lots.tolist()) == met
        assert {(used, lot): q for used in met for lot, q in trace.steps(used)} == {
            pair: q for pair, q in edges.items() if pair[0] in met
        }
        transaction.set_rollback(True)


def test_what_came_of_a_lot_is_accounted_for_to_the_unit(planner):
    site = Site.objects.create(code="S", name="S")
    shelf = Location.objects.create(site=site, code="A1", name="A1")
    bar, gear = lots(2)
    at = At(bar.item_id, shelf.pk, bar.pk)
    receive([(at, Decimal(100))], made())
    for kind, quantity in ((MoveKind.ISSUE, 40), (MoveKind.SHIP, 7), (MoveKind.SCRAP, 3)):
        issue([(at, Decimal(quantity))], Cause(kind, None, TODAY))
    transform(gear.pk, {bar.pk: Decimal(38)}, made())
    account = accounts([bar.pk, gear.pk])[bar.pk]
    assert account.reconciles
    assert (account.came, account.there, account.in_lots, account.in_process) == (100, 50, 38, 2)


def test_many_lots_are_accounted_for_in_as_few_questions_as_one(planner):
    found = [lot.pk for lot in lots(20)]
    with CaptureQueriesContext(connection) as seen:
        accounts(found)
    assert len(seen) == 3
