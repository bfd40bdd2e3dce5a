"""From the leaves up: the day each order and demand can truly be there, and what decides it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled, inlined
from engine.mrp.columns import (
    ALL,
    ANY,
    LOT,
    NONE,
    RECEIPT,
    Below,
    Calendars,
    Given,
    Kin,
    Lines,
    Receiving,
    Rows,
    Supplies,
)
from engine.mrp.lead_times import lead_after
from engine.mrp.problem import NEVER
from engine.tables import Flags, Shorts


@compiled
def expect(
    today: int,
    sequence: Shorts,
    position: Shorts,
    waiting: Flags,
    items: Rows,
    lines: Lines,
    below: Below,
    kin: Kin,
    calendars: Calendars,
    given: Given,
    supplies: Supplies,
    receiving: Receiving,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    ranges: Rows,
    heard: Shorts,
) -> int:
    """Components before parents: an order is expected one lead time after the latest of its start, today and its
    last component; a demand when the last of its supplies is. Fills what ORDER, NEED and RECEIVED have for it, of the
    items that wait (by their place in the sequence) and of those above whom it concerns. Lists them in `heard` and
    answers how many they are."""
    count = 0
    for place in range(sequence.size - 1, -1, -1):
        if not waiting[place]:
            continue
        waiting[place] = False
        item = sequence[place]
        heard[count] = item
        count += 1
        for planned in range(ranges[item].orders, ranges[item].orders_end):
            if orders[planned].hears == ANY:
                _ask(today, planned, items, lines.rows, below, orders, needs, ranges)
            _expect_order(today, items[item], orders[planned], calendars)
        if _expect_receipts(today, item, position, supplies, receiving, needs) and kin.of[item] >= 0:
            for other in kin.items[kin.starts[kin.of[item]] : kin.starts[kin.of[item] + 1]]:
                if position[other] < place:
                    waiting[position[other]] = True
        _expect_demands(today, item, position, waiting, given, receiving, supplies, orders, needs, pegs, ranges[item])
    return count


@inlined
def _expect_order(today: int, rule: Any, order: Any, calendars: Calendars) -> None:
    order.hears = NONE
    begin = max(today, order.start)
    if order.made_by >= 0:  # it comes as planned: its order is looked at after it
        order.expected = max(today, order.due)
        return
    if order.ready > begin:
        begin = order.ready
    else:
        order.waits_for = -1
    if begin == order.start:
        order.expected = order.due
    elif begin >= NEVER:
        order.expected = NEVER
    else:
        order.expected = max(lead_after(rule, order.lead, begin, calendars), order.due)


@compiled
def _expect_receipts(
    today: int, item: int, position: Shorts, supplies: Supplies, receiving: Receiving, needs: Rows
) -> bool:
    """A work order waits for what is still to be issued to it. Answers whether any receipt of the item comes on another
    day than before."""
    moved = False
    for place in range(supplies.starts[item], supplies.ends[item]):
        if supplies.rows[place].source == RECEIPT:
            receipt = receiving.rows[supplies.rows[place].row]
            if receipt.hears == ANY:
                _ask_issued(today, supplies.rows[place].row, position, receiving, needs)
            expected = min(NEVER, max(today, receipt.day) + receipt.slip)
            moved |= expected != receipt.expected
            receipt.expected = expected
    return moved


@compiled
def _ask_issued(today: int, row: int, position: Shorts, receiving: Receiving, needs: Rows) -> None:
    """How much later than planned what is issued to a work order is there; of equals the furthest below decides."""
    receipt = receiving.rows[row]
    receipt.hears, receipt.slip, receipt.waits_for, furthest = NONE, 0, -1, -1
    demand = receiving.first[row]
    while demand >= 0:
        need = needs[demand]
        slip, place = need.expected - max(today, need.day), position[need["item"]]
        if slip > 0 and (slip > receipt.slip or (slip == receipt.slip and place > furthest)):
            receipt.slip, receipt.waits_for, furthest = slip, demand, place
        demand = receiving.following[demand]


@compiled
def _expect_demands(
    today: int,
    item: int,
    position: Shorts,
    waiting: Flags,
    given: Given,
    receiving: Receiving,
    supplies: Supplies,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    span: Any,
) -> None:
    """When the demands on an item are met, and word of it to the orders and work orders they are for."""
    own = given.row[given.starts[item] : given.ends[item]]
    told, of_given = np.empty(span.needs_end - span.needs, np.int64), np.empty(own.size, np.int64)
    for index in range(own.size):
        of_given[index] = needs[own[index]].expected
        _expect_nothing(today, needs[own[index]])
    for row in range(span.needs, span.needs_end):
        told[row - span.needs] = needs[row].expected
        _expect_nothing(today, needs[row])
    for row in range(span.pegs, span.pegs_end):
        _expect_demand(today, row, pegs[row], receiving, orders, needs)
    for index in range(own.size):
        need, issued_to = needs[own[index]], receiving.issued_to[own[index]]
        _without_what_is_missing(need)
        if issued_to >= 0 and need.expected != of_given[index]:
            receiving.rows[issued_to].hears = ANY
            waiting[position[receiving.rows[issued_to]["item"]]] = True
    for row in range(span.needs, span.needs_end):
        need, order = needs[row], orders[needs[row].planned]
        _without_what_is_missing(need)
        if order.hears == ALL:
            _hear(row, need, order)
        elif need.expected != told[row - span.needs]:
            order.hears = ANY
            waiting[position[order["item"]]] = True


@inlined
def _expect_nothing(today: int, need: Any) -> None:
    need.expected = today
    need.peg = -1


@inlined
def _expect_demand(today: int, row: int, peg: Any, receiving: Receiving, orders: Rows, needs: Rows) -> None:
    if peg.source == LOT:
        day = max(today, receiving.lot_day[peg.supply])
    elif peg.source == RECEIPT:
        day = receiving.rows[peg.supply].expected
    else:
        day = orders[peg.supply].expected
    need = needs[peg.demand]
    if need.peg < 0 or day > need.expected:
        need.peg = row
        need.expected = day


@inlined
def _without_what_is_missing(need: Any) -> None:
    if need.missing > 0:
        need.expected = NEVER


@inlined
def _hear(row: int, need: Any, order: Any) -> None:
    if need.expected > order.ready:
        order.ready = need.expected
        order.waits_for = row


@compiled
def _ask(
    today: int, planned: int, items: Rows, lines: Rows, below: Below, orders: Rows, needs: Rows, ranges: Rows
) -> None:
    """When all the components of a planned order are there, asked in the order in which they would have told it."""
    order = orders[planned]
    order.ready, order.waits_for = today, -1
    own = below.lines[below.starts[order["item"]] : below.starts[order["item"] + 1]]
    for place in range(own.size):
        component = lines[own[place]].component
        span = ranges[component]
        row = _asked_by(planned, own[place], needs, span.needs, span.asked)
        if row >= 0:
            _hear(row, needs[row], order)
        last = place + 1 == own.size or lines[own[place + 1]].component != component
        if last and items[component].replaced:
            for other in range(span.asked, span.needs_end):
                if needs[other].planned == planned:
                    _hear(other, needs[other], order)


@compiled
def _asked_by(planned: int, line: int, needs: Rows, first: int, end: int) -> int:
    """The demand of a planned order through a line, among those sorted by line and order; -1 where there is none."""
    while first < end:
        middle = (first + end) // 2
        need = needs[middle]
        if need.line == line and need.planned == planned:
            return middle
        if need.line < line or (need.line == line and need.planned < planned):
            first = middle + 1
        else:
            end = middle
    return -1
