"""Bills of material and routings: written, put into force, revised."""

from __future__ import annotations

import pytest

from base.models import AuditEntry
from base.panels import history
from base.refusals import Blocked, Invalid, WrongState
from bom.models import Bom
from bom.states import StandardState
from tests.samples import bill, do, item, plant


def test_a_bill_is_written_with_its_lines_and_put_into_force(planner):
    made = plant(planner)
    bom = Bom.objects.get(item=made.bracket)
    assert bom.state == StandardState.ACTIVE
    assert [(line.position, line.component.code) for line in bom.lines.order_by("position")] == [
        (10, "PLATE"),
        (20, "BOLT"),
    ]


def test_a_new_revision_retires_the_one_before(planner):
    made = plant(planner)
    bill(planner, made.bracket, [{"component": made.plate, "quantity": 2}], revision="B")
    states = dict(Bom.objects.filter(item=made.bracket).values_list("revision", "state"))
    assert states == {"A": "obsolete", "B": "active"}


def test_changing_a_line_is_told_in_the_history_of_the_bill(planner):
    parent, plate = item("P", "make"), item("PLATE")
    bom = do(Bom, "add", planner, item=parent, lines=[{"component": plate, "quantity": 1}])
    line = bom.lines.get()
    do(
        Bom,
        "change",
        planner,
        bom,
        item=parent,
        revision="A",
        lines=[{"position": 10, "component": plate, "quantity": 3}],
    )
    assert (bom.lines.get().pk, bom.lines.get().quantity) == (line.pk, 3)
    assert ("10 quantity", "1", "3") in [(str(a), b, c) for a, b, c in history(bom)[0].changes]


def test_a_line_left_out_is_removed_and_the_audit_keeps_it(planner):
    parent, plate, bolt = item("P", "make"), item("PLATE"), item("BOLT")
    both = [{"component": plate, "quantity": 1}, {"component": bolt, "quantity": 1}]
    bom = do(Bom, "add", planner, item=parent, lines=both)
    do(
        Bom,
        "change",
        planner,
        bom,
        item=parent,
        revision="A",
        lines=[{"position": 10, "component": plate, "quantity": 1}],
    )
    assert bom.lines.count() == 1
    assert AuditEntry.objects.filter(verb="change").get().before["lines"] == {"20": {"removed": "20"}}


def test_a_bill_in_force_cannot_be_changed_behind_the_floors_back(planner):
    made = plant(planner)
    bom = Bom.objects.get(item=made.bracket)
    with pytest.raises(WrongState):
        do(Bom, "change", planner, bom, item=made.bracket, lines=[{"component": made.plate, "quantity": 9}])


def test_a_structure_that_loops_is_refused_with_the_path(planner):
    a, b, c = item("A", "make"), item("B", "make"), item("C", "make")
    bill(planner, a, [{"component": b, "quantity": 1}])
    bill(planner, b, [{"component": c, "quantity": 1}])
    closing = do(Bom, "add", planner, item=c, lines=[{"component": a, "quantity": 1}])
    with pytest.raises(Blocked, match="C → A → B → C"):
        do(Bom, "activate", planner, closing)


def test_an_item_that_contains_itself_is_refused(planner):
    a = item("A", "make")
    own = do(Bom, "add", planner, item=a, lines=[{"component": a, "quantity": 1}])
    with pytest.raises(Blocked, match="A → A"):
        do(Bom, "activate", planner, own)


def test_a_wrong_line_is_named_by_its_number_and_field(planner):
    with pytest.raises(Invalid) as refused:
        do(Bom, "add", planner, item=item("P", "make"), lines=[{"component": "NOSUCH", "quantity": -1}])
    pointers = {error["pointer"] for error in refused.value.facts()["errors"]}
    assert pointers == {"/lines/0/component", "/lines/0/quantity"}
