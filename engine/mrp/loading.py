"""From the tables of a problem to the columns the netting works on."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled
from engine.mrp.checks import Sound
from engine.mrp.columns import (
    ITEM,
    LEVEL,
    LINE,
    LOT,
    NEED,
    ORDER,
    PEG,
    RECEIPT,
    STATE,
    SUBSTITUTE,
    SUPPLIER,
    SUPPLY,
    Calendars,
    Given,
    Levels,
    Lines,
    Replacing,
    Rows,
    Suppliers,
    Supplies,
    rows_of,
)
from engine.mrp.problem import ALWAYS, NEVER, SCALE, Demands, Problem, ReceiptKind, SupplyKind
from engine.mrp.structure import Structure, by_key
from engine.tables import Flags, Ints, Shorts

UNROUTED = (SupplyKind.NONE, SupplyKind.OUTPUT, SupplyKind.SUPPLIED)


def items_of(problem: Problem, sound: Sound, shape: Structure) -> Rows:
    """Items as they are; one with a fault has no supply route and no rules."""
    items, good = problem.items, sound.items
    return rows_of(
        ITEM,
        len(items),
        routed=good & ~np.isin(items.kind, UNROUTED),
        lead=np.where(good, items.lead_days, 0),
        lead_per_unit=np.where(good, items.lead_days_per_unit, 0),
        lead_working=items.lead_working,
        sooner=np.where(good, items.safety_days, 0),
        calendar=np.where(good, items.calendar, -1),
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
        by_owner=by_owner_of(problem, shape),
        replaced=_replaced(problem, shape),
        reschedule=np.where(good, items.reschedule_in, 0),
    )


def by_owner_of(problem: Problem, shape: Structure) -> Flags:
    """Items into which anything of an owner may go, directly or through others."""
    of_owners = problem.items.kind == SupplyKind.SUPPLIED
    for supplies, rows in ((problem.lots, problem.lots.owner >= 0), (problem.receipts, problem.receipts.owner >= 0)):
        known = rows & (supplies.item >= 0) & (supplies.item < of_owners.size)
        of_owners[supplies.item[known]] = True
    by_owner: Flags = np.zeros(of_owners.size, np.bool_)
    substitutes = problem.substitutes.line[shape.substitutes], problem.substitutes.item[shape.substitutes]
    parents = problem.bom.parent[np.append(shape.used, substitutes[0])]
    components = np.append(problem.bom.component[shape.used], substitutes[1])
    found = parents[of_owners[components]]
    while not by_owner[found].all():
        by_owner[found] = True
        found = parents[by_owner[components]]
    return by_owner


def _replaced(problem: Problem, shape: Structure) -> Flags:
    """Components with a substitute in any BOM line."""
    replaced: Flags = np.zeros(len(problem.items), np.bool_)
    replaced[problem.bom.component[problem.substitutes.line[shape.substitutes]]] = True
    return replaced


def lines_of(problem: Problem, shape: Structure, top: Ints, bottom: Ints) -> Lines:
    bom = problem.bom
    rows = rows_of(
        LINE,
        len(bom),
        parent=bom.parent,
        component=bom.component,
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
    return Given(starts[:-1], starts[1:], rows[order].astype(np.int32))


def levels_of(problem: Problem, sound: Sound) -> Levels:
    """The safety stocks in force today, and those that come after."""
    phased, steady = problem.safety_stocks, problem.items.safety_stock
    kept = sound.items & ~problem.items.by_order
    base, rows = np.flatnonzero(kept & (steady > 0)), np.flatnonzero(sound.safety_stocks)
    rows = rows[kept[phased.item[rows]]]
    item = np.append(base, phased.item[rows])
    day = np.append(np.full(base.size, ALWAYS), phased.day[rows])
    quantity = np.append(steady[base], phased.quantity[rows])
    by = np.lexsort((day, item))
    item, day, quantity = item[by], np.maximum(day[by], problem.today), quantity[by]
    last = np.append((item[1:] != item[:-1]) | (day[1:] != day[:-1]), True)[: item.size]  # of those until today
    _order, starts = by_key(item[last], len(problem.items))
    return Levels(starts, rows_of(LEVEL, int(last.sum()), day=day[last], quantity=quantity[last]))


def suppliers_of(problem: Problem, sound: Sound) -> Suppliers:
    """The suppliers of each item that is bought, those without a quota last."""
    given, rows = problem.supplier_items, np.flatnonzero(sound.supplier_items)
    bought = sound.items & np.isin(problem.items.kind, (SupplyKind.BUY, SupplyKind.SUBCONTRACT))
    rows = rows[bought[given.item[rows]]]
    rows = rows[np.lexsort((given.quota[rows] == 0, given.item[rows]))]
    _order, starts = by_key(given.item[rows], len(problem.items))
    item = given.item[rows]
    kept = rows_of(
        SUPPLIER,
        rows.size,
        row=rows,
        lead=given.lead_days[rows],
        quota=given.quota[rows],
        minimum=np.where(given.lot_minimum[rows] > 0, given.lot_minimum[rows], problem.items.lot_minimum[item]),
        multiple=np.where(given.lot_multiple[rows] > 0, given.lot_multiple[rows], problem.items.lot_multiple[item]),
        assigned=given.assigned[rows],
    )
    return Suppliers(starts, kept)


def replacing_of(problem: Problem, shape: Structure, supplies: Supplies, levels: Levels) -> Replacing:
    """The substitutes that may be used, by line and priority."""
    substitutes, rows = problem.substitutes, shape.substitutes
    by = rows[np.lexsort((substitutes.priority[rows], substitutes.line[rows]))]
    _order, starts = by_key(substitutes.line[by], len(problem.bom))
    safety = np.zeros(len(problem.items), np.int64)
    np.maximum.at(safety, np.repeat(np.arange(safety.size), np.diff(levels.starts)), levels.rows["quantity"])
    kept = rows_of(SUBSTITUTE, by.size, instead=substitutes.item[by], ratio=substitutes.ratio[by])
    return Replacing(starts, kept, supplies, safety, np.zeros(len(problem.items), np.int64))


def all_supplies_of(problem: Problem, sound: Sound) -> Supplies:
    """Usable lots and receipts, grouped by item; where each item's begin and end."""
    rows = supplies_of(problem, np.flatnonzero(sound.lots & ~problem.lots.blocked), np.flatnonzero(sound.receipts))
    starts = np.zeros(len(problem.items) + 1, np.int64)
    np.cumsum(np.bincount(rows["item"], minlength=len(problem.items)), out=starts[1:])
    return Supplies(starts[:-1], starts[1:], rows)


