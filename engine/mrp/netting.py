"""The netting itself, compiled: item by item, parents first, day by day.

What a demand takes, in this order: stock and receipts that are there (first expiry, then first day), what comes out
of planned orders for other items or is left over from a planned lot, receipts that may be moved forward, and then a
new planned order for the whole day. Nothing is taken that will not live as long as the demand asks.
"""

from __future__ import annotations

import numpy as np

from engine.compiled import compiled
from engine.mrp.columns import (
    DEMANDS,
    ORDERS,
    PEGS,
    PLANNED,
    RECEIPT,
    Calendars,
    Given,
    ItemColumns,
    LineColumns,
    Marks,
    Needs,
    Orders,
    PegColumns,
    Ranges,
    Supplies,
    more_needs,
    more_orders,
    more_pegs,
)
from engine.mrp.lead_times import expiry, lead_before
from engine.mrp.problem import NEVER
from engine.mrp.quantities import lot_sizes, multiplied_up, rounded_up
from engine.tables import Ints, Shorts

SPLITS = 1000  # orders one need is split into at most


@compiled
def net(
    today: int,
    order: Shorts,
    items: ItemColumns,
    lines: LineColumns,
    calendars: Calendars,
    supplies: Supplies,
    given: Given,
    orders: Orders,
    needs: Needs,
    pegs: PegColumns,
    counts: Ints,
    ranges: Ranges,
    marks: Marks,
) -> tuple[Orders, Needs, PegColumns]:
    """Plan every item. Fills `orders`, `needs` and `pegs` (grown as needed; `counts` says how far they are full)."""
    for item in order:
        ranges.needs[item] = counts[DEMANDS]
        ranges.orders[item] = counts[ORDERS]
        ranges.pegs[item] = counts[PEGS]
        needs = _explode(today, item, items, lines, orders, needs, counts, ranges, marks)
        orders = _come_out(today, item, items, lines, orders, counts, ranges, marks)
        ranges.needs_end[item] = counts[DEMANDS]
        rows = _sorted_rows(item, items, given, needs, ranges)
        stock = supplies.starts[item]
        first = 0
        while first < rows.size or stock < supplies.starts[item + 1]:
            group, first_end, stock_end = _group(item, items, supplies, needs, rows, first, stock)
            orders, pegs = _net_group(
                today, item, group, items, calendars, supplies, stock, stock_end, rows[first:first_end],
                orders, needs, pegs, counts, ranges, marks,
            )  # fmt: skip
            first, stock = first_end, stock_end
        if rows.size == 0 and supplies.starts[item] == supplies.starts[item + 1] and items.safety[item] > 0:
            orders, pegs = _net_group(
                today, item, -1, items, calendars, supplies, stock, stock, rows, orders, needs, pegs, counts, ranges,
                marks,
            )  # fmt: skip
        ranges.orders_end[item] = counts[ORDERS]
        ranges.pegs_end[item] = counts[PEGS]
    return orders, needs, pegs


@compiled
def _explode(
    today: int,
    item: int,
    items: ItemColumns,
    lines: LineColumns,
    orders: Orders,
    needs: Needs,
    counts: Ints,
    ranges: Ranges,
    marks: Marks,
) -> Needs:
    """Write the demands that the planned orders of its parents make on an item."""
    for line in lines.used[lines.used_starts[item] : lines.used_starts[item + 1]]:
        if lines.output[line]:
            continue
        parent = lines.parent[line]
        for planned in range(ranges.orders[parent], ranges.orders_end[parent]):
            quantity = _of_line(today, line, planned, lines, orders, marks)
            if quantity < 0:
                continue
            row = counts[DEMANDS]
            if row == needs.item.size:
                needs = more_needs(needs)
            needs.item[row] = item
            needs.quantity[row] = rounded_up(quantity, items.precision[item])
            needs.day[row] = orders.start[planned]
            needs.planned[row] = planned
            needs.line[row] = line
            needs.order[row] = orders.order[planned]
            needs.priority[row] = orders.priority[planned]
            needs.min_life[row] = 0
            needs.missing[row] = 0
            counts[DEMANDS] = row + 1
    return needs


@compiled
def _of_line(today: int, line: int, planned: int, lines: LineColumns, orders: Orders, marks: Marks) -> int:
    """What a line asks or gives for a planned order of its parent; -1 where it has no part in that order."""
    is_order = orders.made_by[planned] < 0
    if not (is_order and lines.first[line] <= max(today, orders.start[planned]) <= lines.last[line]):
        return -1
    quantity = multiplied_up(orders.quantity[planned], lines.top[line], lines.bottom[line])
    if quantity < 0:
        marks.too_large[line] = True
    return quantity


