"""plan(problem): check the rows, order the items, net, expect, and put it into tables."""

from __future__ import annotations

from dataclasses import fields
from time import perf_counter
from typing import TypeVar

import numpy as np

from engine.mrp.checks import Sound, check
from engine.mrp.columns import LOT, RANGE, RECEIPT, RECEIVED, Marks, Rows, rows_of
from engine.mrp.expecting import Receiving, expect
from engine.mrp.forecasting import consume, with_rest
from engine.mrp.loading import (
    calendars_of,
    given_of,
    items_of,
    levels_of,
    lines_of,
    replacing_of,
    rooms_of,
    state_of,
    suppliers_of,
    supplies_of,
)
from engine.mrp.messages import messages_of
from engine.mrp.netting import net
from engine.mrp.problem import NEVER, Problem, SupplyKind
from engine.mrp.quantities import factors
from engine.mrp.result import Fault, Pegs, Plan, PlannedDemands, PlannedOrders, Reason
from engine.mrp.structure import EXPLODED, Structure, by_key, structure
from engine.tables import Shorts, Table

Result = TypeVar("Result", bound=Table)


def plan(problem: Problem) -> Plan:
    """Gross to net for every item. Faulty rows are named in Plan.faults and the rest is planned."""
    begun = perf_counter()
    faults, sound = check(problem)
    top, bottom, too_large = factors(problem.bom, sound.bom)
    faults += [Fault("bom", row, Reason.TOO_LARGE, "quantity") for row in np.flatnonzero(too_large).tolist()]
    sound = sound._replace(bom=sound.bom & ~too_large)
    consumed = consume(problem, sound)
    asked, sound = with_rest(problem, sound, consumed)
    shape = structure(asked, sound, faults)

    items, calendars = items_of(asked, sound, shape), calendars_of(asked)
    supplies, given = supplies_of(asked, sound), given_of(asked, sound)
    orders, needs, pegs = rooms_of(asked, shape, supplies, given)
    state = state_of(asked)
    ranges = np.zeros(len(asked.items), RANGE)
    marks = Marks(np.zeros(len(asked.bom), np.bool_), np.zeros(len(asked.items), np.bool_))
    lines, levels = lines_of(asked, shape, top, bottom), levels_of(asked, sound)
    suppliers, replacing = suppliers_of(asked, sound), replacing_of(asked, shape, supplies, levels)
    orders, needs, pegs = net(
        shape.order, items, lines, calendars, levels, suppliers, supplies, replacing, given, orders,
        needs, pegs, state, ranges, marks,
    )  # fmt: skip
    orders, needs, pegs = orders[: state.orders], needs[: state.needs], pegs[: state.pegs]
    faults += _found_on_the_way(asked, marks, orders, needs)
    messages = messages_of(asked, items, supplies.rows, orders, needs)
    _mark_left_out(asked, sound, needs)

    receiving = _receiving(asked, sound, shape)
    expect(asked.today, shape.expecting, items, calendars, given, receiving, orders, needs, pegs, ranges)
    return Plan(
        problem=problem,
        planned=_table(PlannedOrders, orders),
        demands=_table(PlannedDemands, needs),
        pegs=_table(Pegs, pegs),
        messages=messages,
        consumed=consumed,
        faults=tuple(faults),
        lot_day=_used_from(supplies.rows, LOT, np.maximum(problem.lots.available, problem.today)),
        receipt_day=_used_from(supplies.rows, RECEIPT, np.maximum(problem.receipts.day, problem.today)),
        receipt_expected=receiving.rows["expected"].copy(),
        receipt_waits_for=receiving.rows["waits_for"].copy(),
        lot_used=sound.lots & ~problem.lots.blocked,
        receipt_used=sound.receipts,
        demand_used=np.append(sound.demands, np.ones(needs.size - len(asked.demands), np.bool_)),
        seconds=perf_counter() - begun,
    )


def _table(kind: type[Result], rows: Rows) -> Result:
    """A table of the result from records that have its columns."""
    return kind(**{each.name: rows[each.name] for each in fields(kind)})


def _mark_left_out(problem: Problem, sound: Sound, needs: Rows) -> None:
    """A demand that was not planned is missing whole."""
    left_out = np.flatnonzero(~sound.demands)
    needs["missing"][left_out] = np.maximum(problem.demands.quantity[left_out], 0)


def _receiving(problem: Problem, sound: Sound, shape: Structure) -> Receiving:
    rows = np.flatnonzero(sound.receipts)
    order, starts = by_key(problem.receipts.item[rows], len(problem.items))
    return Receiving(
        starts=starts,
        row=rows[order].astype(np.int32),
        rows=rows_of(RECEIVED, len(problem.receipts), day=problem.receipts.day, expected=NEVER, waits_for=-1, slip=0),
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


def _used_from(supplies: Rows, source: int, days: Shorts) -> Shorts:
    days = days.astype(np.int32)
    places = np.flatnonzero(supplies["source"] == source)
    days[supplies["row"][places]] = supplies["day"][places]
    return days


def _found_on_the_way(problem: Problem, marks: Marks, orders: Rows, needs: Rows) -> list[Fault]:
    """Faults only the netting shows: quantities that explode, lots too many, no route, nothing to make it of."""
    without_route = np.unique(needs["item"][needs["missing"] > 0])
    without_route = without_route[problem.items.kind[without_route] == SupplyKind.NONE]
    from_nothing = np.unique(orders["item"][~orders["fed"]])
    from_nothing = from_nothing[np.isin(problem.items.kind[from_nothing], EXPLODED)]
    return [
        *(Fault("bom", row, Reason.TOO_LARGE, "quantity") for row in np.flatnonzero(marks.too_large).tolist()),
        *(Fault("items", row, Reason.TOO_SMALL, "lot_maximum") for row in np.flatnonzero(marks.too_small).tolist()),
        *(Fault("items", row, Reason.NO_ROUTE, "kind") for row in without_route.tolist()),
        *(Fault("items", row, Reason.NO_COMPONENTS, "kind") for row in from_nothing.tolist()),
    ]
