"""Covering the demands on one item, compiled, day by day.

What a demand takes, in this order: stock and receipts that are there (first expiry, then first day), what comes out
of planned orders for other items or is left over from a planned lot, receipts that may be moved forward, and then a
new planned order for the whole day. Nothing is taken that will not live as long as the demand asks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled, inlined
from engine.mrp.columns import ORDERS, PEGS, PLANNED, RECEIPT, Calendars, Marks, Rows, room
from engine.mrp.lead_times import expiry, lead_before
from engine.mrp.lot_sizing import silver_meal, wagner_whitin
from engine.mrp.problem import NEVER, SCALE, Economy
from engine.mrp.quantities import lot_sizes
from engine.tables import Ints

SILVER_MEAL = int(Economy.SILVER_MEAL)
SPLITS = 1000  # orders one need is split into at most


@compiled
def cover(
    today: int,
    item: int,
    group: int,
    rule: Any,
    calendars: Calendars,
    supplies: Rows,
    stock: int,
    stock_end: int,
    rows: Ints,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    counts: Ints,
    pool: int,
    marks: Marks,
) -> tuple[Rows, Rows]:
    """Cover the demands `rows` (by day) from the supplies `stock` to `stock_end`, from planned orders of the item from
    `pool` on, and by new ones. `orders` and `pegs` grow as needed."""
    if rule.by_order:
        pool = counts[ORDERS]
    short = np.zeros(rows.size, np.int64)
    first = 0
    begin = rule.safety > 0
    while begin or first < rows.size:
        day = today if begin else max(today, needs[rows[first]].day)
        end = first
        while end < rows.size and needs[rows[end]].day <= day:
            end += 1
        pegs = room(pegs, counts[PEGS], end - first + stock_end - stock + counts[ORDERS] - pool)
        stock, pool = _take(
            day, rule.reschedule, rows[first:end], short[first:end], supplies, stock, stock_end, pool, orders, needs,
            pegs, counts,
        )  # fmt: skip
        lacking = short[first:end].sum()
        if rule.safety > 0:
            lacking += _restore_safety(day, rule, supplies, stock, stock_end, pool, orders, counts)
        if lacking > 0 and rule.routed:
            if rule.period > 1 or rule.economy:
                lacking += _ahead(
                    day, lacking, rule, supplies, stock, stock_end, pool, orders, needs, rows[end:], counts
                )
            priority = _first_priority(needs, rows[first:end])
            orders = _order(item, group, day, lacking, priority, rule, calendars, orders, counts, marks)
            pegs = room(pegs, counts[PEGS], end - first + counts[ORDERS] - pool)
        if lacking > 0:
            _take_new(day, rows[first:end], short[first:end], pool, orders, needs, pegs, counts)
        first = end
        begin = False
    _find_surplus(rule.safety, supplies, stock, stock_end, pool, orders, counts)
    return orders, pegs


@compiled
def _take(
    day: int,
    reschedule: int,
    rows: Ints,
    short: Ints,
    supplies: Rows,
    stock: int,
    stock_end: int,
    pool: int,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    counts: Ints,
) -> tuple[int, int]:
    """Peg the demands of a day to what there is; `short` is what each still lacks. Returns the first supply and the
    first planned order with something left."""
    reach = day + reschedule
    for place in range(rows.size):
        demand, need = rows[place], needs[rows[place]]
        quantity, until = need.quantity, day + need.min_life
        at = stock
        while quantity > 0 and at < stock_end and _in_reach(supplies[at], reach):
            if supplies[at].day <= day and supplies[at].expires > until:
                quantity -= _take_from(supplies[at], demand, day, quantity, pegs, counts)
            at += 1
        at = pool
        while quantity > 0 and at < counts[ORDERS]:
            quantity -= _take_planned(orders[at], at, demand, day, until, quantity, pegs, counts)
            at += 1
        at = stock
        while reschedule > 0 and quantity > 0 and at < stock_end and _in_reach(supplies[at], reach):
            if _comes_sooner(supplies[at], day, reach, until):
                supplies[at].day = day
                quantity -= _take_from(supplies[at], demand, day, quantity, pegs, counts)
            at += 1
        short[place] = quantity
        while stock < stock_end and supplies[stock].left == 0:
            stock += 1
        while pool < counts[ORDERS] and (orders[pool].left == 0 or orders[pool].expires <= day):
            pool += 1
    return stock, pool


@inlined
def _in_reach(supply: Any, reach: int) -> bool:
    """Whether this supply and those before it may be had by then: without expiry they are sorted by day."""
    return bool(supply.asked <= reach or supply.perishable)


@inlined
def _comes_sooner(supply: Any, day: int, reach: int, until: int) -> bool:
    """Whether what comes later can be moved to the day, and lives long enough."""
    late = day < supply.day <= reach and supply.movable
    return bool(late and supply.left > 0 and supply.expires > until)


@inlined
def _take_from(supply: Any, demand: int, day: int, quantity: int, pegs: Rows, counts: Ints) -> int:
    """How much of it the supply gives."""
    taken = int(min(quantity, supply.left))
    if taken > 0:
        supply.left -= taken
        _want(supply, day, demand)
        _peg(supply.source, supply.row, demand, taken, pegs, counts)
    return taken


@inlined
def _take_planned(
    order: Any, row: int, demand: int, day: int, until: int, quantity: int, pegs: Rows, counts: Ints
) -> int:
    """How much of it a planned order gives."""
    if order.left == 0 or order.due > day or order.expires <= until:
        return 0
    taken = int(min(quantity, order.left))
    order.left -= taken
    if order.driver < 0:
        order.driver = demand
    _peg(PLANNED, row, demand, taken, pegs, counts)
    return taken


@compiled
def _take_new(
    day: int, rows: Ints, short: Ints, pool: int, orders: Rows, needs: Rows, pegs: Rows, counts: Ints
) -> None:
    """Peg what the demands of a day still lack to planned orders; what those cannot give is missing."""
    for place in range(rows.size):
        need, quantity, at = needs[rows[place]], short[place], pool
        until = day + need.min_life
        while quantity > 0 and at < counts[ORDERS]:
            quantity -= _take_planned(orders[at], at, rows[place], day, until, quantity, pegs, counts)
            at += 1
        need.missing = quantity


@inlined
def _first_priority(needs: Rows, rows: Ints) -> int:
    priority = NEVER
    for row in rows:
        priority = min(priority, needs[row].priority)
    return priority


@inlined
def _want(supply: Any, day: int, demand: int) -> None:
    if supply.wanted == NEVER:
        supply.wanted = day
        supply.driver = demand


@inlined
def _peg(source: int, supply: int, demand: int, quantity: int, pegs: Rows, counts: Ints) -> None:
    peg = pegs[counts[PEGS]]
    peg.source = source
    peg.supply = supply
    peg.demand = demand
    peg.quantity = quantity
    counts[PEGS] += 1


@inlined
def _there(day: int, supplies: Rows, stock: int, stock_end: int, pool: int, orders: Rows, counts: Ints) -> int:
    """What is left of supplies and planned orders and may be used on a day."""
    there = 0
    for planned in range(pool, counts[ORDERS]):
        if orders[planned].due <= day < orders[planned].expires:
            there += orders[planned].left
    for place in range(stock, stock_end):
        if supplies[place].day <= day < supplies[place].expires:
            there += supplies[place].left
    return there


@compiled
def _restore_safety(
    day: int, rule: Any, supplies: Rows, stock: int, stock_end: int, pool: int, orders: Rows, counts: Ints
) -> int:
    """What is missing to the safety stock at the end of a day, after receipts in reach have been moved to it.

    Also finds the receipts that safety stock is the first to need: without them the rest would be below it.
    """
    there = _there(day, supplies, stock, stock_end, pool, orders, counts)
    for place in range(stock, stock_end):
        if there >= rule.safety:
            break
        supply = supplies[place]
        reached = supply.movable and day < supply.day <= day + rule.reschedule
        if reached and supply.left > 0 and supply.expires > day:
            supply.day = day
            there += supply.left
    spare = there - rule.safety
    for place in range(stock_end - 1, stock - 1, -1):
        supply = supplies[place]
        if supply.day <= day < supply.expires and supply.wanted == NEVER:
            if supply.left > spare:
                _want(supply, day, -1)
            else:
                spare -= supply.left
    return int(max(0, rule.safety - there))


@compiled
def _ahead(
    day: int,
    lacking: int,
    rule: Any,
    supplies: Rows,
    stock: int,
    stock_end: int,
    pool: int,
    orders: Rows,
    needs: Rows,
    rows: Ints,
    counts: Ints,
) -> int:
    """What an order of this day covers of the demands after it, as far as the item's period or its costs say."""
    days, lacks = _lacks_after(day, rule, supplies, stock, stock_end, pool, orders, needs, rows, counts)
    if not rule.economy:
        return int(lacks.sum())
    days, lacks = np.append(day, days), np.append(lacking, lacks)
    quantities = lacks / SCALE
    if rule.economy == SILVER_MEAL:
        covers = silver_meal(days, quantities, rule.order_cost, rule.holding_cost)
    else:
        covers = wagner_whitin(days, quantities, np.full(days.size, rule.order_cost), rule.holding_cost)[0][0]
    return int(lacks[1:covers].sum())