@compiled
def _come_out(
    today: int,
    item: int,
    items: ItemColumns,
    lines: LineColumns,
    orders: Orders,
    counts: Ints,
    ranges: Ranges,
    marks: Marks,
) -> Orders:
    """Write what the planned orders of other items bring of this one."""
    for line in lines.used[lines.used_starts[item] : lines.used_starts[item + 1]]:
        if not lines.output[line]:
            continue
        parent = lines.parent[line]
        for planned in range(ranges.orders[parent], ranges.orders_end[parent]):
            quantity = _of_line(today, line, planned, lines, orders, marks)
            quantity -= quantity % items.precision[item]
            if quantity > 0:
                orders = _room_for_one(orders, counts)
                day = orders.due[planned] - items.inspection[parent] + items.inspection[item]
                _write_order(item, -1, day, quantity, orders.priority[planned], planned, items, orders, counts)
                orders.start[counts[ORDERS] - 1] = orders.start[planned]
    return orders


@compiled
def _sorted_rows(item: int, items: ItemColumns, given: Given, needs: Needs, ranges: Ranges) -> Ints:
    """The rows of an item's demands by order (if it is planned by order), day, priority, row."""
    own = given.row[given.starts[item] : given.starts[item + 1]]
    rows = np.empty(own.size + ranges.needs_end[item] - ranges.needs[item], np.int64)
    rows[: own.size] = own
    for place in range(own.size, rows.size):
        rows[place] = ranges.needs[item] + place - own.size
    rows = _by(rows, needs.priority)
    rows = _by(rows, needs.day)
    return _by(rows, needs.order) if items.by_order[item] else rows


@compiled
def _by(rows: Ints, column: Shorts) -> Ints:
    """Sort stably by a column, and not at all where it is in order already."""
    for place in range(1, rows.size):
        if column[rows[place - 1]] > column[rows[place]]:
            return rows[np.argsort(column[rows], kind="mergesort")]
    return rows


@compiled
def _group(
    item: int, items: ItemColumns, supplies: Supplies, needs: Needs, rows: Ints, first: int, stock: int
) -> tuple[int, int, int]:
    """The next order to net of a by-order item (all of it for others): its number, end of its demands and supplies."""
    stock_end = supplies.starts[item + 1]
    if not items.by_order[item]:
        return -1, rows.size, stock_end
    group = NEVER
    if first < rows.size:
        group = min(group, needs.order[rows[first]])
    if stock < stock_end:
        group = min(group, supplies.order[stock])
    first_end = first
    while first_end < rows.size and needs.order[rows[first_end]] == group:
        first_end += 1
    end = stock
    while end < stock_end and supplies.order[end] == group:
        end += 1
    return group, first_end, end


@compiled
def _net_group(
    today: int,
    item: int,
    group: int,
    items: ItemColumns,
    calendars: Calendars,
    supplies: Supplies,
    stock: int,
    stock_end: int,
    rows: Ints,
    orders: Orders,
    needs: Needs,
    pegs: PegColumns,
    counts: Ints,
    ranges: Ranges,
    marks: Marks,
) -> tuple[Orders, PegColumns]:
    """Net the demands `rows` against the supplies from `stock` to `stock_end`."""
    safety = items.safety[item]
    pool = counts[ORDERS] if items.by_order[item] else ranges.orders[item]  # what is left of them may be taken
    short = np.zeros(rows.size, np.int64)
    first = 0
    begin = safety > 0
    while begin or first < rows.size:
        day = today if begin else max(today, needs.day[rows[first]])
        end = first
        while end < rows.size and needs.day[rows[end]] <= day:
            end += 1
        priority = NEVER
        total = 0
        for place in range(first, end):
            pegs, short[place] = _take(
                rows[place], day, needs.quantity[rows[place]], item, items, supplies, stock, stock_end,
                pool, orders, needs, pegs, counts,
            )  # fmt: skip
            total += short[place]
            priority = min(priority, needs.priority[rows[place]])
            stock = _skip_used(supplies, stock, stock_end)
            pool = _skip_over(day, pool, orders, counts)
        below = 0
        if safety > 0:
            below = _restore_safety(day, safety, item, items, supplies, stock, stock_end, pool, orders, counts)
        if total + below > 0 and items.routed[item]:
            ahead = 0
            if items.period[item] > 1:
                ahead = _ahead(
                    day, day + items.period[item], expiry(item, day, items), safety, supplies, stock, stock_end,
                    pool, orders, needs, rows[end:], counts,
                )  # fmt: skip
            orders = _order(item, group, day, total + below + ahead, priority, items, calendars, orders, counts, marks)
        for place in range(first, end):
            if short[place] > 0:
                pegs, needs.missing[rows[place]] = _take_planned(
                    rows[place], day, short[place], pool, orders, needs, pegs, counts
                )
        first = end
        begin = False
    _find_surplus(safety, supplies, stock, stock_end, pool, orders, counts)
    return orders, pegs


