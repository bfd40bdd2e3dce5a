"""From when on the work on what spoils may begin: made earlier, it would be too old for what needs it."""

from __future__ import annotations

from engine.calendar import DAY, NEVER
from engine.mrp import Plan, Source
from orders.states import WorkOrderState
from scheduling.loading.requirements import Requirements


def release(asked: Requirements, plan: Plan, work: int) -> int:
    """The earliest minute of a work order (row of the snapshot's); -NEVER where nothing holds it back.

    It must last beyond the latest day anything needs it, as much longer as a customer asks. What has begun ages anyway.
    """
    order, receipt = asked.snapshot.work_orders[work], asked.work_receipt(work)
    life = asked.snapshot.life_days.get(order["item_id"])
    demands = plan.pegs.demand[plan.pegs_of_supply(Source.RECEIPT, receipt)].tolist()
    if not life or not demands or order["state"] == WorkOrderState.STARTED:
        return -NEVER
    given = plan.problem.demands
    beyond = [int(given.min_life[demand]) if demand < len(given) else 0 for demand in demands]
    last = max(int(plan.demands.day[demand]) + days for demand, days in zip(demands, beyond, strict=True))
    return (last + 1 - life) * DAY