@compiled
def _lacks_after(
    day: int,
    rule: Any,
    supplies: Rows,
    stock: int,
    stock_end: int,
    pool: int,
    orders: Rows,
    needs: Rows,
    rows: Ints,
    counts: Ints,
) -> tuple[Ints, Ints]:
    """The days after `day`, if this day were just covered, on which the balance falls deeper than before, and by how
    much. It ends with the item's period, and where what is ordered now would be too old."""
    until, expires = day + rule.period if rule.period > 1 else NEVER, expiry(rule, day)
    days, lacks, count = np.empty(rows.size, np.int64), np.zeros(rows.size, np.int64), 0
    balance = max(0, _there(day, supplies, stock, stock_end, pool, orders, counts) - rule.safety)
    since = day
    for row in rows:
        need = needs[row]
        if need.day >= until or need.day + need.min_life >= expires:
            break
        if need.day > since:
            balance += _arriving(since, need.day, supplies, stock, stock_end, pool, orders, counts)
            since = need.day
        balance -= need.quantity
        if balance < 0:
            if count == 0 or days[count - 1] < need.day:
                days[count] = need.day
                count += 1
            lacks[count - 1] -= balance
            balance = 0
    return days[:count], lacks[:count]


@inlined
def _arriving(
    since: int, day: int, supplies: Rows, stock: int, stock_end: int, pool: int, orders: Rows, counts: Ints
) -> int:
    """What supplies and planned orders bring after one day until another, and is not too old by then."""
    arriving = 0
    for place in range(stock, stock_end):
        if since < supplies[place].day <= day < supplies[place].expires:
            arriving += supplies[place].left
    for planned in range(pool, counts[ORDERS]):
        if since < orders[planned].due <= day < orders[planned].expires:
            arriving += orders[planned].left
    return arriving


