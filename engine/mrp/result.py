"""What MRP answers: planned orders, pegs, messages, faults."""

# ruff: noqa: RUF009  `column` declares a field, as dataclasses.field does

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property

import numpy as np

from engine.mrp.problem import EMPTY, Problem
from engine.tables import Flags, Ints, Kinds, Shorts, Table, column


class Source(IntEnum):
    """Which table a supply is a row of."""

    NONE = -1
    LOT = 0
    RECEIPT = 1
    PLANNED = 2


@dataclass(frozen=True, eq=False)
class PlannedOrders(Table):
    """New supply. The row number is its name within this plan.

    It should start on `start` to be there on `due`, the day of need; a start before today is kept, and flagged by
    a message. `ready` is the day its last component is expected, `expected` the day it can truly be there: from
    the latest of start, today and ready, one lead time on. `waits_for` is the demand (row of Plan.demands) of the
    component that decides `expected`, -1 where its own lead time does. `order` is set for by-order items,
    `owner` where something of an owner goes into it. What is left of it lasts until `expires`.
    `supplier` is the row of the problem's supplier_items it goes to, -1 where the item has none.

    Rows with `made_by` are no orders: so much comes out of that order beside its item, as planned.
    """

    spread = True

    item: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    start: Shorts = column(np.int32)
    due: Shorts = column(np.int32)
    ready: Shorts = column(np.int32)
    expected: Shorts = column(np.int32)
    waits_for: Shorts = column(np.int32)
    order: Shorts = column(np.int32)
    expires: Shorts = column(np.int32)
    made_by: Shorts = column(np.int32, -1)
    owner: Shorts = column(np.int32, -1)
    supplier: Shorts = column(np.int32, -1)


@dataclass(frozen=True, eq=False)
class PlannedDemands(Table):
    """Every demand: first the given ones under their own row numbers, then what is left of each forecast, then those of
    planned orders (`planned`, through `line`, a row of the BOM lines).

    `day` is the day of need, before today if it should have been; `wanted` is sooner by the item's safety time.
    `expected` is the day the last of it is there, NEVER while `missing` (no supply at all) is above 0. `peg` is the row
    of Plan.pegs that decides `expected`. Substitutes give so much of it as is `replaced`: each has a row with the same
    planned order and line, which `replaces` this one.
    """

    spread = True

    item: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    day: Shorts = column(np.int32)
    planned: Shorts = column(np.int32)
    line: Shorts = column(np.int32)
    wanted: Shorts = column(np.int32)
    order: Shorts = column(np.int32)
    missing: Ints = column(np.int64)
    expected: Shorts = column(np.int32)
    peg: Shorts = column(np.int32)
    owner: Shorts = column(np.int32, -1)
    replaced: Ints = column(np.int64, 0)
    replaces: Shorts = column(np.int32, -1)


@dataclass(frozen=True, eq=False)
class Consumed(Table):
    """`quantity` of `forecast` is ordered by `demand`, a given one."""

    forecast: Shorts = column(np.int32)
    demand: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)


@dataclass(frozen=True, eq=False)
class Pegs(Table):
    """`quantity` of `demand` (row of Plan.demands) comes from `supply`, a row of the lots, receipts or planned
    orders, as `source` says."""

    spread = True

    source: Kinds = column(np.int8)
    supply: Shorts = column(np.int32)
    demand: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)


class MessageKind(IntEnum):
    """EXPEDITE, DEFER: move a lot's release or a receipt from from_day to to_day. CANCEL, DECREASE: `quantity` of a
    receipt is not needed. INCREASE: add `quantity` to a receipt that comes in time, instead of the planned order
    (`planned`) that would start too late. RELEASE: a planned order starts now. PAST_DUE: it should have started
    (from_day), or a receipt should have come. NO_SUPPLY: `quantity` of a demand has no supply route. ASK: the
    demand's owner is to bring it."""

    EXPEDITE = 0
    DEFER = 1
    CANCEL = 2
    DECREASE = 3
    INCREASE = 4
    RELEASE = 5
    PAST_DUE = 6
    NO_SUPPLY = 7
    ASK = 8


@dataclass(frozen=True, eq=False)
class Messages(Table):
    """About the lot, receipt or planned order `supply` of `source`. `demand` is the need behind it, -1 where that
    is safety stock or nothing. `days`: working days from from_day to to_day, negative to expedite."""

    kind: Kinds = column(np.int8)
    item: Shorts = column(np.int32)
    source: Kinds = column(np.int8)
    supply: Shorts = column(np.int32)
    demand: Shorts = column(np.int32)
    planned: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    from_day: Shorts = column(np.int32)
    to_day: Shorts = column(np.int32)
    days: Shorts = column(np.int32)


