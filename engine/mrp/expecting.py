"""From the leaves up: the day each order and demand can truly be there, and what decides it."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.compiled import compiled, inlined
from engine.mrp.columns import LOT, RECEIPT, Calendars, Given, Rows
from engine.mrp.lead_times import lead_after
from engine.mrp.problem import NEVER
from engine.tables import Ints, Shorts


class Receiving(NamedTuple):
    """All receipts; the sound ones by item; the lots' days; and the work order each given demand is issued to: -1 for
    none, and where the work order makes what it is issued, directly or through others."""

    starts: Ints
    row: Shorts
    rows: Rows
    issued_to: Shorts
    lot_day: Shorts


@compiled
def expect(
    today: int,
    sequence: Shorts,
    items: Rows,
    calendars: Calendars,
    given: Given,
    receiving: Receiving,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    ranges: Rows,
) -> None:
    """Components before parents: an order is expected one lead time after the latest of its start, today and its
    last component; a demand when the last of its supplies is. Fills what ORDER, NEED and RECEIVED have for it."""
    for demand in range(needs.size):  # also those nobody could plan
        needs[demand].expected = NEVER if needs[demand].missing > 0 else today
    for planned in range(orders.size):
        orders[planned].ready = today
    for place in range(sequence.size - 1, -1, -1):
        item = sequence[place]
        span = ranges[item]
        for planned in range(span.orders, span.orders_end):
            _expect_order(today, items[item], orders[planned], calendars)
        for index in range(receiving.starts[item], receiving.starts[item + 1]):
            receipt = receiving.rows[receiving.row[index]]
            receipt.expected = min(NEVER, max(today, receipt.day) + receipt.slip)
        for peg in range(span.pegs, span.pegs_end):
            _expect_demand(today, peg, pegs[peg], receiving, orders, needs)
        for index in range(given.starts[item], given.starts[item + 1]):
            _without_what_is_missing(needs[given.row[index]])
            _delay_work_order(today, given.row[index], receiving, needs)
        for demand in range(span.needs, span.needs_end):
            need = needs[demand]
            _without_what_is_missing(need)
            order = orders[need.planned]
            if need.expected > order.ready:
                order.ready = need.expected
                order.waits_for = demand


@inlined
def _expect_order(today: int, rule: Any, order: Any, calendars: Calendars) -> None:
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


@compiled
def _delay_work_order(today: int, demand: int, receiving: Receiving, needs: Rows) -> None:
    """A work order waits for what is still to be issued to it."""
    if receiving.issued_to[demand] < 0:
        return
    receipt = receiving.rows[receiving.issued_to[demand]]
    slip = needs[demand].expected - max(today, needs[demand].day)
    if slip > receipt.slip:
        receipt.slip = slip
        receipt.waits_for = demand
