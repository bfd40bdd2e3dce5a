"""Holds: whatever lies or comes of a lot on hold is blocked, and goes back to what it was when the last hold ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from django.db.models import QuerySet, Sum

from inventory.ledger import At, at_of, locked, move_of
from inventory.models import LotHold, MoveKind, StockBalance, StockMove, StockStatus
from inventory.states import HoldState

HELD = (StockStatus.INSPECTION, StockStatus.USABLE)


def held_back(moves: Sequence[StockMove]) -> list[StockMove]:
    """What blocks stock that comes to a lot on hold. Expects the lots to be locked."""
    lots = {move.lot_id for move in moves if move.lot_id and move.status in HELD}
    holds = {hold.lot_id: hold for hold in open_holds(lots).order_by("-id")} if lots else {}
    found: list[StockMove] = []
    for move in moves:
        if (hold := holds.get(move.lot_id)) and move.status in HELD:
            found += _turned(at_of(move), move.quantity, StockStatus.BLOCKED, hold, move.business_on)
    return found


def open_holds(lots: set[int]) -> QuerySet[Any]:
    """What keeps any of these lots blocked now."""
    return LotHold.objects.filter(lot__in=lots, state=HoldState.HELD)


def blocking(hold: LotHold, on: date) -> list[StockMove]:
    """What blocks all stock of the hold's lot. Expects the lot to be locked."""
    moves: list[StockMove] = []
    for at, quantity in _lying(hold.lot_id, *HELD).items():
        moves += _turned(at, quantity, StockStatus.BLOCKED, hold, on)
    return moves


def freeing(hold: LotHold, on: date) -> list[StockMove]:
    """What gives the blocked stock of a lot its status back, once nothing else keeps it. Expects the lot locked."""
    blocked, moves = _lying(hold.lot_id, StockStatus.BLOCKED), []
    owed = _owed(hold.lot_id)
    for here in (True, False):  # first where it was blocked, then wherever it was brought meanwhile
        for was, at in product(owed, blocked):
            part = min(owed[was], blocked[at])
            if part > 0 and (at._replace(status=was.status) == was or not here):
                moves += _turned(at, part, was.status, hold, on)
                owed[was] -= part
                blocked[at] -= part
    return moves


def _owed(lot_id: int) -> dict[At, Decimal]:
    """What the holds of a lot have taken, by where and what it was, and have not given back."""
    moved = StockMove.objects.filter(lot=lot_id, subject_type=LotHold._meta.label_lower, status__in=HELD)
    sums = moved.values_list(*At._fields).annotate(total=Sum("quantity")).order_by("status", "location_id")
    return {At(*row[:5]): -row[5] for row in sums}


def _lying(lot_id: int, *statuses: str) -> dict[At, Decimal]:
    """What lies of a lot in these statuses, locked."""
    found = StockBalance.objects.filter(lot=lot_id, status__in=statuses, quantity__gt=0)
    return locked(at_of(balance) for balance in found)


def _turned(at: At, quantity: Decimal, status: str, hold: LotHold, on: date) -> list[StockMove]:
    pair = ((at, -quantity), (at._replace(status=status), quantity))
    return [move_of(key, signed, MoveKind.HOLD, on, hold, hold.reason) for key, signed in pair]
