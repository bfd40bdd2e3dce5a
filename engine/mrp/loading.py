"""From the tables of a problem to the columns the netting works on."""

from __future__ import annotations

import numpy as np

from engine.mrp.checks import Sound
from engine.mrp.columns import (
    LOT,
    RECEIPT,
    Calendars,
    Given,
    ItemColumns,
    LineColumns,
    Needs,
    Orders,
    PegColumns,
    Supplies,
)
from engine.mrp.problem import NEVER, SCALE, Problem, ReceiptKind, SupplyKind
from engine.mrp.structure import Structure, by_key
from engine.tables import Flags, Ints, Shorts


def items_of(problem: Problem, sound: Sound) -> ItemColumns:
    """Items as they are; one with a fault has no supply route and no rules."""
    items, good = problem.items, sound.items
    return ItemColumns(
        routed=good & ~np.isin(items.kind, (SupplyKind.NONE, SupplyKind.OUTPUT)),
        lead=np.where(good, items.lead_days, 0),
        lead_per_unit=np.where(good, items.lead_days_per_unit, 0),
        lead_working=items.lead_working,
        calendar=np.where(good, items.calendar, -1),
        safety=np.where(good & ~items.by_order, items.safety_stock, 0),
        precision=np.where(good, items.precision, SCALE),
        minimum=items.lot_minimum,
        maximum=items.lot_maximum,
        multiple=items.lot_multiple,
        period=items.period_days,
        inspection=np.where(good, items.inspection_days, 0),
        life=np.where(good, items.shelf_life, 0),
        by_order=items.by_order,
        reschedule=np.where(good, items.reschedule_in, 0),
    )


def lines_of(problem: Problem, shape: Structure, top: Ints, bottom: Ints) -> LineColumns:
    bom = problem.bom
    days = bom.first_day, bom.last_day
    return LineColumns(shape.used, shape.used_starts, bom.parent, top, bottom, *days, bom.output)


def calendars_of(problem: Problem) -> Calendars:
    starts = np.zeros(len(problem.calendars) + 1, np.int64)
    np.cumsum([calendar.days.size for calendar in problem.calendars], out=starts[1:])
    return Calendars(np.concatenate([np.zeros(0, np.int32), *(each.days for each in problem.calendars)]), starts)


def given_of(problem: Problem, sound: Sound) -> Given:
    rows = np.flatnonzero(sound.demands)
    order, starts = by_key(problem.demands.item[rows], len(problem.items))
    return Given(starts, rows[order].astype(np.int32))


def supplies_of(problem: Problem, sound: Sound) -> Supplies:
    """Usable lots and receipts by item, order (of by-order items), expiry and day."""
    lots, receipts = problem.lots, problem.receipts
    lot, receipt = np.flatnonzero(sound.lots & ~lots.blocked), np.flatnonzero(sound.receipts)

    def joined(of_lots: Ints | Shorts, of_receipts: Ints | Shorts) -> Ints:
        return np.concatenate([of_lots[lot], of_receipts[receipt]]).astype(np.int64)

    item = joined(lots.item, receipts.item)
    asked = np.maximum(joined(lots.available, receipts.day), problem.today)
    expires = joined(lots.expires, receipts.expires)
    fixed = np.concatenate([np.zeros(lot.size, np.bool_), receipts.kind[receipt] == ReceiptKind.OUTPUT])
    order = joined(lots.order, receipts.order)
    source = np.repeat([LOT, RECEIPT], [lot.size, receipt.size])
    left = joined(lots.quantity, receipts.quantity)
    group = np.where(problem.items.by_order[item], order, -1)

    by = np.lexsort((asked, expires, group, item))
    starts = np.zeros(len(problem.items) + 1, np.int64)
    np.cumsum(np.bincount(item, minlength=len(problem.items)), out=starts[1:])
    return Supplies(
        starts=starts,
        source=source[by].astype(np.int8),
        row=np.concatenate([lot, receipt])[by].astype(np.int32),
        order=order[by].astype(np.int32),
        expires=expires[by].astype(np.int32),
        asked=asked[by].astype(np.int32),
        movable=(_movable(source, asked, problem.today) & ~fixed)[by],
        perishable=_perishable(item, expires, len(problem.items))[by],
        day=asked[by].astype(np.int32),
        left=left[by],
        wanted=np.full(by.size, NEVER, np.int32),
        driver=np.full(by.size, -1, np.int32),
        surplus=np.zeros(by.size, np.int64),
    )


def _movable(source: Ints, asked: Ints, today: int) -> Flags:
    """What could come sooner if someone hurried: every receipt, and lots still in inspection."""
    return np.asarray((source == RECEIPT) | (asked > today))


def _perishable(item: Ints, expires: Ints, count: int) -> Flags:
    """Supplies of items of which any expires: theirs are not sorted by day."""
    perishable = np.zeros(count, np.bool_)
    perishable[item[expires < NEVER]] = True
    return perishable[item]


def room_for_needs(problem: Problem) -> Needs:
    """Demands with the given ones filled in, and room for as many again."""
    demands, count = problem.demands, len(problem.demands)

    def longer(column: Ints | Shorts) -> Ints | Shorts:
        return np.concatenate([column, np.zeros(count + 64, column.dtype)])

    none = np.full(2 * count + 64, -1, np.int32)
    return Needs(
        item=longer(demands.item),
        quantity=longer(demands.quantity),
        day=longer(demands.day),
        planned=none,
        line=none.copy(),
        order=longer(demands.order),
        priority=longer(demands.priority),
        min_life=longer(demands.min_life),
        missing=np.zeros(2 * count + 64, np.int64),
    )


def room_for_orders(problem: Problem) -> Orders:
    size = len(problem.items) + 64
    return Orders(
        item=np.empty(size, np.int32),
        quantity=np.empty(size, np.int64),
        start=np.empty(size, np.int32),
        due=np.empty(size, np.int32),
        order=np.empty(size, np.int32),
        priority=np.empty(size, np.int32),
        left=np.empty(size, np.int64),
        expires=np.empty(size, np.int32),
        made_by=np.empty(size, np.int32),
    )


def room_for_pegs(problem: Problem) -> PegColumns:
    size = 4 * len(problem.demands) + 64
    return PegColumns(
        source=np.empty(size, np.int8),
        supply=np.empty(size, np.int32),
        demand=np.empty(size, np.int32),
        quantity=np.empty(size, np.int64),
    )
