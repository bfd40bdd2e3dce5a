"""Why a demand is late: from it down to the supply that decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.mrp.problem import SupplyKind
from engine.mrp.result import Plan, Source
from engine.tables import Shorts


class Cause(StrEnum):
    """ON_TIME: not late at all. LATE_RECEIPT: an open order comes after the need. LEAD_TIME: a new order would have
    had to start before today. INSPECTION: a lot is released after the need. BLOCKED: blocked stock would have
    covered it. NO_SUPPLY: the item has no supply route. OWNER: its owner has yet to bring it. PAST_DUE: the day was
    over before today. FAULT: the row could not be planned."""

    ON_TIME = "on_time"
    LATE_RECEIPT = "late_receipt"
    LEAD_TIME = "lead_time"
    INSPECTION = "inspection"
    BLOCKED = "blocked"
    NO_SUPPLY = "no_supply"
    OWNER = "owner"
    PAST_DUE = "past_due"
    FAULT = "fault"


@dataclass(frozen=True)
class Step:
    """`demand` for `item` is needed on day `need` and expected on `expected`, from row `supply` of `source`."""

    demand: int
    item: int
    need: int
    expected: int
    source: Source
    supply: int


@dataclass(frozen=True)
class Chain:
    """`steps` from the demand asked about to the leaf; `blocked`: the lots that would have helped."""

    cause: Cause
    steps: tuple[Step, ...]
    blocked: tuple[int, ...] = ()

    @property
    def leaf(self) -> Step:
        return self.steps[-1]


def why_late(plan: Plan, demand: int) -> Chain:
    """The chain from a demand (row of Plan.demands) to what decides the day it is expected."""
    steps: list[Step] = []
    while True:
        step = _step(plan, demand)
        steps.append(step)
        blocked = _blocked(plan, step)
        if blocked and _is_late(plan, step):
            return Chain(Cause.BLOCKED, tuple(steps), blocked)
        below = _waits_for(plan, step)
        if below < 0:
            return Chain(_cause(plan, step), tuple(steps))
        demand = below


def _step(plan: Plan, demand: int) -> Step:
    demands, peg = plan.demands, int(plan.demands.peg[demand])
    nothing = peg < 0 or demands.missing[demand] > 0
    return Step(
        demand,
        int(demands.item[demand]),
        int(demands.day[demand]),
        int(demands.expected[demand]),
        Source.NONE if nothing else Source(plan.pegs.source[peg]),
        -1 if nothing else int(plan.pegs.supply[peg]),
    )


def _is_late(plan: Plan, step: Step) -> bool:
    return step.expected > max(step.need, plan.problem.today)


def _waits_for(plan: Plan, step: Step) -> int:
    if step.source == Source.PLANNED:
        return int(plan.planned.waits_for[step.supply])
    if step.source == Source.RECEIPT:
        return int(plan.receipt_waits_for[step.supply])
    return -1


def _cause(plan: Plan, step: Step) -> Cause:
    if not plan.demand_used[step.demand]:
        return Cause.FAULT
    if plan.demands.missing[step.demand] > 0:
        supplied = plan.problem.items.kind[step.item] == SupplyKind.SUPPLIED
        return Cause.OWNER if supplied and plan.demands.owner[step.demand] >= 0 else Cause.NO_SUPPLY
    if not _is_late(plan, step):
        return Cause.PAST_DUE if step.expected > step.need else Cause.ON_TIME
    return {Source.LOT: Cause.INSPECTION, Source.RECEIPT: Cause.LATE_RECEIPT}.get(step.source, Cause.LEAD_TIME)


def _blocked(plan: Plan, step: Step) -> tuple[int, ...]:
    """Blocked lots of the item, if together they are as much as comes too late."""
    if step.source not in (Source.PLANNED, Source.NONE) or not plan.demand_used[step.demand]:
        return ()
    lots = plan.problem.lots
    usable = (lots.owner < 0) | (lots.owner == plan.demands.owner[step.demand])
    rows: Shorts = np.flatnonzero(lots.blocked & (lots.item == step.item) & usable)
    return tuple(rows.tolist()) if 0 < _late_quantity(plan, step) <= lots.quantity[rows].sum() else ()


def _late_quantity(plan: Plan, step: Step) -> int:
    pegs = plan.pegs_of_demand(step.demand)
    planned = plan.pegs.supply[pegs][plan.pegs.source[pegs] == Source.PLANNED]
    quantity = plan.pegs.quantity[pegs][plan.pegs.source[pegs] == Source.PLANNED]
    late = plan.planned.expected[planned] > max(step.need, plan.problem.today)
    return int(quantity[late].sum() + plan.demands.missing[step.demand])
