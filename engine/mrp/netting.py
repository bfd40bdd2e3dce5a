"""The netting, compiled: item by item, parents first. covering.py covers the demands on an item once they are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled
from engine.mrp.columns import (
    DEMANDS,
    ORDERS,
    PEGS,
    Calendars,
    Given,
    Lines,
    Marks,
    Rows,
    Supplies,
    room,
)
from engine.mrp.covering import cover, write_order
from engine.mrp.problem import NEVER
from engine.mrp.quantities import multiplied_up, rounded_up
from engine.tables import Ints, Shorts


@compiled
def net(
    today: int,
    sequence: Shorts,
    items: Rows,
    lines: Lines,
    calendars: Calendars,
    supplies: Supplies,
    given: Given,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    counts: Ints,
    ranges: Rows,
    marks: Marks,
) -> tuple[Rows, Rows, Rows]:
    """Plan every item. Fills `orders`, `needs` and `pegs` (grown as needed; `counts` says how far they are full)."""
    for item in sequence:
        rule = items[item]
        ranges[item].needs = counts[DEMANDS]
        ranges[item].orders = counts[ORDERS]
        ranges[item].pegs = counts[PEGS]
        used = lines.used[lines.used_starts[item] : lines.used_starts[item + 1]]
        coming = _coming(used, lines.rows, ranges)
        needs = room(needs, counts[DEMANDS], coming)
        orders = room(orders, counts[ORDERS], coming)
        for line in used:
            if lines.rows[line].output:
                _come_out(today, item, line, items, lines.rows, orders, counts, ranges, marks)
            else:
                _explode(today, item, line, items, lines.rows, orders, needs, counts, ranges, marks)
        ranges[item].needs_end = counts[DEMANDS]
        rows = _sorted_rows(rule, given.row[given.starts[item] : given.starts[item + 1]], needs, ranges[item])
        stock, last = supplies.starts[item], supplies.starts[item + 1]
        bare = rows.size == 0 and stock == last and rule.safety > 0
        first = 0
        while bare or first < rows.size or stock < last:
            group, first_end, stock_end = _group(rule, supplies.rows, stock, last, needs, rows, first)
            orders, pegs = cover(
                today, item, group, rule, calendars, supplies.rows, stock, stock_end, rows[first:first_end],
                orders, needs, pegs, counts, ranges[item].orders, marks,
            )  # fmt: skip
            first, stock, bare = first_end, stock_end, False
        ranges[item].orders_end = counts[ORDERS]
        ranges[item].pegs_end = counts[PEGS]
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
    today: int,
    item: int,
    line: int,
    items: Rows,
    lines: Rows,
    orders: Rows,
    needs: Rows,
    counts: Ints,
    ranges: Rows,
    marks: Marks,
) -> None:
    """Write the demands that the planned orders of a line's parent make on an item."""
    parent, precision = lines[line].parent, items[item].precision
    for planned in range(ranges[parent].orders, ranges[parent].orders_end):
        quantity = _of_line(today, line, lines[line], orders[planned], marks)
        if quantity < 0:
            continue
        orders[planned].fed = True
        need = needs[counts[DEMANDS]]
        need.item = item
        need.quantity = rounded_up(quantity, precision)
        need.day = orders[planned].start
        need.planned = planned
        need.line = line
        need.order = orders[planned].order
        need.priority = orders[planned].priority
        need.min_life = 0
        need.missing = 0
        need.peg = -1
        counts[DEMANDS] += 1


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
def _come_out(
    today: int,
    item: int,
    line: int,
    items: Rows,
    lines: Rows,
    orders: Rows,
    counts: Ints,
    ranges: Rows,
    marks: Marks,
) -> None:
    """Write what the planned orders of a line's parent bring of an item."""
    parent, rule = lines[line].parent, items[item]
    for planned in range(ranges[parent].orders, ranges[parent].orders_end):
        quantity = _of_line(today, line, lines[line], orders[planned], marks)
        quantity -= quantity % rule.precision
        if quantity > 0:
            day = orders[planned].due - items[parent].inspection + rule.inspection
            priority = orders[planned].priority
            write_order(item, rule, -1, orders[planned].start, day, quantity, priority, planned, orders, counts)


@compiled
def _sorted_rows(rule: Any, own: Shorts, needs: Rows, span: Any) -> Ints:
    """The rows of an item's demands by order (if it is planned by order), day, priority, row."""
    rows = np.empty(own.size + span.needs_end - span.needs, np.int64)
    rows[: own.size] = own
    for place in range(own.size, rows.size):
        rows[place] = span.needs + place - own.size
    keys = np.empty(rows.size, np.int64)
    for place in range(rows.size):
        keys[place] = needs[rows[place]].priority
    rows = _by(rows, keys)
    for place in range(rows.size):
        keys[place] = needs[rows[place]].day
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
            return rows[np.argsort(keys, kind="mergesort")]
    return rows


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
