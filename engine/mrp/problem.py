"""What MRP is asked: items, BOM lines, stock, open receipts, demand.

Days are integers from the caller's epoch. Quantities are integers of 10^-6 units (see `scaled`), scrap and yield
integers of 10^-6. An `item`, `calendar` or `receipt` is a row number of that table; -1 is none.
"""

# ruff: noqa: RUF009  `column` declares a field, as dataclasses.field does

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

import numpy as np

from engine.calendar import WorkingDays
from engine.tables import Flags, Ints, Kinds, Shorts, Table, column

SCALE = 1_000_000
ALWAYS, NEVER = -2_000_000_000, 2_000_000_000
EMPTY = -1  # the `item` of a lot, receipt or demand that is no more: its row is kept free, and is no fault


class SupplyKind(IntEnum):
    """How an item is replenished. NONE has no supply route: what stock and receipts lack stays without supply. So it
    is with OUTPUT, which only comes out of orders for other items, and SUPPLIED, which the customer brings: what lacks
    is asked of the owner of the demand."""

    NONE = 0
    MAKE = 1
    BUY = 2
    SUBCONTRACT = 3
    PHANTOM = 4
    OUTPUT = 5
    SUPPLIED = 6


class Economy(IntEnum):
    """What an order covers beside its day. WAGNER_WHITIN and SILVER_MEAL weigh the cost of orders against that of
    stock: the cheapest of all plans, or a rule that looks only as far as it must and stays as it is when far needs
    change."""

    NONE = 0
    WAGNER_WHITIN = 1
    SILVER_MEAL = 2


@dataclass(frozen=True, eq=False)
class Items(Table):
    """One row per item.

    Lead time = lead_days + lead_days_per_unit (10^-6 days) x quantity, rounded up to whole days: working days of
    `calendar` when lead_working, else calendar days. An order is raised to lot_minimum, rounded up to a multiple
    of lot_multiple and split into orders of at most lot_maximum; 0 means no such rule. period_days > 1 puts the
    need of so many calendar days into one order; `economy` finds how many: order_cost is for an order, holding_cost for
    a unit and day, both in 10^-6 of the same money. `precision` is the smallest quantity, a whole unit unless told.

    Supply is wanted safety_days before its need, counted as its lead time is, but never so early that it would be too
    old then. An open receipt that comes in between still covers the need (and asks to be expedited).

    What is made or bought waits inspection_days calendar days before it may be used: its order ends so much before
    the need. From that end on it lasts shelf_life days, 0 = for ever.

    by_order items are netted order by order: only stock and receipts with the same `order` as the demand count.
    Within reschedule_in calendar days an open receipt or lot in inspection covers an earlier need (and asks to
    be expedited) before anything new is planned; 0 means strict dates. Messages to expedite or defer are given
    past expedite_tolerance or defer_tolerance working days.

    An order consumes forecasts of its item that end up to forecast_backward calendar days before it, or begin up to
    forecast_forward days after it.
    """

    kind: Kinds = column(np.int8)
    lead_days: Shorts = column(np.int32, 0)
    lead_days_per_unit: Ints = column(np.int64, 0)
    lead_working: Flags = column(np.bool_, True)
    safety_days: Shorts = column(np.int32, 0)
    calendar: Shorts = column(np.int32, -1)
    safety_stock: Ints = column(np.int64, 0)
    precision: Ints = column(np.int64, SCALE)
    lot_minimum: Ints = column(np.int64, 0)
    lot_maximum: Ints = column(np.int64, 0)
    lot_multiple: Ints = column(np.int64, 0)
    period_days: Shorts = column(np.int32, 0)
    economy: Kinds = column(np.int8, Economy.NONE)
    order_cost: Ints = column(np.int64, 0)
    holding_cost: Ints = column(np.int64, 0)
    inspection_days: Shorts = column(np.int32, 0)
    shelf_life: Shorts = column(np.int32, 0)
    by_order: Flags = column(np.bool_, False)
    reschedule_in: Shorts = column(np.int32, 0)
    expedite_tolerance: Shorts = column(np.int32, 0)
    defer_tolerance: Shorts = column(np.int32, 7)
    forecast_backward: Shorts = column(np.int32, 0)
    forecast_forward: Shorts = column(np.int32, 0)


@dataclass(frozen=True, eq=False)
class SupplierItems(Table):
    """Who an item is bought from, with lead time, minimum and multiple in place of the item's; where they have no
    minimum or multiple (0) the item's stands.

    Each order goes whole to the supplier furthest behind its `quota`: a share of what has been `assigned` to all of the
    item's, before this plan and in it, in any unit (60 and 40). Where that one would have to start before today it goes
    to the next that need not; suppliers without a quota come last, and where nobody is in time the soonest. Of equals
    the first row."""

    item: Shorts = column(np.int32)
    quota: Ints = column(np.int64, 0)
    lead_days: Shorts = column(np.int32, 0)
    lot_minimum: Ints = column(np.int64, 0)
    lot_multiple: Ints = column(np.int64, 0)
    assigned: Ints = column(np.int64, 0)


