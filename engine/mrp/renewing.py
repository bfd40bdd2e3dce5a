"""Netting anew what a change touches, compiled: item by item, parents first, and down only where orders change.

A touched item is netted behind all rows there are. Where its new rows fit into the place of the old ones they are put
there, so that what others say of them still holds; what needs more room stays behind, with some to spare.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled, inlined
from engine.mrp.columns import (
    ALL,
    PLANNED,
    Below,
    Calendars,
    Given,
    Kin,
    Levels,
    Lines,
    Marks,
    Replacing,
    Rows,
    Suppliers,
    Supplies,
    room_to_peg,
)
from engine.mrp.netting import net
from engine.mrp.problem import ALWAYS, NEVER
from engine.tables import Flags, Ints, Shorts

HELD = -2  # a row put down as HELD - row: it is not to be taken for one that lay there before


@compiled
def renew(
    sequence: Shorts,
    place_of: Shorts,
    waiting: Flags,
    below: Below,
    kin: Kin,
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
    renewed: Shorts,
) -> tuple[Rows, Rows, Rows, int]:
    """Net the items that wait (by their place in the sequence) and those this touches. Lists them in `renewed`, and
    answers the rows, which grow as needed, and how many items they are."""
    count, place, woken = 0, 0, np.zeros(kin.starts.size, np.bool_)
    while place < sequence.size:
        if not waiting[place]:
            place += 1
            continue
        item = sequence[place]
        if kin.of[item] >= 0 and not woken[kin.of[item]]:  # what one gives another cannot have: all net anew
            woken[kin.of[item]] = True
            for other in kin.items[kin.starts[kin.of[item]] : kin.starts[kin.of[item] + 1]]:
                waiting[place_of[other]] = True
                place = min(place, place_of[other])
            continue
        waiting[place] = False
        renewed[count] = item
        count += 1
        _forget(item, lines, supplies, given, needs, marks)
        before = ranges[item : item + 1].copy()
        state.lost = state.pegs
        pegs = room_to_peg(pegs, state, supplies.rows, orders, needs)
        orders, needs, pegs = net(
            sequence[place : place + 1], items, lines, calendars, levels, suppliers, supplies, replacing, given,
            orders, needs, pegs, state, ranges, marks,
        )  # fmt: skip
        if not _keep_orders(before[0], ranges[item], orders):
            for line in below.lines[below.starts[item] : below.starts[item + 1]]:
                waiting[place_of[lines.rows[line].component]] = True
        _settle(item, before[0], items, lines, supplies, replacing, orders, needs, pegs, state, ranges)
    return orders, needs, pegs, count


@compiled
def _forget(item: int, lines: Lines, supplies: Supplies, given: Given, needs: Rows, marks: Marks) -> None:
    """Put everything back as it was before the item was netted."""
    marks.too_small[item] = False
    for line in lines.used[lines.used_starts[item] : lines.used_starts[item + 1]]:
        marks.too_large[line] = False
    for place in range(supplies.starts[item], supplies.ends[item]):
        supply = supplies.rows[place]
        supply.day = supply.asked
        supply.left = supply.quantity
        supply.wanted = NEVER
        supply.driver = -1
        supply.surplus = 0
    for row in given.row[given.starts[item] : given.ends[item]]:
        needs[row].wanted = needs[row].day
        needs[row].missing = 0
        needs[row].replaced = 0


@compiled
def _keep_orders(before: Any, now: Any, orders: Rows) -> bool:
    """Whether the planned orders of an item ask the same of its components as before. They keep their dates then."""
    count = now.orders_end - now.orders
    if before.orders_end - before.orders != count:
        return False
    for number in range(count):
        if not _same(orders[before.orders + number], orders[now.orders + number]):
            return False
    for number in range(count):
        old, order = orders[before.orders + number], orders[now.orders + number]
        order.ready = old.ready
        order.expected = old.expected
        order.waits_for = old.waits_for
        order.fed = old.fed
        order.hears = old.hears
    return True


@inlined
def _same(old: Any, order: Any) -> bool:
    asks = old.quantity == order.quantity and old.start == order.start and old.due == order.due
    of = old.order == order.order and old.owner == order.owner and old.priority == order.priority
    return bool(asks and of and old.lead == order.lead and (old.made_by < 0) == (order.made_by < 0))


@compiled
def _settle(
    item: int,
    before: Any,
    items: Rows,
    lines: Lines,
    supplies: Supplies,
    replacing: Replacing,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    state: Any,
    ranges: Rows,
) -> None:
    """Put the new rows of an item into the place of the old ones where there is room."""
    now = ranges[item]
    first_order, orders_room = _place(before.orders, before.orders_room, now.orders, now.orders_end, orders.size)
    first_need, needs_room = _place(before.needs, before.needs_room, now.needs, now.needs_end, needs.size)
    first_peg, pegs_room = _place(before.pegs, before.pegs_room, now.pegs, now.pegs_end, pegs.size)
    by_orders, by_needs = first_order - now.orders, first_need - now.needs
    _carry(before, now, by_needs, items[item].replaced, orders, needs)
    for row in range(now.orders, now.orders_end):
        orders[row].driver = _moved(orders[row].driver, now.needs, by_needs)
        orders[row + by_orders] = orders[row]
    for row in range(now.needs, now.needs_end):
        needs[row].replaces = _moved(needs[row].replaces, now.needs, by_needs)
        needs[row + by_needs] = needs[row]
    for row in range(now.pegs, now.pegs_end):
        peg = pegs[row]
        peg.demand = _moved(peg.demand, now.needs, by_needs)
        if peg.source == PLANNED:
            peg.supply += by_orders
        pegs[first_peg + row - now.pegs] = peg
    _move_drivers(item, now.needs, by_needs, supplies)
    if items[item].replaced:
        for line in lines.used[lines.used_starts[item] : lines.used_starts[item + 1]]:
            for number in range(replacing.starts[line], replacing.starts[line + 1]):
                _move_drivers(replacing.rows[number].instead, now.needs, by_needs, supplies)
    state.orders = now.orders if by_orders < 0 else orders_room
    state.needs = now.needs if by_needs < 0 else needs_room
    state.pegs = now.pegs if first_peg < now.pegs else pegs_room
    now.orders, now.orders_end, now.orders_room = first_order, now.orders_end + by_orders, orders_room
    now.needs, now.asked, now.needs_end = first_need, now.asked + by_needs, now.needs_end + by_needs
    now.needs_room = needs_room
    now.pegs, now.pegs_end, now.pegs_room = first_peg, first_peg + now.pegs_end - now.pegs, pegs_room


@inlined
def _place(old: int, old_room: int, first: int, end: int, size: int) -> tuple[int, int]:
    """Where rows are to begin, and how far there is room for them."""
    if end - first <= old_room - old:
        return old, old_room
    return first, min(size, end + (end - first) // 4)


@inlined
def _moved(row: int, first: int, by: int) -> int:
    return row + by if row >= first else row


@compiled
def _move_drivers(item: int, first: int, by: int, supplies: Supplies) -> None:
    for place in range(supplies.starts[item], supplies.ends[item]):
        supplies.rows[place].driver = _moved(supplies.rows[place].driver, first, by)


@compiled
def _carry(before: Any, now: Any, by: int, replaced: bool, orders: Rows, needs: Rows) -> None:
    """Note with each demand of an order that stays what that has been told (nothing where substitutes may come in), and
    let orders that wait for a demand find it in its new place."""
    old = before.needs
    for row in range(now.needs, now.needs_end):
        need, order = needs[row], orders[needs[row].planned]
        need.expected = ALWAYS
        if order.hears == ALL or replaced or row >= now.asked:
            continue
        while old < before.asked and _stands_before(needs[old], need):
            old += 1
        if old < before.asked and needs[old].line == need.line and needs[old].planned == need.planned:
            need.expected = needs[old].expected
            if order.waits_for == old:
                order.waits_for = HELD - (row + by)
    for row in range(now.needs, now.asked):
        order = orders[needs[row].planned]
        if order.waits_for <= HELD:
            order.waits_for = HELD - order.waits_for


@inlined
def _stands_before(need: Any, other: Any) -> bool:
    return bool(need.line < other.line or (need.line == other.line and need.planned < other.planned))


@compiled
def worth_saying(
    today: int, touched: Shorts, given: Given, orders: Rows, needs: Rows, ranges: Rows
) -> tuple[Ints, Ints]:
    """Of these items the planned orders that should start by today, and the demands of which something is missing."""
    most_orders, most_needs = 0, 0
    for item in touched:
        span = ranges[item]
        most_orders += span.orders_end - span.orders
        most_needs += given.ends[item] - given.starts[item] + span.needs_end - span.needs
    starting, missing = np.empty(most_orders, np.int64), np.empty(most_needs, np.int64)
    count, lacking = 0, 0
    for item in touched:
        span = ranges[item]
        for row in range(span.orders, span.orders_end):
            if orders[row].start <= today:
                starting[count] = row
                count += 1
        for row in given.row[given.starts[item] : given.ends[item]]:
            if needs[row].missing > 0:
                missing[lacking] = row
                lacking += 1
        for row in range(span.needs, span.needs_end):
            if needs[row].missing > 0:
                missing[lacking] = row
                lacking += 1
    return starting[:count], missing[:lacking]
