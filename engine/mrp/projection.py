"""Projected stock, item by item and day by day."""

from __future__ import annotations

import numpy as np

from engine.mrp.result import Balances, Plan, Source
from engine.tables import Ints

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
    expiring = np.flatnonzero((lots.expires <= problem.horizon) & plan.lot_used)
    used_lots, used_receipts = np.flatnonzero(plan.lot_used), np.flatnonzero(plan.receipt_used)
    asked = np.flatnonzero(plan.demand_used)
    parts = [
        (AVAILABLE, lots.item[used_lots], plan.lot_day[used_lots], lots.quantity[used_lots]),
        (RECEIVED, receipts.item[used_receipts], plan.receipt_day[used_receipts], receipts.quantity[used_receipts]),
        (PLANNED, planned.item, planned.due, planned.quantity),
        (NEEDED, demands.item[asked], demands.day[asked], demands.quantity[asked]),
        (EXPIRED, lots.item[expiring], lots.expires[expiring], _unpegged(plan)[expiring]),
    ]
    flow = np.repeat([part[0] for part in parts], [part[1].size for part in parts])
    item, day, quantity = (np.concatenate([part[column] for part in parts]).astype(np.int64) for column in (1, 2, 3))
    return item, np.maximum(day, problem.today), flow, quantity


def _unpegged(plan: Plan) -> Ints:
    """What no demand takes of each lot."""
    left = plan.problem.lots.quantity.copy()
    of_lots = plan.pegs.source == Source.LOT
    np.subtract.at(left, plan.pegs.supply[of_lots], plan.pegs.quantity[of_lots])
    return left
