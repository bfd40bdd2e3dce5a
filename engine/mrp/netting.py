"""The netting, compiled: item by item, parents first. covering.py covers the demands on an item once they are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled
from engine.mrp.columns import (
    Calendars,
    Given,
    Levels,
    Lines,
    Marks,
    Replacing,
    Rows,
    Suppliers,
    Supplies,
    room,
    room_to_peg,
)
from engine.mrp.covering import cover
from engine.mrp.lead_times import days_before
from engine.mrp.ordering import write_order
from engine.mrp.problem import NEVER
from engine.mrp.quantities import multiplied_up, rounded_up
from engine.tables import Ints, Shorts

NEAR = 1000  # days, or whatever else: so far apart at most are numbers that are counted and not compared


@compiled
def net(
    sequence: Shorts,
    items: Rows,
    lines: Lines,
    calendars: Calendars,
    levels: Levels,
    suppliers: Suppliers,
    supplies: Supplies,
    replacing: Replacing,
    given: Given,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    state: Any,
    ranges: Rows,
    marks: Marks,
) -> tuple[Rows, Rows, Rows]:
    """Plan every item. Fills `orders`, `needs` and `pegs` (grown as needed; `state` says how far they are full)."""
    for item in sequence:
        rule = items[item]
        state.row, state.group = item, -1
        ranges[item].needs = state.needs
        ranges[item].orders = state.orders
        ranges[item].pegs = state.pegs
        used = lines.used[lines.used_starts[item] : lines.used_starts[item + 1]]
        coming = _coming(used, lines.rows, ranges)
        needs = room(needs, state.needs, coming)
        orders = room(orders, state.orders, coming)
        pegs = room_to_peg(pegs, state, supplies.rows, orders, needs)
        for line in used:
            if lines.rows[line].output:
                _come_out(line, items, lines.rows, orders, state, ranges, marks)
            else:
                _explode(line, items, lines.rows, orders, needs, state, ranges, marks)
        ranges[item].asked = state.needs
        rows = _rows_of(given.row[given.starts[item] : given.ends[item]], ranges[item])
        if rule.sooner > 0:
            _want_sooner(rule, rows, needs, calendars)
        rows = _sorted_rows(rule, rows, needs)
        of_item = levels.rows[levels.starts[item] : levels.starts[item + 1]]
        sellers = suppliers.rows[suppliers.starts[item] : suppliers.starts[item + 1]].copy()
        stock, last = supplies.starts[item], supplies.ends[item]
        bare = rows.size == 0 and stock == last and of_item.size > 0
        first = 0
        while bare or first < rows.size or stock < last:
            state.group, first_end, stock_end = _group(rule, supplies.rows, stock, last, needs, rows, first)
            state.stock, state.stock_end = stock, stock_end
            state.pool = state.orders if rule.by_order else ranges[item].orders
            orders, needs, pegs = cover(
                items, of_item, sellers, calendars, supplies.rows, replacing, rows[first:first_end],
                orders, needs, pegs, state, marks,
            )  # fmt: skip
            first, stock, bare = first_end, stock_end, False
        ranges[item].needs_end = ranges[item].needs_room = state.needs
        ranges[item].orders_end = ranges[item].orders_room = state.orders
        ranges[item].pegs_end = ranges[item].pegs_room = state.pegs
    return orders, needs, pegs


@compiled
def _coming(used: Shorts, lines: Rows, ranges: Rows) -> int:
    """Planned orders of all items these lines belong to."""
    count = 0
    for line in used:
        parent = lines[line].parent
        count += ranges[parent].orders_end - ranges[parent].orders
    return count


@compiled
def _explode(
    line: int, items: Rows, lines: Rows, orders: Rows, needs: Rows, state: Any, ranges: Rows, marks: Marks
) -> None:
    """Write the demands that the planned orders of a line's parent make on the item at hand."""
    parent, precision = lines[line].parent, items[state.row].precision
    for planned in range(ranges[parent].orders, ranges[parent].orders_end):
        quantity = _of_line(state.today, line, lines[line], orders[planned], marks)
        if quantity < 0:
            continue
        orders[planned].fed = True
        need = needs[state.needs]
        need.item = state.row
        need.quantity = rounded_up(quantity, precision)
        need.day = orders[planned].start
        need.planned = planned
        need.line = line
        need.wanted = need.day
        need.order = orders[planned].order
        need.owner = orders[planned].owner
        need.priority = orders[planned].priority
        need.min_life = 0
        need.missing = 0
        need.replaced = 0
        need.replaces = -1
        need.peg = -1
        state.needs += 1


