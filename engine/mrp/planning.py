"""plan(problem): check the rows, order the items, net, expect, and put it into tables."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from engine.mrp.checks import Sound, check
from engine.mrp.columns import DEMANDS, LOT, ORDERS, PEGS, RECEIPT, Marks, Needs, Orders, PegColumns, Ranges, Supplies
from engine.mrp.expecting import Expected, Receiving, expect
from engine.mrp.loading import (
    calendars_of,
    given_of,
    items_of,
    lines_of,
    room_for_needs,
    room_for_orders,
    room_for_pegs,
    supplies_of,
)
from engine.mrp.messages import messages_of
from engine.mrp.netting import net
from engine.mrp.problem import NEVER, Problem, SupplyKind
from engine.mrp.quantities import factors
from engine.mrp.result import Fault, Pegs, Plan, PlannedDemands, PlannedOrders, Reason
from engine.mrp.structure import EXPLODED, Structure, by_key, structure
from engine.tables import Shorts


def plan(problem: Problem) -> Plan:
    """Gross to net for every item. Faulty rows are named in Plan.faults and the rest is planned."""
    begun = perf_counter()
    faults, sound = check(problem)
    top, bottom, too_large = factors(problem.bom, sound.bom)
    faults += [Fault("bom", row, Reason.TOO_LARGE, "quantity") for row in np.flatnonzero(too_large).tolist()]
    sound = sound._replace(bom=sound.bom & ~too_large)
    shape = structure(problem, sound, faults)

    items, calendars = items_of(problem, sound), calendars_of(problem)
    supplies, given = supplies_of(problem, sound), given_of(problem, sound)
    orders, needs, pegs = room_for_orders(problem), room_for_needs(problem), room_for_pegs(problem)
    counts = np.array([0, len(problem.demands), 0], np.int64)
    ranges = Ranges(*(np.zeros(len(problem.items), np.int64) for _ in Ranges._fields))
    marks = Marks(np.zeros(len(problem.bom), np.bool_), np.zeros(len(problem.items), np.bool_))
    lines = lines_of(problem, shape, top, bottom)
    orders, needs, pegs = net(
        problem.today, shape.order, items, lines, calendars, supplies, given, orders, needs, pegs, counts, ranges, marks
    )
    orders = Orders(*(column[: counts[ORDERS]] for column in orders))
    needs = Needs(*(column[: counts[DEMANDS]] for column in needs))
    pegs = PegColumns(*(column[: counts[PEGS]] for column in pegs))
    faults += _found_on_the_way(problem, marks, orders, needs)
    messages = messages_of(problem, items, supplies, orders, needs, pegs)
    _mark_left_out(problem, sound, needs)

    expected = _nothing_expected(problem, orders, needs)
    receiving = _receiving(problem, sound, shape)
    expect(problem.today, shape.order, items, calendars, given, receiving, orders, needs, pegs, ranges, expected)
    return Plan(
        problem=problem,
        planned=PlannedOrders(
            orders.item,
            orders.quantity,
            orders.start,
            orders.due,
            expected.order_ready,
            expected.order,
            expected.order_waits,
            orders.order,
            orders.expires,
            orders.made_by,
        ),
        demands=PlannedDemands(
            needs.item,
            needs.quantity,
            needs.day,
            needs.planned,
            needs.line,
            needs.order,
            needs.missing,
            expected.demand,
            expected.peg,
        ),
        pegs=Pegs(*pegs),
        messages=messages,
        faults=tuple(faults),
        lot_day=_used_from(supplies, LOT, np.maximum(problem.lots.available, problem.today)),
        receipt_day=_used_from(supplies, RECEIPT, np.maximum(problem.receipts.day, problem.today)),
        receipt_expected=expected.receipt,
        receipt_waits_for=expected.receipt_waits,
        lot_used=sound.lots & ~problem.lots.blocked,
        receipt_used=sound.receipts,
        demand_used=np.append(sound.demands, np.ones(needs.item.size - len(problem.demands), np.bool_)),
        seconds=perf_counter() - begun,
    )


def _mark_left_out(problem: Problem, sound: Sound, needs: Needs) -> None:
    """A demand that was not planned is missing whole."""
    left_out = np.flatnonzero(~sound.demands)
    needs.missing[left_out] = np.maximum(problem.demands.quantity[left_out], 0)


def _nothing_expected(problem: Problem, orders: Orders, needs: Needs) -> Expected:
    demand = np.full(needs.item.size, problem.today, np.int32)
    demand[: len(problem.demands)] = np.where(
        needs.missing[: len(problem.demands)] > 0, NEVER, demand[: len(problem.demands)]
    )
    return Expected(
        order_ready=np.full(orders.item.size, problem.today, np.int32),
        order=np.zeros(orders.item.size, np.int32),
        order_waits=np.full(orders.item.size, -1, np.int32),
        receipt=np.full(len(problem.receipts), NEVER, np.int32),
        receipt_waits=np.full(len(problem.receipts), -1, np.int32),
        slip=np.zeros(len(problem.receipts), np.int32),
        demand=demand,
        peg=np.full(needs.item.size, -1, np.int32),
    )


def _receiving(problem: Problem, sound: Sound, shape: Structure) -> Receiving:
    rows = np.flatnonzero(sound.receipts)
    order, starts = by_key(problem.receipts.item[rows], len(problem.items))
    return Receiving(
        starts=starts,
        row=rows[order].astype(np.int32),
        day=problem.receipts.day,
        issued_to=_issued_to(problem, sound, shape),
        lot_day=problem.lots.available,
    )


def _issued_to(problem: Problem, sound: Sound, shape: Structure) -> Shorts:
    demands, receipts = problem.demands, problem.receipts
    issued_to = np.full(len(demands), -1, np.int32)
    rows = np.flatnonzero(sound.demands & (demands.receipt >= 0))
    rows = rows[sound.receipts[demands.receipt[rows]]]
    below = shape.position[receipts.item[demands.receipt[rows]]] < shape.position[demands.item[rows]]
    issued_to[rows[below]] = demands.receipt[rows[below]]
    return issued_to


def _used_from(supplies: Supplies, source: int, days: Shorts) -> Shorts:
    days = days.astype(np.int32)
    places = np.flatnonzero(supplies.source == source)
    days[supplies.row[places]] = supplies.day[places]
    return days


def _found_on_the_way(problem: Problem, marks: Marks, orders: Orders, needs: Needs) -> list[Fault]:
    """Faults only the netting shows: quantities that explode, lots too many, no route, nothing to make it of."""
    without_route = np.unique(needs.item[needs.missing > 0])
    without_route = without_route[problem.items.kind[without_route] == SupplyKind.NONE]
    fed = np.zeros(orders.item.size, np.bool_)
    fed[needs.planned[needs.planned >= 0]] = True
    fed |= orders.made_by >= 0
    from_nothing = np.unique(orders.item[~fed & np.isin(problem.items.kind[orders.item], EXPLODED)])
    return [
        *(Fault("bom", row, Reason.TOO_LARGE, "quantity") for row in np.flatnonzero(marks.too_large).tolist()),
        *(Fault("items", row, Reason.TOO_SMALL, "lot_maximum") for row in np.flatnonzero(marks.too_small).tolist()),
        *(Fault("items", row, Reason.NO_ROUTE, "kind") for row in without_route.tolist()),
        *(Fault("items", row, Reason.NO_COMPONENTS, "kind") for row in from_nothing.tolist()),
    ]
