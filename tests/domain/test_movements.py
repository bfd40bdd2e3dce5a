"""Stock moves on behalf of documents: received, taken, held, taken back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from inventory.genealogy import transform
from inventory.lots import produced_lot
from inventory.models import Lot, MoveKind, StockBalance, StockControl, StockMove, Transformation
from inventory.movements import issue, receive, restate, take, transfer
from inventory.reversing import reverse
from tests.domain.store import TODAY, because, refused
from tests.samples import do, item


def test_what_expires_first_is_taken_first_and_what_is_missing_is_said(store):
    late, soon = store.lot("LATE", expires_on=TODAY + timedelta(90)), store.lot("SOON", expires_on=TODAY + timedelta(9))
    gone = store.lot("GONE", expires_on=TODAY)
    receive([(store.at(lot), Decimal(5)) for lot in (late, soon, gone)], because())
    taken = take({store.bolt.pk: Decimal(7)}, because(MoveKind.ISSUE))
    assert {(move.lot_id, move.quantity) for move in taken.moves} == {(soon.pk, -5), (late.pk, -2)}
    assert taken.missing == {}
    assert take({store.bolt.pk: Decimal(9)}, because(MoveKind.ISSUE)).missing == {store.bolt.pk: 6}
    assert store.there() == {("GONE", "usable"): 5}


def test_only_usable_stock_is_issued_or_shipped_whatever_code_asks_for_it(store):
    lot = store.lot("L1")
    for status in ("inspection", "blocked", "rejected"):
        receive([(store.at(lot, status=status), Decimal(5))], because())
        for kind in (MoveKind.ISSUE, MoveKind.SHIP):
            sentence = refused(lambda k=kind, s=status: issue([(store.at(lot, status=s), Decimal(1))], because(k)))
            assert "Only usable stock" in sentence


def test_there_is_no_more_of_a_lot_than_there_is(store):
    lot = store.lot("L1")
    receive([(store.at(lot), Decimal(5))], because())
    assert "5 of BOLT L1 A1 (usable), not 6" in refused(lambda: issue([(store.at(lot), Decimal(6))], because()))


def test_a_transfer_is_the_same_stock_elsewhere(store):
    lot = store.lot("L1")
    receive([(store.at(lot), Decimal(5))], because())
    transfer(store.at(lot), Decimal(2), because(MoveKind.TRANSFER), to=store.dock.pk)
    assert store.there(location=store.shelf) == {("L1", "usable"): 3}
    assert store.there(location=store.dock) == {("L1", "usable"): 2}


def test_a_lot_on_hold_is_blocked_wherever_it_lies_and_whatever_comes_of_it(store, planner):
    lot = store.lot("L1")
    receive([(store.at(lot), Decimal(5)), (store.at(lot, store.dock, "inspection"), Decimal(3))], because())
    do(Lot, "hold", planner, lot, reason="too soft")
    receive([(store.at(lot), Decimal(4))], because())
    assert StockBalance.objects.filter(quantity__gt=0).values_list("status", flat=True).distinct().get() == "blocked"
    assert take({store.bolt.pk: Decimal(1)}, because(MoveKind.ISSUE)).missing == {store.bolt.pk: 1}
    do(Lot, "release", planner, lot, reason="measured again")
    assert store.there() == {("L1", "usable"): 9, ("L1", "inspection"): 3}


def test_a_lot_held_for_two_reasons_is_free_only_after_both(store, planner):
    lot = store.lot("L1")
    receive([(store.at(lot), Decimal(5))], because())
    do(Lot, "hold", planner, lot, reason="too soft")
    do(Lot, "hold", planner, lot, reason="customer complains")
    first, second = lot.holds.order_by("pk")
    do(type(first), "release", planner, first, reason="hard enough")
    assert store.there() == {("L1", "blocked"): 5}
    do(type(first), "release", planner, second, reason="was another lot")
    assert store.there() == {("L1", "usable"): 5}


def test_what_is_free_cannot_be_released(store, planner):
    assert "not on hold" in refused(lambda: do(Lot, "release", planner, store.lot("L1"), reason="why not"))


def test_what_a_document_moved_is_taken_back_exactly_and_once(store):
    made, used, report = store.lot("MADE"), store.lot("USED"), store.document("R1")
    receive([(store.at(used), Decimal(10))], because())
    issue([(store.at(used), Decimal("2.5"))], because(MoveKind.ISSUE, report))
    receive([(store.at(made), Decimal(1))], because(subject=report))
    transform(made.pk, {used.pk: Decimal("2.5")}, because(subject=report))
    assert len(reverse(report, on=TODAY)) == 2
    assert store.there() == {("USED", "usable"): 10}
    assert sum(Transformation.objects.values_list("quantity", flat=True)) == 0
    assert reverse(report, on=TODAY) == []


def test_what_was_used_already_is_not_taken_back_and_who_used_it_is_named(store):
    made, report, user = store.lot("MADE"), store.document("R1"), store.document("R2")
    receive([(store.at(made), Decimal(10))], because(subject=report))
    issue([(store.at(made), Decimal(4))], because(MoveKind.ISSUE, user))
    assert "4 of 10" in (sentence := refused(lambda: reverse(report, on=TODAY))) and "lot R2" in sentence
    reverse(user, on=TODAY)
    assert len(reverse(report, on=TODAY)) == 1


def test_a_closed_day_refuses_and_what_came_late_counts_on_the_first_open_one(store, planner):
    lot, yesterday = store.lot("L1"), TODAY - timedelta(1)
    control = do(StockControl, "add", planner, site=store.site)
    do(StockControl, "close", planner, control, closed_to=yesterday)
    assert "is closed" in refused(lambda: receive([(store.at(lot), Decimal(1))], because(on=yesterday)))
    receive([(store.at(lot), Decimal(1))], because(on=yesterday, late=True))
    move = StockMove.objects.get()
    assert (move.business_on, move.posted_on) == (yesterday, TODAY)
    do(StockControl, "reopen", planner, control, closed_to=yesterday - timedelta(1), reason="a count was forgotten")
    receive([(store.at(lot), Decimal(1))], because(on=yesterday))
    assert StockMove.objects.latest("id").posted_on == yesterday


def test_today_cannot_be_closed(store, planner):
    control = do(StockControl, "add", planner, site=store.site)
    assert "up to yesterday" in refused(lambda: do(StockControl, "close", planner, control, closed_to=TODAY))


def test_the_status_of_part_of_a_lot_changes_wherever_it_lies(store):
    lot = store.lot("L1")
    receive([(store.at(lot, place, "inspection"), Decimal(3)) for place in (store.shelf, store.dock)], because())
    restate(lot.pk, Decimal(4), because(MoveKind.INSPECT), old="inspection", new="usable")
    assert sum(q for (_lot, status), q in store.there(location=store.shelf).items() if status == "usable") == 3
    assert "2 of L1, not 3" in refused(
        lambda: restate(lot.pk, Decimal(3), because(MoveKind.INSPECT), old="inspection", new="usable")
    )


def test_a_lot_is_one_for_an_order_one_for_a_shift_or_each_container_by_its_items_rule(store, planner):
    order, other = store.document("WO1"), store.document("WO2")

    def codes(rule: str) -> list[bool]:
        store.bolt.lot_rule = rule
        ask = [{"order": order, "shift": "day"}, {"order": order, "shift": "day"}, {"order": other, "shift": "day"}]
        first, again, another = (produced_lot(store.bolt, by=planner, on=TODAY, **asked) for asked in ask)
        return [first == again, first == another]

    assert (codes("order"), codes("shift"), codes("container")) == ([True, False], [True, True], [False, False])


def test_a_lot_made_here_has_a_number_and_lasts_its_shelf_life(store, planner):
    store.bolt.shelf_life_days = 21
    store.bolt.save()
    lot = produced_lot(store.bolt, by=planner, on=TODAY)
    assert lot.code == f"L{TODAY:%y%m%d}-001"
    assert lot.expires_on == TODAY + timedelta(21)


def test_what_is_not_kept_in_lots_gets_none(store, planner):
    assert produced_lot(item("NUT"), by=planner, on=TODAY) is None
