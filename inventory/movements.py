"""How stock moves. Functions for the verbs of every floor: they post at once, in the transaction they are called in.

A `Cause` says why: the kind of move, the document it is for, the business day, a reason, and whether it came late.
An `At` says where: item, location, lot, status and owner; usable and our own unless said otherwise.

    from inventory.ledger import At
    from inventory.models import MoveKind, StockStatus
    from inventory.movements import Cause, issue, receive, restate, take, transfer

    cause = Cause(MoveKind.RECEIVE, report, on=day, reason="", late=False)
    receive([(At(item_id, location_id, lot_id), quantity)], cause)  -> moves    it comes; blocked if its lot is on hold
    take({item_id: quantity}, cause, site_id=None, to_last=None)    -> Taken(moves, missing)   first to expire first
    issue([(At(item_id, location_id, lot_id), quantity)], cause)    -> moves    exactly from there
    restate(lot_id, quantity, cause, old=…, new=…)                  -> moves    same stock, another status
    transfer(At(…), quantity, cause, to=location_id)                -> moves

    from inventory.lots import produced_lot
    produced_lot(item, by=by, on=day, order=work_order, line="SAW", shift="day")  -> the lot by the item's lot rule,
        found or made; None where the item is not lot-tracked

    from inventory.genealogy import transform
    transform(lot_made_id, {lot_used_id: quantity}, cause)          -> transformations; no move

    from inventory.reversing import reverse
    reverse(report, on=day, reason="…", late=False)                 -> moves    all it moved and transformed, taken back

Quantities are positive Decimals in the item's own unit. Raises Unacceptable where there is less stock than asked for,
Blocked where a day is closed or what is taken back was used already; then nothing was moved. `late`: a report that
came after its day was closed keeps that day and counts on the first open one.
A backflush takes what there is (`take`) and owes the rest (`Taken.missing`, by item).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from base.records import Record
from base.tenancy.prepared import prepared
from inventory.ledger import ZERO, At, at_of, less_than_asked, locked, move_of, post
from inventory.models import Lot, MoveKind, StockBalance, StockMove, StockOwner
from inventory.queries import first_to_expire, usable_stock

Amounts = Sequence[tuple[At, Decimal]]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why stock moves: the kind of move, the document, the business day, a reason in words.

    `late`: reported after its day was closed, so it counts on the first open day.
    """

    kind: MoveKind
    subject: Record | None
    on: date
    reason: str = ""
    late: bool = False

    def move(self, at: At, quantity: Decimal) -> StockMove:
        return move_of(at, quantity, self.kind, self.on, self.subject, self.reason)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken, and by item what was not there."""

    moves: list[StockMove]
    missing: dict[int, Decimal] = field(default_factory=dict)


def receive(amounts: Amounts, cause: Cause) -> list[StockMove]:
    """Stock comes. What comes to a lot on hold is held too."""
    return _posted([cause.move(at, quantity) for at, quantity in amounts], cause)


def issue(amounts: Amounts, cause: Cause) -> list[StockMove]:
    """Stock leaves exactly these places, for whatever the cause says."""
    return _posted([cause.move(at, -quantity) for at, quantity in amounts], cause)


def take(
    needs: Mapping[int, Decimal],
    cause: Cause,
    *,
    site_id: int | None = None,
    owner: str = StockOwner.OWN,
    to_last: date | None = None,
) -> Taken:
    """Usable stock of these items leaves, first to expire first, wherever it lies; what is not there is answered.

    `to_last`: only lots that expire after this day; else after the day of the cause.
    """
    if not needs:
        return Taken([])
    given = tuple(needs), to_last or cause.on, str(owner)
    found = _at_site(site_id, *given) if site_id else _anywhere(*given)
    balances = [at_of(balance) for balance in sorted(found, key=first_to_expire)]
    there = locked(balances) if balances else {}
    amounts, missing = portion(needs, [(at, there[at]) for at in balances if at in there])
    moves = [cause.move(at, -quantity) for at, quantity in amounts]
    return Taken(post(moves, late=cause.late, there=there) if moves else [], missing)


@prepared
def _anywhere(items: Any, after: Any, owner: Any) -> QuerySet[StockBalance]:
    return usable_stock(items, after=after, owner=owner)


@prepared
def _at_site(site: Any, items: Any, after: Any, owner: Any) -> QuerySet[StockBalance]:
    return usable_stock(items, after=after, owner=owner, site_id=site)


def portion(needs: Mapping[int, Decimal], there: Amounts) -> tuple[list[tuple[At, Decimal]], dict[int, Decimal]]:
    """What of each place, in this order, and what is then still missing of each item."""
    left = dict(needs)
    amounts = []
    for at, quantity in there:
        if (part := min(quantity, left.get(at.item_id, ZERO))) > 0:
            amounts.append((at, part))
            left[at.item_id] -= part
    return amounts, {item: quantity for item, quantity in left.items() if quantity > 0}


def transfer(at: At, quantity: Decimal, cause: Cause, *, to: int) -> list[StockMove]:
    """The same stock in another location."""
    return _turn([(at, quantity)], cause, lambda key: key._replace(location_id=to))


def restate(lot_id: int, quantity: Decimal, cause: Cause, *, old: str | Sequence[str], new: str) -> list[StockMove]:
    """So much of a lot is good for something else now, wherever it lies; of several old statuses the first is first.

    Raises Unacceptable where there is less.
    """
    amounts = of_lot(lot_id, quantity, *([old] if isinstance(old, str) else old))
    return _turn(amounts, cause, lambda key: key._replace(status=new))


def of_lot(lot_id: int, quantity: Decimal, *statuses: str) -> list[tuple[At, Decimal]]:
    """Where so much of a lot lies in these statuses, the first of them first; locked. Raises Unacceptable."""
    found = StockBalance.objects.filter(lot_id=lot_id, status__in=statuses, quantity__gt=0)
    there = locked(at_of(balance) for balance in found)
    ordered = sorted(there.items(), key=lambda pair: (statuses.index(pair[0].status), pair[0].location_id))
    amounts, missing = portion({at.item_id: quantity for at in there}, ordered)
    if missing or not there:
        raise less_than_asked(str(Lot.objects.get(pk=lot_id)), sum(there.values(), ZERO), quantity)
    return amounts


def _turn(amounts: Amounts, cause: Cause, become: Callable[[At], At]) -> list[StockMove]:
    """Out of these balances and into those they become, in one posting."""
    pairs = ((cause.move(at, -part), cause.move(become(at), part)) for at, part in amounts)
    return _posted([move for pair in pairs for move in pair], cause)


def _posted(moves: list[StockMove], cause: Cause) -> list[StockMove]:
    return post(moves, late=cause.late) if moves else []
