"""What the lots of a plan cost, against ordering each need by itself."""

# ruff: noqa: RUF009  `column` declares a field, as dataclasses.field does

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.mrp.problem import SCALE, Economy
from engine.mrp.result import Plan, Source
from engine.tables import Ints, Shorts, Table, column


@dataclass(frozen=True, eq=False)
class Costs(Table):
    """Of each item with an `economy` that has planned orders: their number, what they and the stock they make cost, and
    what lot for lot would, one order for each day of need. Costs in 10^-6 of the money of the item's costs."""

    item: Shorts = column(np.int32)
    orders: Ints = column(np.int64)
    cost: Ints = column(np.int64)
    lot_for_lot: Ints = column(np.int64)


def costs(plan: Plan) -> Costs:
    """The costs of every item that weighs them. The saving is lot_for_lot - cost."""
    items = plan.problem.items
    weighed = items.economy != Economy.NONE
    orders = np.flatnonzero(weighed[plan.planned.item] & (plan.planned.made_by < 0))
    pegs = np.flatnonzero((plan.pegs.source == Source.PLANNED) & weighed[plan.demands.item[plan.pegs.demand]])
    demand, supply = plan.pegs.demand[pegs], plan.pegs.supply[pegs]
    item, day = plan.demands.item[demand], np.maximum(plan.demands.wanted[demand], plan.problem.today)
    days = day - plan.planned.due[supply]

    count = len(items)
    number = np.bincount(plan.planned.item[orders], minlength=count)
    kept = np.bincount(item, plan.pegs.quantity[pegs] / SCALE * days, count) * items.holding_cost
    needed = np.unique(item.astype(np.int64) << 32 | (day - plan.problem.today)) >> 32
    alone = np.bincount(needed, minlength=count) * items.order_cost
    rows = np.flatnonzero(number)
    whole = number * items.order_cost + np.rint(kept).astype(np.int64)
    return Costs(rows, number[rows], whole[rows], alone[rows])
