"""The rows the netting works on: one array of records for each table.

Compiled code reads and writes the field of a row in place. With an array for every column it would count references
to dozens of arrays at each call, and spend most of its time on that.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.compiled import compiled
from engine.tables import Flags, Ints, Shorts

LOT, RECEIPT, PLANNED = 0, 1, 2  # as Source says

# Whose dates a planned order or receipt has yet to hear: none; it is told all by its components; it is to ask for all,
# because one has changed.
NONE, ALL, ANY = 0, 1, 2

Rows = NDArray[Any]  # records; `rows["field"]` is a column, `rows[number].field` one value
# (but `rows[number]["item"]`: the records of NumPy have a method of that name)


def _record(**fields: Any) -> np.dtype[Any]:
    return np.dtype((np.record, np.dtype(list(fields.items()), align=True)))


ITEM = _record(
    routed=np.bool_,
    lead_working=np.bool_,
    by_order=np.bool_,
    by_owner=np.bool_,
    replaced=np.bool_,
    economy=np.int8,
    lead=np.int32,
    sooner=np.int32,
    calendar=np.int32,
    period=np.int32,
    inspection=np.int32,
    life=np.int32,
    reschedule=np.int32,
    lead_per_unit=np.int64,
    precision=np.int64,
    minimum=np.int64,
    maximum=np.int64,
    multiple=np.int64,
    order_cost=np.float64,
    holding_cost=np.float64,
)

LINE = _record(
    parent=np.int32, component=np.int32, first=np.int32, last=np.int32, output=np.bool_, top=np.int64, bottom=np.int64
)

# A lot or receipt of `quantity`. `day`, `left`, `wanted`, `driver` and `surplus` change as netting goes: the day it is
# used from, what is not pegged, the first day it is needed, by which demand, what nothing needs.
SUPPLY = _record(
    source=np.int8,
    movable=np.bool_,
    perishable=np.bool_,
    row=np.int32,
    item=np.int32,
    order=np.int32,
    owner=np.int32,
    expires=np.int32,
    asked=np.int32,
    day=np.int32,
    wanted=np.int32,
    driver=np.int32,
    quantity=np.int64,
    left=np.int64,
    surplus=np.int64,
)

# A planned order, or what comes out of one beside its item: `made_by` is the order it comes out of. `driver` is the
# first demand it is for, `fed` says whether anything goes into it. `ready`, `expected` and `waits_for` are found last,
# as PlannedOrders says; so are `expected` and `peg` of a need. `hears` says whose dates it has yet to hear.
ORDER = _record(
    item=np.int32,
    start=np.int32,
    due=np.int32,
    order=np.int32,
    owner=np.int32,
    priority=np.int32,
    expires=np.int32,
    made_by=np.int32,
    ready=np.int32,
    expected=np.int32,
    waits_for=np.int32,
    driver=np.int32,
    lead=np.int32,
    supplier=np.int32,
    fed=np.bool_,
    hears=np.int8,
    quantity=np.int64,
    left=np.int64,
)

NEED = _record(
    item=np.int32,
    day=np.int32,
    planned=np.int32,
    line=np.int32,
    wanted=np.int32,
    order=np.int32,
    owner=np.int32,
    priority=np.int32,
    min_life=np.int32,
    expected=np.int32,
    peg=np.int32,
    replaces=np.int32,
    quantity=np.int64,
    missing=np.int64,
    replaced=np.int64,
)

PEG = _record(source=np.int8, supply=np.int32, demand=np.int32, quantity=np.int64)

# What may replace the component of a BOM line.
SUBSTITUTE = _record(instead=np.int32, ratio=np.int64)

# A supplier of an item: row `row` of the supplier items. `assigned` grows, in a copy, as orders go to it.
SUPPLIER = _record(row=np.int32, lead=np.int32, quota=np.int64, minimum=np.int64, multiple=np.int64, assigned=np.int64)

# From `day` on the safety stock of an item is `quantity`.
LEVEL = _record(day=np.int32, quantity=np.int64)

# An open receipt of an item. `slip`: days it comes later than planned because of its components.
RECEIVED = _record(item=np.int32, day=np.int32, expected=np.int32, waits_for=np.int32, slip=np.int32, hears=np.int8)

# How far netting has come: the row of the item at hand, the order it is netted for (-1: all), and how many planned
# orders, demands and pegs are filled; of those pegs `lost` lie where no row for them to use up does. The supplies of
# that item from `stock` to `stock_end` and its planned orders from `pool` on still have something to give.
STATE = _record(
    today=np.int64,
    row=np.int64,
    group=np.int64,
    orders=np.int64,
    needs=np.int64,
    pegs=np.int64,
    lost=np.int64,
    stock=np.int64,
    stock_end=np.int64,
    pool=np.int64,
)

# Where each item's planned orders, own demands and pegs begin and end, and how far there is room for more of them; of
# its demands those of planned orders end at `asked`, behind which are those that replace others.
RANGE = _record(
    orders=np.int64,
    orders_end=np.int64,
    orders_room=np.int64,
    needs=np.int64,
    asked=np.int64,
    needs_end=np.int64,
    needs_room=np.int64,
    pegs=np.int64,
    pegs_end=np.int64,
    pegs_room=np.int64,
)


class Lines(NamedTuple):
    """BOM lines; `used[used_starts[i]:used_starts[i + 1]]` are those item i is a component in."""

    used: Shorts
    used_starts: Ints
    rows: Rows


class Supplies(NamedTuple):
    """Lots and receipts, of each item sorted by order, expiry, day; where each item's begin and end."""

    starts: Ints
    ends: Ints
    rows: Rows


