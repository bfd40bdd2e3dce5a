"""From the leaves up: the day each order and demand can truly be there, and what decides it."""

from __future__ import annotations

from typing import NamedTuple

from engine.compiled import compiled
from engine.mrp.columns import LOT, RECEIPT, Calendars, Given, ItemColumns, Needs, Orders, PegColumns, Ranges
from engine.mrp.lead_times import lead_after
from engine.mrp.problem import NEVER
from engine.tables import Ints, Shorts


class Receiving(NamedTuple):
    """Receipts by item, the lots' days, and the work order each given demand is issued to: -1 for none, and where
    the work order makes what it is issued, directly or through others."""

    starts: Ints
    row: Shorts
    day: Shorts
    issued_to: Shorts
    lot_day: Shorts


class Expected(NamedTuple):
    """`slip`: days a receipt comes later than planned because of its components."""

    order_ready: Shorts
    order: Shorts
    order_waits: Shorts
    receipt: Shorts
    receipt_waits: Shorts
    slip: Shorts
    demand: Shorts
    peg: Shorts


@compiled
def expect(
    today: int,
    sequence: Shorts,
    items: ItemColumns,
    calendars: Calendars,
    given: Given,
    receiving: Receiving,
    orders: Orders,
    needs: Needs,
    pegs: PegColumns,
    ranges: Ranges,
    expected: Expected,
) -> None:
    """Components before parents: an order is expected one lead time after the latest of its start, today and its
    last component; a demand when the last of its supplies is."""
    for place in range(sequence.size - 1, -1, -1):
        item = sequence[place]
        for planned in range(ranges.orders[item], ranges.orders_end[item]):
            _expect_order(today, item, planned, items, calendars, orders, expected)
        for index in range(receiving.starts[item], receiving.starts[item + 1]):
            receipt = receiving.row[index]
            expected.receipt[receipt] = min(NEVER, max(today, receiving.day[receipt]) + expected.slip[receipt])
        for peg in range(ranges.pegs[item], ranges.pegs_end[item]):
            _expect_demand(today, peg, receiving, pegs, expected)
        for index in range(given.starts[item], given.starts[item + 1]):
            demand = given.row[index]
            if needs.missing[demand] > 0:
                expected.demand[demand] = NEVER
            _delay_work_order(today, demand, receiving, needs, expected)
        for demand in range(ranges.needs[item], ranges.needs_end[item]):
            if needs.missing[demand] > 0:
                expected.demand[demand] = NEVER
            planned = needs.planned[demand]
            if expected.demand[demand] > expected.order_ready[planned]:
                expected.order_ready[planned] = expected.demand[demand]
                expected.order_waits[planned] = demand


@compiled
def _expect_order(
    today: int,
    item: int,
    planned: int,
    items: ItemColumns,
    calendars: Calendars,
    orders: Orders,
    expected: Expected,
) -> None:
    begin = max(today, orders.start[planned])
    if orders.made_by[planned] >= 0:  # it comes as planned: its order is looked at after it
        expected.order[planned] = max(today, orders.due[planned])
        return
    if expected.order_ready[planned] > begin:
        begin = expected.order_ready[planned]
    else:
        expected.order_waits[planned] = -1
    if begin == orders.start[planned]:
        expected.order[planned] = orders.due[planned]
    elif begin >= NEVER:
        expected.order[planned] = NEVER
    else:
        day = lead_after(item, orders.quantity[planned], begin, items, calendars)
        expected.order[planned] = max(day, orders.due[planned])


@compiled
def _expect_demand(today: int, peg: int, receiving: Receiving, pegs: PegColumns, expected: Expected) -> None:
    supply, demand = pegs.supply[peg], pegs.demand[peg]
    if pegs.source[peg] == LOT:
        day = max(today, receiving.lot_day[supply])
    elif pegs.source[peg] == RECEIPT:
        day = expected.receipt[supply]
    else:
        day = expected.order[supply]
    if expected.peg[demand] < 0 or day > expected.demand[demand]:
        expected.demand[demand] = day
        expected.peg[demand] = peg


@compiled
def _delay_work_order(today: int, demand: int, receiving: Receiving, needs: Needs, expected: Expected) -> None:
    """A work order waits for what is still to be issued to it."""
    receipt = receiving.issued_to[demand]
    if receipt < 0:
        return
    slip = expected.demand[demand] - max(today, needs.day[demand])
    if slip > expected.slip[receipt]:
        expected.slip[receipt] = slip
        expected.receipt_waits[receipt] = demand
