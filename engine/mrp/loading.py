"""From the tables of a problem to the columns the netting works on."""

from __future__ import annotations

import numpy as np

from engine.compiled import compiled
from engine.mrp.checks import Sound
from engine.mrp.columns import (
    ITEM,
    LINE,
    LOT,
    NEED,
    ORDER,
    PEG,
    RECEIPT,
    SUPPLY,
    Calendars,
    Given,
    Lines,
    Rows,
    Supplies,
    rows_of,
)
from engine.mrp.problem import NEVER, SCALE, Problem, ReceiptKind, SupplyKind
from engine.mrp.structure import Structure, by_key
from engine.tables import Flags, Ints, Shorts


def items_of(problem: Problem, sound: Sound) -> Rows:
    """Items as they are; one with a fault has no supply route and no rules."""
    items, good = problem.items, sound.items
    return rows_of(
        ITEM,
        len(items),
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
        economy=np.where(good, items.economy, 0),
        order_cost=items.order_cost / SCALE,
        holding_cost=items.holding_cost / SCALE,
        inspection=np.where(good, items.inspection_days, 0),
        life=np.where(good, items.shelf_life, 0),
        by_order=items.by_order,
        reschedule=np.where(good, items.reschedule_in, 0),
    )


def lines_of(problem: Problem, shape: Structure, top: Ints, bottom: Ints) -> Lines:
    bom = problem.bom
    rows = rows_of(
        LINE,
        len(bom),
        parent=bom.parent,
        first=bom.first_day,
        last=bom.last_day,
        output=bom.output,
        top=top,
        bottom=bottom,
    )
    return Lines(shape.used, shape.used_starts, rows)


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
    rows = rows_of(
        SUPPLY,
        by.size,
        source=source[by],
        row=np.concatenate([lot, receipt])[by],
        order=order[by],
        expires=expires[by],
        asked=asked[by],
        movable=(_movable(source, asked, problem.today) & ~fixed)[by],
        perishable=_perishable(item, expires, len(problem.items))[by],
        day=asked[by],
        left=left[by],
        wanted=NEVER,
        driver=-1,
        surplus=0,
    )
    return Supplies(starts, rows)


def _movable(source: Ints, asked: Ints, today: int) -> Flags:
    """What could come sooner if someone hurried: every receipt, and lots still in inspection."""
    return np.asarray((source == RECEIPT) | (asked > today))


def _perishable(item: Ints, expires: Ints, count: int) -> Flags:
    """Supplies of items of which any expires: theirs are not sorted by day."""
    perishable = np.zeros(count, np.bool_)
    perishable[item[expires < NEVER]] = True
    return perishable[item]


def rooms_of(problem: Problem, shape: Structure, supplies: Supplies, given: Given) -> tuple[Rows, Rows, Rows]:
    """Room for planned orders, demands (the given ones filled in) and pegs: as many as there can be while no order is
    split. Memory that is not written to costs nothing; what is split makes it grow."""
    days = max(0, problem.horizon - problem.today) + 1
    more, orders = _most(shape.order, shape.used, shape.used_starts, problem.bom.parent, np.diff(given.starts), days)
    demands = problem.demands
    needs = np.empty(len(demands) + more, NEED)
    needs[: len(demands)] = rows_of(
        NEED,
        len(demands),
        item=demands.item,
        quantity=demands.quantity,
        day=demands.day,
        planned=-1,
        line=-1,
        order=demands.order,
        priority=demands.priority,
        min_life=demands.min_life,
        missing=0,
        peg=-1,
    )
    return np.empty(orders, ORDER), needs, np.empty(needs.size + orders + supplies.rows.size, PEG)


@compiled
def _most(sequence: Shorts, used: Shorts, used_starts: Ints, parent: Shorts, given: Ints, days: int) -> tuple[int, int]:
    """The most demands of planned orders, and planned orders, there can be: one a day of each item."""
    orders = np.zeros(given.size, np.int64)
    demands, count = 0, 0
    for item in sequence:
        of_orders = 0
        for line in used[used_starts[item] : used_starts[item + 1]]:
            of_orders += orders[parent[line]]
        orders[item] = min(days, given[item] + of_orders) + 1
        demands += of_orders
        count += orders[item]
    return demands, count