@compiled
def _skip_used(supplies: Supplies, stock: int, stock_end: int) -> int:
    while stock < stock_end and supplies.left[stock] == 0:
        stock += 1
    return stock


@compiled
def _skip_over(day: int, pool: int, orders: Orders, counts: Ints) -> int:
    """The first planned order with something left that has not expired."""
    while pool < counts[ORDERS] and (orders.left[pool] == 0 or orders.expires[pool] <= day):
        pool += 1
    return pool


@compiled
def _take(
    demand: int,
    day: int,
    quantity: int,
    item: int,
    items: ItemColumns,
    supplies: Supplies,
    stock: int,
    stock_end: int,
    pool: int,
    orders: Orders,
    needs: Needs,
    pegs: PegColumns,
    counts: Ints,
) -> tuple[PegColumns, int]:
    """Peg a demand to what there is; returns what is still short."""
    reach = day + items.reschedule[item]
    for place in range(stock, stock_end):
        if quantity == 0 or (supplies.asked[place] > reach and not supplies.perishable[place]):
            break
        if supplies.day[place] <= day and supplies.expires[place] > day + needs.min_life[demand]:
            pegs, quantity = _take_from(place, demand, day, quantity, supplies, pegs, counts)
    if quantity > 0:
        pegs, quantity = _take_planned(demand, day, quantity, pool, orders, needs, pegs, counts)
    if quantity > 0 and items.reschedule[item] > 0:
        for place in range(stock, stock_end):
            if quantity == 0 or (supplies.asked[place] > reach and not supplies.perishable[place]):
                break
            late = day < supplies.day[place] <= reach and supplies.movable[place]
            if late and supplies.left[place] > 0 and supplies.expires[place] > day + needs.min_life[demand]:
                supplies.day[place] = day
                pegs, quantity = _take_from(place, demand, day, quantity, supplies, pegs, counts)
    return pegs, quantity


@compiled
def _take_from(
    place: int, demand: int, day: int, quantity: int, supplies: Supplies, pegs: PegColumns, counts: Ints
) -> tuple[PegColumns, int]:
    taken = min(quantity, supplies.left[place])
    if taken == 0:
        return pegs, quantity
    supplies.left[place] -= taken
    _want(place, day, demand, supplies)
    return _peg(supplies.source[place], supplies.row[place], demand, taken, pegs, counts), quantity - taken


@compiled
def _want(place: int, day: int, demand: int, supplies: Supplies) -> None:
    if supplies.wanted[place] == NEVER:
        supplies.wanted[place] = day
        supplies.driver[place] = demand


@compiled
def _take_planned(
    demand: int, day: int, quantity: int, pool: int, orders: Orders, needs: Needs, pegs: PegColumns, counts: Ints
) -> tuple[PegColumns, int]:
    for planned in range(pool, counts[ORDERS]):
        if quantity == 0:
            break
        taken = min(quantity, orders.left[planned])
        if taken > 0 and orders.due[planned] <= day and orders.expires[planned] > day + needs.min_life[demand]:
            orders.left[planned] -= taken
            quantity -= taken
            pegs = _peg(PLANNED, planned, demand, taken, pegs, counts)
    return pegs, quantity


@compiled
def _peg(source: int, supply: int, demand: int, quantity: int, pegs: PegColumns, counts: Ints) -> PegColumns:
    row = counts[PEGS]
    if row == pegs.supply.size:
        pegs = more_pegs(pegs)
    pegs.source[row] = source
    pegs.supply[row] = supply
    pegs.demand[row] = demand
    pegs.quantity[row] = quantity
    counts[PEGS] = row + 1
    return pegs


@compiled
def _planned_left(day: int, pool: int, orders: Orders, counts: Ints) -> int:
    """What is left of planned orders and may be used on a day."""
    left = 0
    for planned in range(pool, counts[ORDERS]):
        if orders.due[planned] <= day < orders.expires[planned]:
            left += orders.left[planned]
    return left


