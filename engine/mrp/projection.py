"""Projected stock, item by item and day by day."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.mrp.result import Balances, Plan, Source
from engine.tables import Flags, Ints, Table

AVAILABLE, RECEIVED, PLANNED, NEEDED, EXPIRED = range(5)


def balances(plan: Plan) -> Balances:
    """The stock of every item at the end of each day on which it changes, as the plan wants it to be: receipts on
    the day they are needed when that is sooner, demands of the past today. Below zero: what has no supply."""
    item, day, flow, quantity = _flows(plan)
    keys = item.astype(np.int64) << 32 | (day - plan.problem.today)
    days, place = np.unique(keys, return_inverse=True)
    table = np.zeros((5, days.size), np.int64)
    np.add.at(table, (flow, place), quantity)
    of = days >> 32
    change = table[AVAILABLE] + table[RECEIVED] + table[PLANNED] - table[NEEDED] - table[EXPIRED]
    running = np.cumsum(change)
    first = np.searchsorted(of, of, "left")
    before = running[first] - change[first]
    return Balances(
        of,
        (days & 0xFFFFFFFF) + plan.problem.today,
        table[AVAILABLE],
        table[RECEIVED],
        table[PLANNED],
        table[NEEDED],
        table[EXPIRED],
        running - before,
    )


def _flows(plan: Plan) -> tuple[Ints, Ints, Ints, Ints]:
    """Every movement: item, day (not before today), which column it belongs to, quantity."""
    problem, planned, demands = plan.problem, plan.planned, plan.demands
    lots, receipts = problem.lots, problem.receipts
    used_lots, used_receipts = np.flatnonzero(plan.lot_used), np.flatnonzero(plan.receipt_used)
    asked = np.flatnonzero(plan.demand_used)
    parts = [
        (AVAILABLE, lots.item[used_lots], plan.lot_day[used_lots], lots.quantity[used_lots]),
        (RECEIVED, receipts.item[used_receipts], plan.receipt_day[used_receipts], receipts.quantity[used_receipts]),
        (PLANNED, planned.item, planned.due, planned.quantity),
        (NEEDED, demands.item[asked], demands.day[asked], demands.quantity[asked] - demands.replaced[asked]),
        *(_expired(plan, *supply) for supply in _supplies(plan)),
    ]
    flow = np.repeat([part[0] for part in parts], [part[1].size for part in parts])
    item, day, quantity = (np.concatenate([part[column] for part in parts]).astype(np.int64) for column in (1, 2, 3))
    return item, np.maximum(day, problem.today), flow, quantity


def _supplies(plan: Plan) -> list[tuple[Source, Table, Flags]]:
    planned = np.ones(len(plan.planned), np.bool_)
    return [
        (Source.LOT, plan.problem.lots, plan.lot_used),
        (Source.RECEIPT, plan.problem.receipts, plan.receipt_used),
        (Source.PLANNED, plan.planned, planned),
    ]


def _expired(plan: Plan, source: Source, supplies: Any, used: Flags) -> tuple[int, Ints, Ints, Ints]:
    """What no demand takes of these supplies leaves on the day they expire."""
    left = supplies.quantity.copy()
    pegged = plan.pegs.source == source
    np.subtract.at(left, plan.pegs.supply[pegged], plan.pegs.quantity[pegged])
    rows = np.flatnonzero((supplies.expires <= plan.problem.horizon) & used)
    return EXPIRED, supplies.item[rows], supplies.expires[rows], left[rows]
