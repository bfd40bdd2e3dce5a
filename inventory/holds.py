"""Holds: all that lies of a lot on hold is blocked, and is again what it was when the last hold ends.

What comes to it meanwhile is blocked by the ledger itself.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

from django.db.models import Sum

from inventory.ledger import HELD, At, at_of, locked, turned
from inventory.models import LotHold, StockBalance, StockMove, StockStatus


def blocking(hold: LotHold, on: date) -> list[StockMove]:
    """What blocks all stock of the hold's lot. Expects the lot to be locked."""
    moves: list[StockMove] = []
    for at, quantity in _lying(hold.lot_id, *HELD).items():
        moves += turned(at, quantity, StockStatus.BLOCKED, hold, on, on)
    return moves


def freeing(hold: LotHold, on: date) -> list[StockMove]:
    """What gives the blocked stock of a lot its status back, once nothing else keeps it. Expects the lot locked."""
    blocked, moves = _lying(hold.lot_id, StockStatus.BLOCKED), []
    owed = _owed(hold.lot_id)
    for here in (True, False):  # first where it was blocked, then wherever it was brought meanwhile
        for was, at in product(owed, blocked):
            part = min(owed[was], blocked[at])
            if part > 0 and (at._replace(status=was.status) == was or not here):
                moves += turned(at, part, was.status, hold, on, on)
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
