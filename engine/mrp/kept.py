"""A plan that is kept, so that it can be changed where the problem changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from engine.mrp.checks import check
from engine.mrp.columns import PLANNED, Below, Given, Kin, Rows, Supplies
from engine.mrp.forecasting import consume
from engine.mrp.planning import table_of, whole
from engine.mrp.problem import Problem
from engine.mrp.result import Pegs, Plan, PlannedDemands, PlannedOrders
from engine.mrp.structure import Structure, by_key
from engine.mrp.working import Workings, orders_of, work
from engine.tables import Ints, Shorts

SPARE = 1024  # rows for demands, lots and receipts to come, beside an eighth of those there are


@dataclass(eq=False)
class Kept:
    """The tables of the plan as it stands. A row number of theirs is the name of a planned order, demand or peg until
    its item is touched; between the rows of the items there may be some that are nothing any more.

    `place_of` says where an item stands in the order of netting; `beside` counts, for each work order's item and what
    is issued to it although no BOM line says so, the demands. How far the rows of given demands and of supplies are
    full, and how many pegs there may be, with those that are nothing any more, before all is planned anew."""

    works: Workings
    place_of: Shorts
    beside: Counter[tuple[int, int]]
    given_end: int
    supplies_end: int
    pegs_most: int

    @property
    def problem(self) -> Problem:
        return self.works.problem

    @property
    def planned(self) -> PlannedOrders:
        return table_of(PlannedOrders, self.works.orders[: self.works.state.orders])

    @property
    def demands(self) -> PlannedDemands:
        """First the given ones under their own row numbers."""
        return table_of(PlannedDemands, self.works.needs[: self.works.state.needs])

    @property
    def pegs(self) -> Pegs:
        return table_of(Pegs, self.works.pegs[: self.works.state.pegs])

    def planned_of(self, item: int) -> Ints:
        """Rows of `planned`."""
        return np.arange(self.works.ranges["orders"][item], self.works.ranges["orders_end"][item])

    def demands_of(self, item: int) -> Ints:
        """Rows of `demands`: the given ones, those of planned orders, those that replace demands for other items."""
        given, span, kin = self.works.given, self.works.ranges, self._kin_of(item)
        replacing = between(span["asked"][kin], span["needs_end"][kin])
        own = given.row[given.starts[item] : given.ends[item]], np.arange(span["needs"][item], span["asked"][item])
        return np.concatenate([*own, replacing[self.works.needs["item"][replacing] == item]])

    def pegs_of(self, item: int) -> Ints:
        """Rows of `pegs`: where its demands come from."""
        kin = self._kin_of(item)
        pegs = between(self.works.ranges["pegs"][kin], self.works.ranges["pegs_end"][kin])
        return np.asarray(pegs[self.works.needs["item"][self.works.pegs["demand"][pegs]] == item])

    def _kin_of(self, item: int) -> Shorts:
        kin = self.works.kin
        if kin.of[item] < 0:
            return np.array([item], np.int32)
        own: Shorts = kin.items[kin.starts[kin.of[item]] : kin.starts[kin.of[item] + 1]]
        return own

    def plan(self) -> Plan:
        """The whole plan: what plan(self.problem) answers."""
        begun, works, problem = perf_counter(), self.works, self.works.problem
        checked, _sound = check(problem)
        consumed = consume(problem, np.flatnonzero(works.sound.forecasts), orders_of(problem, works.sound))
        return whole(replace(works, checked=checked, consumed=consumed), *_in_order(works), begun)


def keep(problem: Problem) -> Kept:
    """Plan every item and keep what is needed to go on: see `replan`."""
    rows = max(len(problem.demands), len(problem.lots), len(problem.receipts))
    works = work(problem, rows // 8 + SPARE)
    shape, given, supplies = works.shape, works.given, works.supplies
    works.below, works.kin = _below(problem, shape), _kin(problem, shape)
    works.given = Given(given.starts.copy(), given.ends.copy(), _longer(given.row))
    works.supplies = Supplies(supplies.starts.copy(), supplies.ends.copy(), _longer(supplies.rows))
    works.replacing = works.replacing._replace(supplies=works.supplies)
    place_of = np.empty(len(problem.items), np.int32)
    place_of[shape.order] = np.arange(place_of.size)
    beside = Counter(zip(shape.beside[0].tolist(), shape.beside[1].tolist(), strict=True))
    most = 3 * works.state.pegs + SPARE
    pegs = np.empty(works.pegs.size + most, works.pegs.dtype)
    pegs[: works.state.pegs] = works.pegs[: works.state.pegs]
    works.pegs = pegs
    return Kept(works, place_of, beside, given.row.size, supplies.rows.size, most)


def _longer(rows: Rows) -> Rows:
    return np.concatenate([rows, np.zeros(rows.size // 8 + SPARE, rows.dtype)])


def _below(problem: Problem, shape: Structure) -> Below:
    parents, components = problem.bom.parent[shape.used], problem.bom.component[shape.used]
    lines = shape.used[np.lexsort((shape.used, -shape.position[components], parents))]
    _order, starts = by_key(parents, len(problem.items))
    return Below(starts, lines)


def _kin(problem: Problem, shape: Structure) -> Kin:
    """Each substitute with all it may replace, and what else may replace those."""
    lines, instead = problem.substitutes.line[shape.substitutes], problem.substitutes.item[shape.substitutes]
    of = np.full(len(problem.items), -1, np.int32)
    members: dict[int, list[int]] = {}
    for item, other in zip(problem.bom.component[lines].tolist(), instead.tolist(), strict=True):
        for one in (item, other):
            if of[one] < 0:
                of[one], members[one] = one, [one]
        mine, its = int(of[item]), int(of[other])
        if mine != its:
            of[members[its]] = mine
            members[mine] += members.pop(its)
    items = np.array([item for group in members.values() for item in group], np.int32)
    starts = np.cumsum([0, *(len(group) for group in members.values())])
    for number, group in enumerate(members.values()):
        of[group] = number
    return Kin(of, starts.astype(np.int64), items)


def _in_order(works: Workings) -> tuple[Rows, Rows, Rows, Rows, Rows]:
    """Copies of supplies, planned orders, demands, pegs and receipts, in the rows a plan from nothing gives them."""
    span, given = works.ranges[works.shape.order], len(works.problem.demands)
    order_rows = between(span["orders"], span["orders_end"])
    own = [np.arange(given), np.arange(works.rests, works.sound.demands.size)]
    need_rows = np.concatenate([*own, between(span["needs"], span["needs_end"])])
    peg_rows = between(span["pegs"], span["pegs_end"])
    order, need, peg = _renumbered(order_rows), _renumbered(need_rows), _renumbered(peg_rows)

    supplies = works.supplies.rows[between(works.supplies.starts, works.supplies.ends)]
    orders, needs, pegs = works.orders[order_rows], works.needs[need_rows], works.pegs[peg_rows]
    received = works.receiving.rows.copy()
    by_order = pegs["source"] == PLANNED
    pegs["supply"][by_order] = order[pegs["supply"][by_order]]
    for rows, name, number in (
        (supplies, "driver", need),
        (orders, "made_by", order),
        (orders, "driver", need),
        (orders, "waits_for", need),
        (needs, "planned", order),
        (needs, "replaces", need),
        (needs, "peg", peg),
        (pegs, "demand", need),
        (received, "waits_for", need),
    ):
        rows[name] = number[rows[name]]
    return supplies, orders, needs, pegs, received


def between(starts: Ints, ends: Ints) -> Ints:
    """The numbers from each start to its end, one after another."""
    counts = ends - starts
    return np.asarray(np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum()))


def _renumbered(rows: Ints) -> Ints:
    """New numbers of rows by their old ones; -1 stays."""
    number = np.full(rows.max(initial=-1) + 2, -1, np.int64)
    number[rows] = np.arange(rows.size)
    return number