@compiled
def _order(
    item: int,
    group: int,
    day: int,
    quantity: int,
    priority: int,
    rule: Any,
    calendars: Calendars,
    orders: Rows,
    counts: Ints,
    marks: Marks,
) -> Rows:
    """Write the planned orders that cover a quantity needed on a day."""
    maximum = rule.maximum
    if maximum > 0 and quantity // maximum >= SPLITS:
        marks.too_small[item] = True
        maximum = -(-quantity // SPLITS)
    count, size, last = lot_sizes(quantity, rule.minimum, maximum, rule.multiple, rule.precision)
    orders = room(orders, counts[ORDERS], count)
    for number in range(count):
        lot = last if number == count - 1 else size
        start = lead_before(rule, lot, day, calendars)
        write_order(item, rule, group, start, day, lot, priority, -1, orders, counts)
    return orders


@inlined
def write_order(
    item: int,
    rule: Any,
    group: int,
    start: int,
    day: int,
    quantity: int,
    priority: int,
    made_by: int,
    orders: Rows,
    counts: Ints,
) -> None:
    order = orders[counts[ORDERS]]
    order.item = item
    order.quantity = quantity
    order.left = quantity
    order.start = start
    order.due = day
    order.order = group
    order.priority = priority
    order.expires = expiry(rule, day)
    order.made_by = made_by
    order.waits_for = -1
    order.driver = -1
    order.fed = made_by >= 0
    counts[ORDERS] += 1


@compiled
def _find_surplus(
    safety: int, supplies: Rows, stock: int, stock_end: int, pool: int, orders: Rows, counts: Ints
) -> None:
    """What of the receipts is not needed by anything, the last to come first; safety stock keeps its part."""
    spare = -safety
    for planned in range(pool, counts[ORDERS]):
        if orders[planned].made_by < 0:
            spare += orders[planned].left
    for place in range(stock, stock_end):
        spare += supplies[place].left
    for place in range(stock_end - 1, stock - 1, -1):
        if supplies[place].source == RECEIPT:
            supplies[place].surplus = max(0, min(supplies[place].left, spare))
            spare -= supplies[place].surplus
