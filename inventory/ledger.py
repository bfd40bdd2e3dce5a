"""The stock ledger: moves are only ever added, and every balance is what its moves add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from base.bulk import bulk_insert
from base.mistakes import spoken
from base.records import Record
from base.refusals import Blocked, Unacceptable
from base.tenancy import current_tenant_id
from inventory.models import Location, LotHold, MoveKind, StockBalance, StockMove, StockOwner, StockStatus
from inventory.states import HoldState

ZERO = Decimal(0)
HELD = (StockStatus.INSPECTION, StockStatus.USABLE)  # what a hold blocks

# Balances that exist are updated, not inserted upon: PostgreSQL checks "not negative" on the row proposed by an INSERT
# before it looks for a conflict, so that nothing could ever be taken out. The conflict left is a balance that somebody
# else has just begun.
POST = """WITH moved AS (
        SELECT * FROM unnest(%(item)s::bigint[], %(location)s::bigint[], %(lot)s::bigint[], %(status)s::text[],
            %(owner)s::text[], %(quantity)s::numeric[], %(known)s::boolean[])
            AS moved(item, location, lot, status, owner, quantity, known)
    ), changed AS (
        UPDATE inventory_stockbalance AS balance
        SET quantity = balance.quantity + moved.quantity, version = balance.version + 1
        FROM moved WHERE known AND tenant_id = %(tenant)s AND item_id = item AND location_id = location
            AND lot_id IS NOT DISTINCT FROM lot AND balance.status = moved.status AND balance.owner = moved.owner
    )
    INSERT INTO inventory_stockbalance AS balance
        (tenant_id, item_id, location_id, lot_id, status, owner, quantity, version, ext)
    SELECT %(tenant)s, item, location, lot, status, owner, quantity, 1, '{}' FROM moved
    WHERE NOT known
    ON CONFLICT (tenant_id, item_id, location_id, lot_id, status, owner)
    DO UPDATE SET quantity = balance.quantity + EXCLUDED.quantity, version = balance.version + 1"""

LOCK = """SELECT item_id, location_id, lot_id, status, owner, quantity FROM inventory_stockbalance
    WHERE tenant_id = %(tenant)s AND (item_id, location_id, coalesce(lot_id, 0), status, owner) IN (
        SELECT * FROM unnest(%(item)s::bigint[], %(location)s::bigint[], %(lots)s::bigint[], %(status)s::text[],
            %(owner)s::text[]))
    ORDER BY item_id, location_id, lot_id NULLS FIRST, status, owner FOR UPDATE"""

LOCK_LOTS = """SELECT id FROM inventory_lot WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR KEY SHARE"""

CLOSED = """SELECT site_id, closed_to FROM inventory_stockcontrol
    WHERE tenant_id = %(tenant)s AND closed_to IS NOT NULL AND site_id IN (
        SELECT site_id FROM inventory_location WHERE tenant_id = %(tenant)s AND id = ANY(%(locations)s))
    ORDER BY site_id FOR KEY SHARE"""


class At(NamedTuple):
    """Where stock lies and what it is good for: the key of a balance."""

    item_id: int
    location_id: int
    lot_id: int | None = None
    status: str = StockStatus.USABLE
    owner: str = StockOwner.OWN


def post(
    moves: Sequence[StockMove], *, late: bool = False, there: Mapping[At, Decimal] | None = None
) -> list[StockMove]:
    """Add these moves to the ledger and to the balances, locked in one fixed order so that nobody deadlocks.

    What comes to a lot on hold is blocked at once. `late`: a day that is closed already is no mistake, the moves then
    count on the first open one. `there`: what lies in all these balances, where the caller has locked them.
    Answers all moves that were made.
    Raises Unacceptable when a balance would fall below zero, Blocked when a day is closed; then nothing was moved.
    """
    settle_days(moves, late=late)
    made = [*moves, *_held_back(moves)]
    sums = sums_of(made)
    there = locked(sums) if there is None else there
    _refuse_less_than_nothing(sums, there)
    keys = in_order(sums)
    with spoken(), connection.cursor() as cursor:
        values = {"quantity": [sums[key] for key in keys], "known": [key in there for key in keys]}
        cursor.execute(POST, _arrays(keys) | values)
    _add(made)
    return made


def record(moves: Sequence[StockMove]) -> None:
    """Add moves whose balances an action has written itself. Raises Blocked when their day is closed."""
    settle_days(moves)
    _add(moves)


def _add(moves: Sequence[StockMove]) -> None:
    with spoken():
        bulk_insert(moves)


def sums_of(moves: Iterable[StockMove]) -> dict[At, Decimal]:
    """What these moves change, by balance."""
    sums: dict[At, Decimal] = {}
    for move in moves:
        key = at_of(move)
        sums[key] = sums.get(key, ZERO) + move.quantity
    return sums


def at_of(row: Any) -> At:
    """The key of a move or balance."""
    return At(row.item_id, row.location_id, row.lot_id, str(row.status), str(row.owner))


def in_order(keys: Iterable[At]) -> list[At]:
    """In the order in which everybody locks balances."""
    return sorted(keys, key=lambda key: (*key[:2], key.lot_id or 0, *key[3:]))


def locked(keys: Iterable[At]) -> dict[At, Decimal]:
    """What lies there, until the transaction ends: lots locked first, then balances, both in their order."""
    wanted = in_order(keys)
    lock_lots(key.lot_id for key in wanted if key.lot_id)
    with spoken(), connection.cursor() as cursor:
        cursor.execute(LOCK, _arrays(wanted))
        return {At(*row[:5]): row[5] for row in cursor.fetchall()}


def lock_lots(lots: Iterable[int]) -> None:
    """Keep these lots from being put on hold or changed until the transaction ends; others may still use them."""
    if wanted := sorted(set(lots)):
        with spoken(), connection.cursor() as cursor:
            cursor.execute(LOCK_LOTS, [current_tenant_id(), wanted])


def open_holds(lots: Iterable[int]) -> QuerySet[Any]:
    """What keeps any of these lots blocked now."""
    return LotHold.objects.filter(lot__in=set(lots), state=HoldState.HELD)


def _held_back(moves: Sequence[StockMove]) -> list[StockMove]:
    """What blocks the stock that comes to lots on hold."""
    coming = [m for m in moves if m.lot_id and m.quantity > 0 and m.status in HELD and m.kind != MoveKind.HOLD]
    lots = {move.lot_id for move in coming}
    lock_lots(lots)
    holds = {hold.lot_id: hold for hold in open_holds(lots).order_by("-id")} if lots else {}
    found: list[StockMove] = []
    for move in coming:
        if hold := holds.get(move.lot_id):
            found += turned(at_of(move), move.quantity, StockStatus.BLOCKED, hold, move.business_on, move.posted_on)
    return found


def turned(at: At, quantity: Decimal, status: str, hold: LotHold, on: date, posted_on: date) -> list[StockMove]:
    """Stock of one status becomes stock of another, because of a hold."""
    pair = [
        move_of(at, -quantity, MoveKind.HOLD, on, hold, hold.reason),
        move_of(at._replace(status=status), quantity, MoveKind.HOLD, on, hold, hold.reason),
    ]
    for move in pair:
        move.posted_on = posted_on
    return pair


def _arrays(keys: Sequence[At]) -> dict[str, Any]:
    names = ("item", "location", "lot", "status", "owner")
    values: dict[str, Any] = {name: [key[place] for key in keys] for place, name in enumerate(names)}
    return values | {"tenant": current_tenant_id(), "lots": [key.lot_id or 0 for key in keys]}


def _refuse_less_than_nothing(sums: Mapping[At, Decimal], there: Mapping[At, Decimal]) -> None:
    """The constraint of the balance would refuse it too, but cannot say what is missing."""
    for at, change in sums.items():
        if change < 0 and there.get(at, ZERO) + change < 0:
            raise less_than_asked(told(at), there.get(at, ZERO), -change)


def less_than_asked(what: str, there: Decimal, wanted: Decimal) -> Unacceptable:
    """What is missing, in a sentence."""
    facts = {"what": what, "there": number(there), "wanted": number(wanted)}
    return Unacceptable(_("There is less stock than this: %(there)s of %(what)s, not %(wanted)s") % facts)


def told(at: At) -> str:
    """Item, lot and location as a person names them."""
    balance = StockBalance(item_id=at.item_id, location_id=at.location_id, lot_id=at.lot_id)
    parts = [balance.item, balance.lot, balance.location]
    return f"{' '.join(str(part) for part in parts if part)} ({StockStatus(at.status).label})"


def number(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def settle_days(moves: Sequence[StockMove], *, late: bool = False) -> None:
    """Give each move the day it counts on. The closing of a site waits until the transaction ends."""
    closed = _closed({move.location_id for move in moves})
    for move in moves:
        last = closed.get(move.location_id)
        move.posted_on = move.business_on
        if last and move.business_on <= last:
            if not late:
                raise Blocked(
                    _("The stock of %(day)s is closed: post on %(open)s or later")
                    % {"day": move.business_on, "open": last + timedelta(days=1)}
                )
            move.posted_on = last + timedelta(days=1)


def _closed(locations: set[int]) -> dict[int, date]:
    """The last closed day of each of these locations, where its site has one."""
    with spoken(), connection.cursor() as cursor:
        cursor.execute(CLOSED, {"tenant": current_tenant_id(), "locations": sorted(locations)})
        sites = dict(cursor.fetchall())
    if not sites:
        return {}
    found = Location.objects.filter(pk__in=locations, site_id__in=sites).values_list("pk", "site_id")
    return {location: sites[site] for location, site in found}


def move_of(
    at: Any, quantity: Decimal, kind: MoveKind, on: date, subject: Record | None = None, reason: str = ""
) -> StockMove:
    """A move of `quantity` (signed) onto a balance or its key, because of `subject`."""
    return StockMove(
        item_id=at.item_id,
        location_id=at.location_id,
        lot_id=at.lot_id,
        status=at.status,
        owner=at.owner,
        quantity=quantity,
        kind=kind,
        reason=reason,
        business_on=on,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
    )


def forget_opening(balances: Sequence[int]) -> None:
    """Take back the opening moves of these balances: the one thing the ledger lets go of, and only whole.

    A function of the schema's owner does it; the application has no right to remove a move.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT inventory_forget_opening(%s)", [list(balances)])