@compiled
def _of_line(today: int, row: int, line: Any, order: Any, marks: Marks) -> int:
    """What a line asks or gives for a planned order of its parent; -1 where it has no part in that order."""
    if order.made_by >= 0 or not line.first <= max(today, order.start) <= line.last:
        return -1
    quantity = multiplied_up(order.quantity, line.top, line.bottom)
    if quantity < 0:
        marks.too_large[row] = True
    return quantity


@compiled
def _come_out(line: int, items: Rows, lines: Rows, orders: Rows, state: Any, ranges: Rows, marks: Marks) -> None:
    """Write what the planned orders of a line's parent bring of the item at hand."""
    parent, rule = lines[line].parent, items[state.row]
    for planned in range(ranges[parent].orders, ranges[parent].orders_end):
        quantity = _of_line(state.today, line, lines[line], orders[planned], marks)
        quantity -= quantity % rule.precision
        if quantity > 0:
            order = orders[planned]
            day = order.due - items[parent].inspection + rule.inspection
            write_order(rule, order.owner, order.start, 0, day, quantity, order.priority, -1, planned, orders, state)


@compiled
def _rows_of(own: Shorts, span: Any) -> Ints:
    """The rows of an item's demands: the given ones, then those of planned orders."""
    rows = np.empty(own.size + span.asked - span.needs, np.int64)
    rows[: own.size] = own
    for place in range(own.size, rows.size):
        rows[place] = span.needs + place - own.size
    return rows


@compiled
def _want_sooner(rule: Any, rows: Ints, needs: Rows, calendars: Calendars) -> None:
    """Supply is wanted before its need by the item's safety time, but not so early that it would be too old then."""
    for row in rows:
        need = needs[row]
        need.wanted = days_before(rule, rule.sooner, need.day, calendars)
        if rule.life > 0:
            fresh = need.day + need.min_life + 1 - rule.life + rule.inspection
            need.wanted = min(need.day, max(need.wanted, fresh))


@compiled
def _sorted_rows(rule: Any, rows: Ints, needs: Rows) -> Ints:
    """The rows of an item's demands by order (if it is planned by order), day, priority, row."""
    keys = np.empty(rows.size, np.int64)
    for place in range(rows.size):
        keys[place] = needs[rows[place]].priority
    rows = _by(rows, keys)
    for place in range(rows.size):
        keys[place] = needs[rows[place]].wanted
    rows = _by(rows, keys)
    if not rule.by_order:
        return rows
    for place in range(rows.size):
        keys[place] = needs[rows[place]].order
    return _by(rows, keys)


@compiled
def _by(rows: Ints, keys: Ints) -> Ints:
    """Sort stably by a key, and not at all where they are in order already."""
    for place in range(1, rows.size):
        if keys[place - 1] > keys[place]:
            first, last = keys.min(), keys.max()
            return (
                _counted(rows, keys, first, last) if last - first < NEAR else rows[np.argsort(keys, kind="mergesort")]
            )
    return rows


@compiled
def _counted(rows: Ints, keys: Ints, first: int, last: int) -> Ints:
    """Sort stably by keys that are near each other: how many there are of each says where the next begins."""
    places = np.zeros(last - first + 2, np.int64)
    for key in keys:
        places[key - first + 1] += 1
    for place in range(1, places.size):
        places[place] += places[place - 1]
    result = np.empty_like(rows)
    for number in range(rows.size):
        place = keys[number] - first
        result[places[place]] = rows[number]
        places[place] += 1
    return result


@compiled
def _group(
    rule: Any, supplies: Rows, stock: int, last: int, needs: Rows, rows: Ints, first: int
) -> tuple[int, int, int]:
    """The next order to net of a by-order item (all of it for others): its number, end of its demands and supplies."""
    if not rule.by_order:
        return -1, rows.size, last
    group = NEVER
    if first < rows.size:
        group = min(group, needs[rows[first]].order)
    if stock < last:
        group = min(group, supplies[stock].order)
    first_end = first
    while first_end < rows.size and needs[rows[first_end]].order == group:
        first_end += 1
    end = stock
    while end < last and supplies[end].order == group:
        end += 1
    return group, first_end, end
