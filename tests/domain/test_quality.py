"""From arrival to release: inspected, rejected, and what becomes of what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from base.people import Actor
from base.running import run_next
from base.tenancy import in_tenant
from inventory.models import Lot, StockMove
from inventory.tracing import accounts, trace_up
from quality.models import Inspection, InspectionPlan, Nonconformance
from suppliers.models import PurchaseOrder, Receipt, Supplier
from tests.domain.store import TODAY, Store, a_store, refused
from tests.people import Company
from tests.samples import DUE, do, item

HARDNESS = {"name": "hardness", "kind": "measured", "lower": 58, "upper": 62, "unit": "HRC"}


@pytest.fixture
def lot(store: Store) -> Lot:
    """50 of a lot, waiting in inspection."""
    made = store.lot("L1")
    store.put(50, made, status="inspection")
    return made


def inspection(by: Actor, lot: Lot, quantity: int = 50) -> Inspection:
    return do(Inspection, "open", by, lot=lot, quantity=quantity)


def plan(by: Actor, lot: Lot, *lines: dict[str, Any], samples: int = 1) -> InspectionPlan:
    return do(InspectionPlan, "add", by, item=lot.item, samples=samples, lines=list(lines))


def measured(by: Actor, made: Inspection, *values: Any, **more: Any) -> Inspection:
    rows = [{"position": 10 * number, "value": value, **more} for number, value in enumerate(values, start=1)]
    return do(Inspection, "measure", by, made, lines=rows)


def rejected(by: Actor, lot: Lot) -> Nonconformance:
    do(Inspection, "reject", by, inspection(by, lot), reason="57 HRC")
    return Nonconformance.objects.get()


def test_a_receipt_of_a_flagged_item_opens_an_inspection_by_itself(foundry: Company):
    by = foundry.actor

    def arrive() -> tuple[Any, Any]:
        store = a_store()
        casting = item("CASTING", inspect=True, inspect_days=2)
        lines = [{"item": what, "quantity": 5, "needed_on": DUE} for what in (casting, store.bolt)]
        order = do(PurchaseOrder, "add", by, supplier=Supplier.objects.create(code="A", name="A"), lines=lines)
        receipt = do(Receipt, "add", by, order=order, location=store.dock)
        return do(Receipt, "post", by, receipt), casting

    receipt, casting = in_tenant(foundry.tenant.pk, arrive)
    while run_next("short"):
        pass

    def opened() -> list[Any]:
        found = Inspection.objects.select_related("lot")
        return [(i.item_id, i.quantity, i.source, i.lot.available_on) for i in found]

    expected = [(casting.pk, 5, receipt.number, TODAY + timedelta(2))]
    assert in_tenant(foundry.tenant.pk, opened) == expected
    in_tenant(foundry.tenant.pk, lambda: do(Receipt, "reverse", by, receipt, reason="not ours"))
    while run_next("short"):
        pass
    states = in_tenant(foundry.tenant.pk, lambda: list(Inspection.objects.values_list("state", flat=True)))
    assert states == ["cancelled"]


def test_a_reaction_run_twice_opens_one_inspection(store, planner, lot):
    from base.events import Happening
    from quality.reactions import inspect_what_came

    document = store.document("GR")
    StockMove.objects.bulk_create([_as_if_brought_by(document, move) for move in StockMove.objects.all()])
    happening = Happening("inventory.lot.post", (document.pk,))
    inspect_what_came(happening)
    inspect_what_came(happening)
    assert Inspection.objects.count() == 1


def _as_if_brought_by(document: Lot, move: StockMove) -> StockMove:
    move.pk, move.subject_type, move.subject_id = None, "inventory.lot", document.pk
    return move


def test_an_inspection_asks_for_what_the_plan_asked_for_that_day(planner, lot):
    made_by = plan(planner, lot, {"name": "colour"}, HARDNESS, samples=2)
    made = inspection(planner, lot)
    do(InspectionPlan, "change", planner, made_by, item=lot.item, samples=1, lines=[{"name": "smell"}])
    rows = made.measurements.order_by("position").values_list("name", "sample", "lower")
    assert list(rows) == [("colour", 1, None), ("colour", 2, None), ("hardness", 1, 58), ("hardness", 2, 58)]


def test_what_is_measured_within_its_limits_is_released_and_usable(store, planner, lot):
    plan(planner, lot, HARDNESS, samples=2)
    made = inspection(planner, lot)
    assert "hardness 1 is not recorded yet" in refused(lambda: do(Inspection, "release", planner, made))
    measured(planner, made, 58, 62)
    made = do(Inspection, "release", planner, made)
    assert (made.state, made.decided_on, store.there()) == ("passed", TODAY, {("L1", "usable"): 50})


def test_one_value_out_of_limits_keeps_the_lot_from_being_released(store, planner, lot):
    plan(planner, lot, HARDNESS, samples=2)
    made = inspection(planner, lot)
    measured(planner, made, 60, "57.9", passed=True)
    assert "hardness 2 is out of limits" in refused(lambda: do(Inspection, "release", planner, made))
    assert store.there() == {("L1", "inspection"): 50}


def test_what_is_only_looked_at_passes_by_a_persons_word(planner, lot):
    plan(planner, lot, {"name": "colour"})
    made = inspection(planner, lot)
    measured(planner, made, None, passed=False)
    assert "colour 1 is out of limits" in refused(lambda: do(Inspection, "release", planner, made))
    measured(planner, made, None, passed=True)
    assert do(Inspection, "release", planner, made).state == "passed"


def test_a_rejected_lot_opens_a_nonconformance_and_stays_out_of_use(store, planner, lot):
    found = rejected(planner, lot)
    assert (found.quantity, found.description, found.inspection.state) == (50, "57 HRC", "failed")
    assert store.there() == {("L1", "rejected"): 50}


def test_a_lot_on_hold_is_neither_released_nor_rejected(planner, lot):
    made = inspection(planner, lot)
    do(Lot, "hold", planner, lot, reason="papers are missing")
    assert "L1 is on hold" in refused(lambda: do(Inspection, "release", planner, made))
    assert "L1 is on hold" in refused(lambda: do(Inspection, "reject", planner, made, reason="no"))


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("concession", {("L1", "usable"): 20, ("L1", "rejected"): 30}),
        ("scrap", {("L1", "rejected"): 30}),
        ("return", {("L1", "rejected"): 30}),
        ("rework", {("L1", "inspection"): 20, ("L1", "rejected"): 30}),
        ("repair", {("L1", "inspection"): 20, ("L1", "rejected"): 30}),
        ("sort", {("L1", "inspection"): 20, ("L1", "rejected"): 30}),
    ],
)
def test_a_disposition_moves_its_stock(store, planner, lot, kind, there):
    do(Nonconformance, "dispose", planner, rejected(planner, lot), kind=kind, quantity=20, reason="agreed")
    assert store.there() == there
    assert accounts([lot.pk])[lot.pk].reconciles


def test_what_is_worked_on_is_inspected_again_and_expected_back(store, planner, lot):
    facts = {"kind": "rework", "quantity": 20, "reason": "harden again", "available_on": TODAY + timedelta(3)}
    found = do(Nonconformance, "dispose", planner, rejected(planner, lot), **facts)
    again = Inspection.objects.get(state="open")
    assert (again.quantity, again.source, again.lot.available_on) == (20, found.number, TODAY + timedelta(3))
    do(Inspection, "release", planner, again)
    assert store.there() == {("L1", "usable"): 20, ("L1", "rejected"): 30}


def test_what_is_downgraded_is_usable_as_something_else_and_still_traced(store, planner, lot):
    second = item("BOLT-B", lot_tracked=True)
    facts = {"kind": "downgrade", "quantity": 20, "reason": "good for fences", "to_item": second}
    do(Nonconformance, "dispose", planner, rejected(planner, lot), **facts)
    became = Lot.objects.get(item=second)
    assert store.there(item=second) == {(became.code, "usable"): 20}
    assert trace_up(became.pk).steps(became.pk) == [(lot.pk, 20)]


def test_a_nonconformance_is_closed_when_all_of_it_is_disposed_of(planner, lot):
    found = rejected(planner, lot)
    do(Nonconformance, "dispose", planner, found, kind="scrap", quantity=48, reason="soft")
    assert "2 of 50 are not disposed of" in refused(lambda: do(Nonconformance, "close", planner, found))
    too_much = {"kind": "scrap", "quantity": 3, "reason": "soft"}
    assert "2 are left" in refused(lambda: do(Nonconformance, "dispose", planner, found, **too_much))
    do(Nonconformance, "dispose", planner, found, kind="concession", quantity=2, reason="the customer takes them")
    assert do(Nonconformance, "close", planner, found).state == "closed"


def test_what_is_found_wrong_on_the_shelf_is_blocked_and_what_lies_apart_already_counts(store, planner):
    lot = store.lot("L1")
    store.put(10, lot), store.put(5, lot, status="blocked")
    do(Nonconformance, "add", planner, lot=lot, quantity=8, description="scratched")
    assert store.there() == {("L1", "usable"): 7, ("L1", "blocked"): 8}
    do(Nonconformance, "add", planner, lot=lot, quantity=2, description="bent")
    assert store.there() == {("L1", "usable"): 5, ("L1", "blocked"): 10}
    assert "less stock" in refused(
        lambda: do(Nonconformance, "add", planner, lot=lot, quantity=6, description="all of it")
    )


def test_usable_stock_looked_at_again_waits_in_inspection(store, planner):
    lot = store.lot("L1")
    store.put(10, lot)
    do(Inspection, "add", planner, lot=lot, quantity=4)
    assert store.there() == {("L1", "usable"): 6, ("L1", "inspection"): 4}


def test_a_limit_is_needed_where_something_is_measured(planner, lot):
    from base.refusals import Invalid

    with pytest.raises(Invalid):
        plan(planner, lot, {"name": "hardness", "kind": "measured"})
    with pytest.raises(Invalid):
        plan(planner, lot, {"name": "hardness", "kind": "measured", "lower": 3, "upper": 2})