@dataclass(frozen=True, eq=False)
class Balances(Table):
    """The stock of an item at the end of each day on which something happens.

    `available` is stock that becomes usable (on hand: today), `received` open receipts on the day the plan wants
    them, `planned` planned orders, `needed` demand, `expired` what was left of any of them when it expired.
    """

    item: Shorts = column(np.int32)
    day: Shorts = column(np.int32)
    available: Ints = column(np.int64)
    received: Ints = column(np.int64)
    planned: Ints = column(np.int64)
    needed: Ints = column(np.int64)
    expired: Ints = column(np.int64)
    balance: Ints = column(np.int64)


class Reason(StrEnum):
    """Why a row of the problem was left out, or what it lacks. NEVER_FRESH: nothing new lives as long as is asked.
    TWICE: another row has that day. REVERSED: it ends before it begins."""

    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_LINE = "unknown_line"
    UNKNOWN_CALENDAR = "unknown_calendar"
    UNKNOWN_RECEIPT = "unknown_receipt"
    UNKNOWN_KIND = "unknown_kind"
    NOT_POSITIVE = "not_positive"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    LOOP = "loop"
    OUTSIDE_HORIZON = "outside_horizon"
    NO_ROUTE = "no_route"
    NO_COMPONENTS = "no_components"
    NEVER_FRESH = "never_fresh"
    TWICE = "twice"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Fault:
    """A row of the problem that cannot be as it is: table (its name in Problem), row, the column that is wrong, its
    value."""

    table: str
    row: int
    reason: Reason
    field: str = ""
    value: int = 0


@dataclass(frozen=True, eq=False)
class Plan:
    """`lot_day` and `receipt_day`: the day the plan uses each lot and receipt from. `receipt_expected`: the day a
    receipt can truly be there, later than its own when the components of its work order are late, the last of them
    demand `receipt_waits_for`. `lot_used`, `receipt_used`, `demand_used`: rows neither faulty nor blocked."""

    problem: Problem
    planned: PlannedOrders
    demands: PlannedDemands
    pegs: Pegs
    messages: Messages
    consumed: Consumed
    faults: tuple[Fault, ...]
    lot_day: Shorts
    receipt_day: Shorts
    receipt_expected: Shorts
    receipt_waits_for: Shorts
    lot_used: Flags
    receipt_used: Flags
    demand_used: Flags
    seconds: float = field(default=0.0, compare=False)

    @property
    def status(self) -> str:
        return "faults" if self.faults else "planned"

    def late(self) -> Shorts:
        """The given demands that are not expected by their day, missing ones included."""
        given = slice(0, len(self.problem.demands))
        late = (self.demands.expected[given] > self.demands.day[given]) & (self.problem.demands.item != EMPTY)
        return np.flatnonzero(late).astype(np.int32)

    def pegs_of_demand(self, demand: int) -> Shorts:
        """Rows of `pegs`: where this demand comes from."""
        return self._by_demand[0][self._by_demand[1][demand] : self._by_demand[1][demand + 1]]

    def pegs_of_supply(self, source: Source, supply: int) -> Shorts:
        """Rows of `pegs`: what this supply is for."""
        rows, starts = self._by_supply[source]
        return rows[starts[supply] : starts[supply + 1]]

    def demands_of_planned(self, planned: int) -> Shorts:
        """Rows of `demands`: the components of a planned order."""
        rows, starts = self._by_planned
        return rows[starts[planned] : starts[planned + 1]]

    @cached_property
    def _by_demand(self) -> tuple[Shorts, Shorts]:
        return _grouped(np.arange(len(self.pegs)), self.pegs.demand, len(self.demands))

    @cached_property
    def _by_supply(self) -> dict[Source, tuple[Shorts, Shorts]]:
        sizes = {
            Source.LOT: len(self.problem.lots),
            Source.RECEIPT: len(self.problem.receipts),
            Source.PLANNED: len(self.planned),
        }
        rows = {source: np.flatnonzero(self.pegs.source == source) for source in sizes}
        return {source: _grouped(rows[source], self.pegs.supply, sizes[source]) for source in sizes}

    @cached_property
    def _by_planned(self) -> tuple[Shorts, Shorts]:
        rows = np.flatnonzero(self.demands.planned >= 0)
        return _grouped(rows, self.demands.planned, len(self.planned))


def _grouped(rows: Ints, keys: Shorts, count: int) -> tuple[Shorts, Shorts]:
    """These rows sorted by their key, and where each key's rows begin."""
    order = np.argsort(keys[rows], kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(keys[rows], minlength=count))])
    return rows[order].astype(np.int32), starts.astype(np.int32)
