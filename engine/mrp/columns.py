"""The columns the netting works on: plain named tuples of arrays, the only records compiled code takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.compiled import compiled
from engine.tables import Flags, Ints, Kinds, Shorts

LOT, RECEIPT, PLANNED = 0, 1, 2  # as Source says
ORDERS, DEMANDS, PEGS = 0, 1, 2  # places in `counts`


class ItemColumns(NamedTuple):
    routed: Flags
    lead: Shorts
    lead_per_unit: Ints
    lead_working: Flags
    calendar: Shorts
    safety: Ints
    precision: Ints
    minimum: Ints
    maximum: Ints
    multiple: Ints
    period: Shorts
    inspection: Shorts
    life: Shorts
    by_order: Flags
    reschedule: Shorts


class LineColumns(NamedTuple):
    """BOM lines; `used[used_starts[i]:used_starts[i + 1]]` are those item i is a component in."""

    used: Shorts
    used_starts: Ints
    parent: Shorts
    top: Ints
    bottom: Ints
    first: Shorts
    last: Shorts
    output: Flags


class Supplies(NamedTuple):
    """Lots and receipts, sorted by item, order, expiry, day. `day`, `left`, `wanted`, `driver` and `surplus` change as
    netting goes: the day it is used from, what is not pegged, the first day it is needed, by which demand."""

    starts: Ints
    source: Kinds
    row: Shorts
    order: Shorts
    expires: Shorts
    asked: Shorts
    movable: Flags
    perishable: Flags
    day: Shorts
    left: Ints
    wanted: Shorts
    driver: Shorts
    surplus: Ints


class Given(NamedTuple):
    """The given demands that are sound, grouped by item."""

    starts: Ints
    row: Shorts


class Orders(NamedTuple):
    """Planned orders, and what comes out of them beside their item: `made_by` is the order it comes out of."""

    item: Shorts
    quantity: Ints
    start: Shorts
    due: Shorts
    order: Shorts
    priority: Shorts
    left: Ints
    expires: Shorts
    made_by: Shorts


class Needs(NamedTuple):
    item: Shorts
    quantity: Ints
    day: Shorts
    planned: Shorts
    line: Shorts
    order: Shorts
    priority: Shorts
    min_life: Shorts
    missing: Ints


class PegColumns(NamedTuple):
    source: Kinds
    supply: Shorts
    demand: Shorts
    quantity: Ints


class Calendars(NamedTuple):
    """Working days of all calendars, one after another."""

    days: Shorts
    starts: Ints


class Ranges(NamedTuple):
    """Where each item's planned orders, own demands and pegs begin and end."""

    orders: Ints
    orders_end: Ints
    needs: Ints
    needs_end: Ints
    pegs: Ints
    pegs_end: Ints


class Marks(NamedTuple):
    """Rows found wrong on the way: lines whose quantity grows too large, items whose lots are too many."""

    too_large: Flags
    too_small: Flags


@compiled
def _longer_ints(column: Ints) -> Ints:
    longer = np.empty(2 * column.size + 64, np.int64)
    longer[: column.size] = column
    return longer


@compiled
def _longer_shorts(column: Shorts) -> Shorts:
    longer = np.empty(2 * column.size + 64, np.int32)
    longer[: column.size] = column
    return longer


@compiled
def _longer_kinds(column: Kinds) -> Kinds:
    longer = np.empty(2 * column.size + 64, np.int8)
    longer[: column.size] = column
    return longer


@compiled
def more_orders(orders: Orders) -> Orders:
    return Orders(
        _longer_shorts(orders.item),
        _longer_ints(orders.quantity),
        _longer_shorts(orders.start),
        _longer_shorts(orders.due),
        _longer_shorts(orders.order),
        _longer_shorts(orders.priority),
        _longer_ints(orders.left),
        _longer_shorts(orders.expires),
        _longer_shorts(orders.made_by),
    )


@compiled
def more_needs(needs: Needs) -> Needs:
    return Needs(
        _longer_shorts(needs.item),
        _longer_ints(needs.quantity),
        _longer_shorts(needs.day),
        _longer_shorts(needs.planned),
        _longer_shorts(needs.line),
        _longer_shorts(needs.order),
        _longer_shorts(needs.priority),
        _longer_shorts(needs.min_life),
        _longer_ints(needs.missing),
    )


@compiled
def more_pegs(pegs: PegColumns) -> PegColumns:
    return PegColumns(
        _longer_kinds(pegs.source),
        _longer_shorts(pegs.supply),
        _longer_shorts(pegs.demand),
        _longer_ints(pegs.quantity),
    )