class Below(NamedTuple):
    """BOM lines by parent, those whose components tell their dates first at the front; where each parent's begin."""

    starts: Ints
    lines: Shorts


class Kin(NamedTuple):
    """Items that give to each other or to the same: the kin each item is of, -1 for none; where each kin's begin."""

    of: Shorts
    starts: Ints
    items: Shorts


class Receiving(NamedTuple):
    """All receipts; the lots' days; and the work order each given demand is issued to: -1 for none, and where the work
    order makes what it is issued, directly or through others. What is issued to a receipt is a list: its `first`, and
    from each demand the `following`."""

    rows: Rows
    lot_day: Shorts
    issued_to: Shorts
    first: Shorts
    following: Shorts


class Levels(NamedTuple):
    """Safety stocks by item and day, none before today; where each item's begin."""

    starts: Ints
    rows: Rows


class Replacing(NamedTuple):
    """Substitutes by BOM line and priority, where each line's begin, and what they are taken from: all supplies,
    the most safety stock each item ever keeps, and what its needs have left beyond that."""

    starts: Ints
    rows: Rows
    supplies: Supplies
    safety: Ints
    spare: Ints


class Suppliers(NamedTuple):
    """Suppliers by item, those with a quota first; where each item's begin."""

    starts: Ints
    rows: Rows


class Given(NamedTuple):
    """The given demands that are sound, grouped by item; where each item's begin and end."""

    starts: Ints
    ends: Ints
    row: Shorts


class Calendars(NamedTuple):
    """Working days of all calendars, one after another."""

    days: Shorts
    starts: Ints


class Marks(NamedTuple):
    """Rows found wrong on the way: lines whose quantity grows too large, items whose lots are too many."""

    too_large: Flags
    too_small: Flags


def rows_of(kind: np.dtype[Any], count: int, **columns: Any) -> Rows:
    """So many records with these fields filled in."""
    rows = np.empty(count, kind)
    for name, values in columns.items():
        rows[name] = values
    return rows


@compiled
def room(rows: Rows, used: int, more: int) -> Rows:
    """The rows, with room for so many more behind those used."""
    if used + more <= rows.size:
        return rows
    longer = np.empty(2 * rows.size + more, rows.dtype)
    longer[:used] = rows[:used]
    return longer


@compiled
def room_to_peg(pegs: Rows, state: Any, supplies: Rows, orders: Rows, needs: Rows) -> Rows:
    """The pegs, with room for all that can come: each uses up a supply, a planned order or a demand."""
    return room(pegs, state.pegs, supplies.size + orders.size + needs.size + state.lost - state.pegs)
