"""Whatever is done to stock, and by however many at once: balances are the sums of their moves, and never negative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from decimal import Decimal
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from base.people import Actor
from base.refusals import Refusal
from base.tenancy import in_tenant
from inventory.ledger import At, open_holds
from inventory.models import Lot, MoveKind, StockAdjustment, StockBalance, StockCount, StockMove
from inventory.movements import issue, receive, take, transfer
from inventory.reversing import reverse
from tests.domain.store import TODAY, Store, a_store, because
from tests.samples import do

LOTS, PLACES, QUANTITIES = st.integers(0, 2), st.integers(0, 1), st.integers(1, 9).map(Decimal)
KEY = ("item_id", "location_id", "lot_id", "status", "owner")
Changes = Mapping[int, Decimal]


def sums() -> tuple[dict[Any, Decimal], dict[Any, Decimal]]:
    """What the moves add up to, and what the balances say."""
    moved = StockMove.objects.values_list(*KEY).annotate(total=Sum("quantity"))
    kept = StockBalance.objects.values_list(*KEY, "quantity")
    return {row[:5]: row[5] for row in moved}, {row[:5]: row[5] for row in kept}


class StockMachine(RuleBasedStateMachine):
    """A store with three lots. `whole` is how much there should be of each, kept beside the product."""

    by: Actor

    def __init__(self) -> None:
        super().__init__()
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.undone.callback(transaction.set_rollback, True)
        self.store = a_store()
        self.places = [self.store.shelf, self.store.dock]
        self.lots = [self.store.lot(f"L{number}") for number in range(3)]
        self.whole = dict.fromkeys((lot.pk for lot in self.lots), Decimal(0))
        self.standing: dict[Lot, Changes] = {}

    def teardown(self) -> None:
        self.undone.close()

    def at(self, lot: int, place: int, status: str = "usable") -> At:
        return self.store.at(self.lots[lot], self.places[place], status)

    def attempt(self, work: Callable[[], Any], changes: Changes) -> bool:
        """Do it, and expect these changes of lots; nothing of what is refused."""
        try:
            with transaction.atomic():
                work()
        except Refusal:
            return False
        for lot, change in changes.items():
            self.whole[lot] += change
        return True

    def document(self, work: Callable[[Lot], Any], changes: Changes) -> None:
        """The same on behalf of a document, which may be taken back later."""
        paper = Lot.objects.create(item=self.store.bolt, code=f"D{Lot.objects.count()}")
        if self.attempt(lambda: work(paper), changes):
            self.standing[paper] = changes

    @rule(lot=LOTS, place=PLACES, quantity=QUANTITIES, status=st.sampled_from(["usable", "inspection"]))
    def comes(self, lot: int, place: int, quantity: Decimal, status: str) -> None:
        at = self.at(lot, place, status)
        self.document(lambda paper: receive([(at, quantity)], because(subject=paper)), {at.lot_id: quantity})

    @rule(lot=LOTS, place=PLACES, quantity=QUANTITIES, kind=st.sampled_from([MoveKind.ISSUE, MoveKind.SHIP]))
    def leaves(self, lot: int, place: int, quantity: Decimal, kind: MoveKind) -> None:
        at = self.at(lot, place)
        self.document(lambda paper: issue([(at, quantity)], because(kind, paper)), {at.lot_id: -quantity})

    @rule(quantity=QUANTITIES)
    def is_taken(self, quantity: Decimal) -> None:
        paper = Lot.objects.create(item=self.store.bolt, code=f"D{Lot.objects.count()}")
        taken = take({self.store.bolt.pk: quantity}, because(MoveKind.ISSUE, paper))
        changes = dict.fromkeys(self.whole, Decimal(0))
        for move in taken.moves:
            changes[move.lot_id] += move.quantity
        assert sum(changes.values()) == taken.missing.get(self.store.bolt.pk, 0) - quantity
        self.attempt(lambda: None, changes)
        self.standing[paper] = changes

    @rule(lot=LOTS, place=PLACES, quantity=QUANTITIES)
    def goes_elsewhere(self, lot: int, place: int, quantity: Decimal) -> None:
        at, to = self.at(lot, place), self.places[1 - place].pk
        self.document(lambda paper: transfer(at, quantity, because(MoveKind.TRANSFER, paper), to=to), {})

    @rule(lot=LOTS, place=PLACES, change=st.integers(-9, 9).filter(bool).map(Decimal))
    def is_adjusted(self, lot: int, place: int, change: Decimal) -> None:
        line = {"item": self.store.bolt, "location": self.places[place], "lot": self.lots[lot], "change": change}
        made = do(StockAdjustment, "add", self.by, reason="found", lines=[line])
        self.attempt(lambda: do(StockAdjustment, "post", self.by, made), {self.lots[lot].pk: change})

    @rule(place=PLACES, found=st.lists(st.integers(0, 12).map(Decimal), min_size=6, max_size=6))
    def is_counted(self, place: int, found: list[Decimal]) -> None:
        made = do(StockCount, "add", self.by, location=self.places[place])
        names = ("position", "item", "lot", "status")
        lines = list(made.lines.select_related("item", "lot").order_by("position"))
        rows = [{n: getattr(line, n) for n in names} | {"counted": q} for line, q in zip(lines, found, strict=False)]
        if len(rows) < len(lines) or not rows:
            return
        changes = dict.fromkeys(self.whole, Decimal(0))
        for line, row in zip(lines, rows, strict=True):
            changes[line.lot_id] += row["counted"] - line.expected
        do(StockCount, "change", self.by, made, location=self.places[place], lines=rows)
        self.attempt(lambda: do(StockCount, "post", self.by, made), changes)

    @rule(lot=LOTS, verb=st.sampled_from(["hold", "release"]))
    def is_held(self, lot: int, verb: str) -> None:
        self.attempt(lambda: do(Lot, verb, self.by, self.lots[lot], reason="to see"), {})

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def is_taken_back(self, data: Any) -> None:
        paper = data.draw(st.sampled_from(sorted(self.standing, key=lambda paper: paper.pk)))
        changes = {lot: -change for lot, change in self.standing[paper].items()}
        if self.attempt(lambda: reverse(paper, on=TODAY), changes):
            del self.standing[paper]

    @invariant()
    def the_ledger_adds_up(self) -> None:
        moved, kept = sums()
        assert moved == kept
        assert all(quantity >= 0 for quantity in kept.values())
        there = dict.fromkeys(self.whole, Decimal(0))
        for (_item, _location, lot, _status, _owner), quantity in kept.items():
            there[lot] += quantity
        assert there == self.whole
        held = {hold.lot_id for hold in open_holds(self.whole)}
        free = {key[2] for key, quantity in kept.items() if quantity and key[3] in ("usable", "inspection")}
        assert not held & free


def test_whatever_is_done_stock_is_the_sum_of_its_moves(planner):
    class Machine(StockMachine):
        by = planner

    few = {"max_examples": 25, "stateful_step_count": 20}
    chosen = settings(**few, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=chosen)


def test_eight_at_once_leave_stock_the_sum_of_its_moves_and_nobody_deadlocks(foundry):
    tenant, by = foundry.tenant.pk, foundry.actor

    def begin() -> tuple[Store, list[Lot]]:
        store = a_store()
        lots = [store.lot(f"L{number}") for number in range(3)]
        for lot in lots:
            store.put(40, lot), store.put(40, lot, where=store.dock)
        return store, lots

    store, lots = in_tenant(tenant, begin)

    def one(dice: Random) -> None:
        lot, other = dice.sample(lots, 2)
        here, there = dice.sample([store.shelf, store.dock], 2)
        paper, quantity = Lot.objects.create(item=store.bolt, code=f"D{dice.random()}"), Decimal(dice.randint(1, 9))
        both = [(store.at(lot, here), quantity), (store.at(other, there), quantity)]
        line = {"item": store.bolt, "location": here, "lot": lot, "change": quantity}
        dice.choice(
            [
                lambda: receive(both, because(subject=paper)),
                lambda: issue(both, because(MoveKind.SHIP, paper)),
                lambda: take({store.bolt.pk: quantity}, because(MoveKind.ISSUE, paper)),
                lambda: transfer(*both[0], because(MoveKind.TRANSFER, paper), to=there.pk),
                lambda: do(StockAdjustment, "post", by, do(StockAdjustment, "add", by, reason="r", lines=[line])),
                lambda: do(Lot, "hold", by, lot, reason="to see"),
                lambda: do(Lot, "release", by, lot, reason="seen"),
                lambda: reverse(_some_document(dice), on=TODAY),
            ]
        )()

    def shift(number: int) -> list[str]:
        dice, refusals = Random(number), []
        try:
            for _round in range(12):
                try:
                    in_tenant(tenant, lambda: one(dice))
                except Refusal as refusal:
                    refusals.append(refusal.code)
        finally:
            connection.close()
        return refusals

    with ThreadPoolExecutor(8) as threads:
        refusals = [code for found in threads.map(shift, range(8)) for code in found]
    moved, kept = in_tenant(tenant, sums)
    assert moved == kept
    assert all(quantity >= 0 for quantity in kept.values())
    assert "failed" not in refusals and len(refusals) < 8 * 12


def _some_document(dice: Random) -> Lot:
    """Any document that has moved something, whoever made it."""
    papers = list(Lot.objects.filter(code__startswith="D").order_by("-pk")[:20])
    return dice.choice(papers)