@dataclass(frozen=True, eq=False)
class BomLines(Table):
    """`quantity` of component per `base` of parent, x (1 + scrap) / line_yield, rounded up to the component's
    precision. In effect for orders that start from first_day to last_day, both included.

    Of an `output` line so much comes out of each order instead, rounded down, on the day the parent may be used: a
    co-product or by-product. It is supply and never a reason to order."""

    parent: Shorts = column(np.int32)
    component: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    base: Ints = column(np.int64, SCALE)
    scrap: Ints = column(np.int64, 0)
    line_yield: Ints = column(np.int64, SCALE)
    first_day: Shorts = column(np.int32, ALWAYS)
    last_day: Shorts = column(np.int32, NEVER)
    output: Flags = column(np.bool_, False)


@dataclass(frozen=True, eq=False)
class Substitutes(Table):
    """`item` may take the place of the component of a BOM line, `ratio` (10^-6) of it for one; the lowest `priority` is
    tried first. Only what no demand for the substitute itself takes of its stock and receipts, beyond its safety stock,
    is used, by the day the component is needed, and only where the component's own stock and receipts do not suffice.
    Nothing is ordered for it. By-order items replace nothing."""

    line: Shorts = column(np.int32)
    item: Shorts = column(np.int32)
    priority: Shorts = column(np.int32, 0)
    ratio: Ints = column(np.int64, SCALE)


@dataclass(frozen=True, eq=False)
class Lots(Table):
    """Stock on hand. `available`: the day it may be used (a lot in inspection: its release). It serves needs
    before `expires`. `blocked` stock is no supply, but is named as the reason where something is late for it.
    What has an `owner` (the caller's number of a customer, from 0) serves only demands of that owner; -1 is ours."""

    item: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    available: Shorts = column(np.int32, ALWAYS)
    expires: Shorts = column(np.int32, NEVER)
    order: Shorts = column(np.int32, -1)
    blocked: Flags = column(np.bool_, False)
    owner: Shorts = column(np.int32, -1)


class ReceiptKind(IntEnum):
    """OUTPUT comes out of a work order beside what it is for: nobody can hurry or cancel it by itself."""

    PURCHASE = 0
    WORK = 1
    OUTPUT = 2


@dataclass(frozen=True, eq=False)
class Receipts(Table):
    """Open purchase and work orders, and what an `owner` is to bring: what is still to come, the day it may be used,
    and the day it expires then. What has an owner serves, like stock, only demands of that owner."""

    item: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    day: Shorts = column(np.int32)
    kind: Kinds = column(np.int8, ReceiptKind.PURCHASE)
    order: Shorts = column(np.int32, -1)
    expires: Shorts = column(np.int32, NEVER)
    owner: Shorts = column(np.int32, -1)


@dataclass(frozen=True, eq=False)
class Demands(Table):
    """Needs that are given: sales lines, and what open work orders still have to be issued (their `receipt`).

    A demand needs supplies that live more than `min_life` days beyond its day. Among demands of one day the lower
    `priority` is served first. `order` ties it to supplies of by-order items. It takes what belongs to its `owner`
    before what is ours; items into which anything of an owner may go are ordered for each owner alone.
    """

    item: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    day: Shorts = column(np.int32)
    priority: Shorts = column(np.int32, 0)
    order: Shorts = column(np.int32, -1)
    receipt: Shorts = column(np.int32, -1)
    min_life: Shorts = column(np.int32, 0)
    owner: Shorts = column(np.int32, -1)


@dataclass(frozen=True, eq=False)
class SafetyStocks(Table):
    """From `day` on the safety stock of `item` is `quantity`, until its next row; before the first it is that of Items.
    By-order items have none."""

    item: Shorts = column(np.int32)
    day: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)


@dataclass(frozen=True, eq=False)
class Forecasts(Table):
    """What is expected to be ordered in a period, from `day` to `last_day`, both included; periods of an item do not
    overlap. Demands that are not issued to a work order consume it. What is shipped already is for the caller to take
    off."""

    item: Shorts = column(np.int32)
    quantity: Ints = column(np.int64)
    day: Shorts = column(np.int32)
    last_day: Shorts = column(np.int32)


TABLES: dict[str, type[Table]] = {
    "bom": BomLines,
    "substitutes": Substitutes,
    "lots": Lots,
    "receipts": Receipts,
    "demands": Demands,
    "safety_stocks": SafetyStocks,
    "forecasts": Forecasts,
    "supplier_items": SupplierItems,
}


@dataclass(frozen=True, eq=False)
class Problem:
    """`today` is the first day anything can start, `horizon` the last day that is planned."""

    today: int
    horizon: int
    items: Items
    bom: BomLines = field(default_factory=BomLines.empty)
    substitutes: Substitutes = field(default_factory=Substitutes.empty)
    lots: Lots = field(default_factory=Lots.empty)
    receipts: Receipts = field(default_factory=Receipts.empty)
    demands: Demands = field(default_factory=Demands.empty)
    safety_stocks: SafetyStocks = field(default_factory=SafetyStocks.empty)
    forecasts: Forecasts = field(default_factory=Forecasts.empty)
    supplier_items: SupplierItems = field(default_factory=SupplierItems.empty)
    calendars: tuple[WorkingDays, ...] = ()
    names: tuple[str, ...] = ()

    def name(self, item: int) -> str:
        return self.names[item] if self.names else str(item)


def scaled(quantity: Decimal | int | str) -> int:
    """A quantity in 10^-6 units. Raises ValueError where it is finer than that."""
    exact = Decimal(quantity) * SCALE
    if exact != exact.to_integral_value():
        raise ValueError(f"{quantity}: more than 6 decimals")
    return int(exact)


def unscaled(quantity: int) -> Decimal:
    return Decimal(quantity) / SCALE
