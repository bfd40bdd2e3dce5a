"""The stock ledger: moves are only ever added, and every balance is what its moves add up to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from base.mistakes import spoken
from base.records import Record
from base.tenancy import current_tenant_id
from inventory.models import StockMove

# Balances that exist are updated, not inserted upon: PostgreSQL checks "not negative" on the row proposed by an INSERT
# before it looks for a conflict, so that nothing could ever be taken out. The conflict left is a balance that somebody
# else has just begun.
POST = """WITH moved AS (
        SELECT * FROM unnest(%(item)s::bigint[], %(location)s::bigint[], %(lot)s::bigint[], %(status)s::text[],
            %(owner)s::text[], %(quantity)s::numeric[]) AS moved(item, location, lot, status, owner, quantity)
    ), changed AS (
        UPDATE inventory_stockbalance AS balance
        SET quantity = balance.quantity + moved.quantity, version = balance.version + 1
        FROM moved WHERE tenant_id = %(tenant)s AND item_id = item AND location_id = location
            AND lot_id IS NOT DISTINCT FROM lot AND balance.status = moved.status AND balance.owner = moved.owner
        RETURNING moved.*
    )
    INSERT INTO inventory_stockbalance AS balance
        (tenant_id, item_id, location_id, lot_id, status, owner, quantity, version, ext)
    SELECT %(tenant)s, item, location, lot, status, owner, quantity, 1, '{}' FROM moved
    WHERE NOT EXISTS (SELECT FROM changed WHERE changed IS NOT DISTINCT FROM moved)
    ON CONFLICT (tenant_id, item_id, location_id, lot_id, status, owner)
    DO UPDATE SET quantity = balance.quantity + EXCLUDED.quantity, version = balance.version + 1"""

LOCK = """SELECT id FROM inventory_stockbalance
    WHERE tenant_id = %(tenant)s AND (item_id, location_id, coalesce(lot_id, 0), status, owner) IN (
        SELECT * FROM unnest(%(item)s::bigint[], %(location)s::bigint[], %(lots)s::bigint[], %(status)s::text[],
            %(owner)s::text[]))
    ORDER BY item_id, location_id, lot_id NULLS FIRST, status, owner FOR UPDATE"""

Key = tuple[int, int, int | None, str, str]


def post(moves: Sequence[StockMove]) -> None:
    """Add these moves to the ledger and to the balances, locked in one fixed order so that nobody deadlocks.

    Raises Unacceptable when a balance would fall below zero; then nothing was moved.
    """
    sums: dict[Key, Decimal] = {}
    for move in moves:
        key = (move.item_id, move.location_id, move.lot_id, str(move.status), str(move.owner))
        sums[key] = sums.get(key, Decimal(0)) + move.quantity
    keys = sorted(sums, key=lambda key: (*key[:2], key[2] or 0, *key[3:]))
    names = ("item", "location", "lot", "status", "owner")
    values: dict[str, Any] = {name: [key[place] for key in keys] for place, name in enumerate(names)}
    values |= {"tenant": current_tenant_id(), "lots": [key[2] or 0 for key in keys]}
    with spoken(), connection.cursor() as cursor:
        cursor.execute(LOCK, values)
        cursor.execute(POST, values | {"quantity": [sums[key] for key in keys]})
    record(moves)


def record(moves: Sequence[StockMove]) -> None:
    """Add moves whose balances an action has written itself."""
    StockMove.objects.bulk_create(moves, batch_size=2000)


def move_of(balance: Any, quantity: Decimal, reason: str, on: date, subject: Record | None = None) -> StockMove:
    """A move of `quantity` (signed) onto a balance, because of `subject`."""
    return StockMove(
        item_id=balance.item_id,
        location_id=balance.location_id,
        lot_id=balance.lot_id,
        status=balance.status,
        owner=balance.owner,
        quantity=quantity,
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
