"""plan(problem): check the rows, order the items, net, expect, and put it into tables."""

from __future__ import annotations

from dataclasses import fields
from time import perf_counter
from typing import TypeVar

import numpy as np

from engine.mrp.columns import LOT, RECEIPT, Marks, Rows
from engine.mrp.messages import messages_of
from engine.mrp.problem import NEVER, Problem, SupplyKind
from engine.mrp.result import Fault, Pegs, Plan, PlannedDemands, PlannedOrders, Reason
from engine.mrp.structure import EXPLODED
from engine.mrp.working import Workings, work
from engine.tables import Shorts, Table

Result = TypeVar("Result", bound=Table)


def plan(problem: Problem) -> Plan:
    """Gross to net for every item. Faulty rows are named in Plan.faults and the rest is planned."""
    begun = perf_counter()
    works = work(problem)
    state = works.state
    orders, needs, pegs = works.orders[: state.orders], works.needs[: state.needs], works.pegs[: state.pegs]
    return whole(works, works.supplies.rows, orders, needs, pegs, works.receiving.rows, begun)


def whole(works: Workings, supplies: Rows, orders: Rows, needs: Rows, pegs: Rows, received: Rows, begun: float) -> Plan:
    """The plan of rows that lie in the order of netting; those of demands that were left out are marked."""
    problem, sound = works.problem, works.sound
    demands = np.append(sound.demands[: len(problem.demands)], sound.demands[works.rests :])
    rows = np.flatnonzero(orders["start"] <= problem.today), np.flatnonzero(needs["missing"] > 0)
    messages = messages_of(problem, works.items, supplies, orders, needs, rows)
    faults = [*works.checked, *works.shaped, *_found_on_the_way(problem, works.marks, orders, needs)]
    _mark_left_out(problem, np.flatnonzero(~demands), needs)
    received = received[: len(problem.receipts)]
    return Plan(
        problem=problem,
        planned=table_of(PlannedOrders, orders),
        demands=table_of(PlannedDemands, needs),
        pegs=table_of(Pegs, pegs),
        messages=messages,
        consumed=works.consumed,
        faults=tuple(faults),
        lot_day=_used_from(supplies, LOT, np.maximum(problem.lots.available, problem.today)),
        receipt_day=_used_from(supplies, RECEIPT, np.maximum(problem.receipts.day, problem.today)),
        receipt_expected=received["expected"].copy(),
        receipt_waits_for=received["waits_for"].copy(),
        lot_used=sound.lots[: len(problem.lots)] & ~problem.lots.blocked,
        receipt_used=sound.receipts[: len(problem.receipts)].copy(),
        demand_used=np.append(demands, np.ones(needs.size - demands.size, np.bool_)),
        seconds=perf_counter() - begun,
    )


def table_of(kind: type[Result], rows: Rows) -> Result:
    """A table of the result from records that have its columns."""
    return kind(**{each.name: rows[each.name] for each in fields(kind)})


def _mark_left_out(problem: Problem, rows: Shorts, needs: Rows) -> None:
    """A demand that was not planned is missing whole."""
    needs["missing"][rows] = np.maximum(needs["quantity"][rows], 0)
    needs["expected"][rows] = np.where(needs["missing"][rows] > 0, NEVER, problem.today)


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