@compiled
def _restore_safety(
    day: int,
    safety: int,
    item: int,
    items: ItemColumns,
    supplies: Supplies,
    stock: int,
    stock_end: int,
    pool: int,
    orders: Orders,
    counts: Ints,
) -> int:
    """What is missing to the safety stock at the end of a day, after receipts in reach have been moved to it.

    Also finds the receipts that safety stock is the first to need: without them the rest would be below it.
    """
    there = _planned_left(day, pool, orders, counts)
    for place in range(stock, stock_end):
        if supplies.day[place] <= day < supplies.expires[place]:
            there += supplies.left[place]
    for place in range(stock, stock_end):
        if there >= safety:
            break
        reached = supplies.movable[place] and day < supplies.day[place] <= day + items.reschedule[item]
        if reached and supplies.left[place] > 0 and supplies.expires[place] > day:
            supplies.day[place] = day
            there += supplies.left[place]
    spare = there - safety
    for place in range(stock_end - 1, stock - 1, -1):
        if supplies.day[place] <= day < supplies.expires[place] and supplies.wanted[place] == NEVER:
            if supplies.left[place] > spare:
                _want(place, day, -1, supplies)
            else:
                spare -= supplies.left[place]
    return max(0, safety - there)


@compiled
def _ahead(
    day: int,
    until: int,
    expires: int,
    safety: int,
    supplies: Supplies,
    stock: int,
    stock_end: int,
    pool: int,
    orders: Orders,
    needs: Needs,
    rows: Ints,
    counts: Ints,
) -> int:
    """What the demands after `day` and before `until` lack beyond the supplies that come meanwhile: the deepest
    point the balance would fall to if this day were just covered. It ends where what is ordered now, which
    `expires`, would be too old."""
    balance = _planned_left(day, pool, orders, counts) - safety
    for place in range(stock, stock_end):
        if supplies.day[place] <= day < supplies.expires[place]:
            balance += supplies.left[place]
    balance = max(balance, 0)
    lowest = 0
    since = day
    for row in rows:
        if needs.day[row] >= until or needs.day[row] + needs.min_life[row] >= expires:
            break
        for place in range(stock, stock_end):
            if since < supplies.day[place] <= needs.day[row] < supplies.expires[place]:
                balance += supplies.left[place]
        for planned in range(pool, counts[ORDERS]):
            if since < orders.due[planned] <= needs.day[row] < orders.expires[planned]:
                balance += orders.left[planned]
        since = needs.day[row]
        balance -= needs.quantity[row]
        lowest = min(lowest, balance)
    return -lowest


@compiled
def _order(
    item: int,
    group: int,
    day: int,
    quantity: int,
    priority: int,
    items: ItemColumns,
    calendars: Calendars,
    orders: Orders,
    counts: Ints,
    marks: Marks,
) -> Orders:
    """Write the planned orders that cover a quantity needed on a day."""
    maximum = items.maximum[item]
    if maximum > 0 and quantity // maximum >= SPLITS:
        marks.too_small[item] = True
        maximum = -(-quantity // SPLITS)
    count, size, last = lot_sizes(quantity, items.minimum[item], maximum, items.multiple[item], items.precision[item])
    for number in range(count):
        orders = _room_for_one(orders, counts)
        lot = last if number == count - 1 else size
        _write_order(item, group, day, lot, priority, -1, items, orders, counts)
        orders.start[counts[ORDERS] - 1] = lead_before(item, lot, day, items, calendars)
    return orders


@compiled
def _room_for_one(orders: Orders, counts: Ints) -> Orders:
    return more_orders(orders) if counts[ORDERS] == orders.item.size else orders


@compiled
def _write_order(
    item: int,
    group: int,
    day: int,
    quantity: int,
    priority: int,
    made_by: int,
    items: ItemColumns,
    orders: Orders,
    counts: Ints,
) -> None:
    """All of a new row but its start."""
    row = counts[ORDERS]
    orders.item[row] = item
    orders.quantity[row] = orders.left[row] = quantity
    orders.due[row] = day
    orders.order[row] = group
    orders.priority[row] = priority
    orders.expires[row] = expiry(item, day, items)
    orders.made_by[row] = made_by
    counts[ORDERS] = row + 1


@compiled
def _find_surplus(
    safety: int, supplies: Supplies, stock: int, stock_end: int, pool: int, orders: Orders, counts: Ints
) -> None:
    """What of the receipts is not needed by anything, the last to come first; safety stock keeps its part."""
    spare = -safety
    for planned in range(pool, counts[ORDERS]):
        spare += orders.left[planned] if orders.made_by[planned] < 0 else 0
    for place in range(stock, stock_end):
        spare += supplies.left[place]
    for place in range(stock_end - 1, stock - 1, -1):
        if supplies.source[place] == RECEIPT:
            supplies.surplus[place] = max(0, min(supplies.left[place], spare))
            spare -= supplies.surplus[place]