def supplies_of(problem: Problem, lot: Ints, receipt: Ints) -> Rows:
    """These lots and receipts by item, order (of by-order items), expiry and day."""
    lots, receipts = problem.lots, problem.receipts

    def joined(of_lots: Ints | Shorts, of_receipts: Ints | Shorts) -> Ints:
        return np.concatenate([of_lots[lot], of_receipts[receipt]]).astype(np.int64)

    item = joined(lots.item, receipts.item)
    asked = np.maximum(joined(lots.available, receipts.day), problem.today)
    expires = joined(lots.expires, receipts.expires)
    fixed = np.concatenate([np.zeros(lot.size, np.bool_), receipts.kind[receipt] == ReceiptKind.OUTPUT])
    order = joined(lots.order, receipts.order)
    source = np.repeat([LOT, RECEIPT], [lot.size, receipt.size])
    quantity = joined(lots.quantity, receipts.quantity)
    group = np.where(problem.items.by_order[item], order, -1)

    by = np.lexsort((asked, expires, group, item))
    return rows_of(
        SUPPLY,
        by.size,
        source=source[by],
        row=np.concatenate([lot, receipt])[by],
        item=item[by],
        order=order[by],
        owner=joined(lots.owner, receipts.owner)[by],
        expires=expires[by],
        asked=asked[by],
        movable=(_movable(source, asked, problem.today) & ~fixed)[by],
        perishable=_perishable(item, expires)[by],
        day=asked[by],
        quantity=quantity[by],
        left=quantity[by],
        wanted=NEVER,
        driver=-1,
        surplus=0,
    )


def _movable(source: Ints, asked: Ints, today: int) -> Flags:
    """What could come sooner if someone hurried: every receipt, and lots still in inspection."""
    return np.asarray((source == RECEIPT) | (asked > today))


def _perishable(item: Ints, expires: Ints) -> Flags:
    """Supplies of items of which any expires: theirs are not sorted by day."""
    return np.isin(item, item[expires < NEVER])


def rooms_of(problem: Problem, shape: Structure, supplies: Supplies, given: Given) -> tuple[Rows, Rows, Rows]:
    """Room for planned orders, demands (the given ones filled in) and pegs: as many as there can be while no order is
    split. Memory that is not written to costs nothing; what is split makes it grow."""
    days = max(0, problem.horizon - problem.today) + 1
    more, orders = _most(
        shape.order, shape.used, shape.used_starts, problem.bom.parent, given.ends - given.starts, days
    )
    demands = problem.demands
    needs = np.empty(len(demands) + more, NEED)
    needs[: len(demands)] = needs_of(demands, problem.today)
    return np.empty(orders, ORDER), needs, np.empty(needs.size + orders + supplies.rows.size, PEG)


def needs_of(demands: Demands, today: int) -> Rows:
    """Given demands, not planned yet."""
    return rows_of(
        NEED,
        len(demands),
        item=demands.item,
        quantity=demands.quantity,
        day=demands.day,
        planned=-1,
        line=-1,
        wanted=demands.day,
        order=demands.order,
        owner=demands.owner,
        priority=demands.priority,
        min_life=demands.min_life,
        replaces=-1,
        replaced=0,
        missing=0,
        expected=today,
        peg=-1,
    )


def state_of(problem: Problem) -> Any:
    """Nothing is planned yet; the given demands are there."""
    state = rows_of(STATE, 1, today=problem.today, row=-1, group=-1, needs=len(problem.demands))[0]
    state.orders = state.pegs = state.lost = state.stock = state.stock_end = state.pool = 0
    return state


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
