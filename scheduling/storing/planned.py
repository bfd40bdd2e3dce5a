"""The planned orders of a run."""

from __future__ import annotations

import numpy as np

from base.copying import NONE, Column, numbers
from bom.models import Supply
from engine.mrp import NEVER, Plan, SupplyKind
from scheduling.loading.requirements import Requirements
from scheduling.models import PlannedOrder
from scheduling.states import PlannedState
from scheduling.storing.differences import matched, store, taken

GROUP, DAY = ("item_id", "sales_order_line_id"), "due_on"


def store_planned(asked: Requirements, plan: Plan) -> Column:
    """The id of the row of each planned order, NONE for kits. What comes out of one beside has that one's."""
    orders = np.flatnonzero(_kept_on_paper(plan))
    wanted = taken(_planned(asked, plan), orders)
    kept = numbers(PlannedOrder.objects.filter(state=PlannedState.PROPOSED), ("id", "version", *wanted))
    kept = taken(kept, np.lexsort((kept["id"], kept[DAY])))
    ids = np.full(len(plan.planned), NONE)
    ids[orders] = store(PlannedOrder, kept, wanted, matched(kept, wanted, GROUP, DAY))
    beside = np.flatnonzero(plan.planned.made_by >= 0)
    ids[beside] = ids[plan.planned.made_by[beside]]
    return ids


def _kept_on_paper(plan: Plan) -> Column:
    """Whether there is a row for each planned order: not for kits, nor for what comes out of another order beside."""
    return (plan.problem.items.kind[plan.planned.item] != SupplyKind.PHANTOM) & (plan.planned.made_by < 0)


def _planned(asked: Requirements, plan: Plan) -> dict[str, Column]:
    items, found = asked.snapshot.items, plan.planned
    return {
        "item_id": np.array([row["id"] for row in items], np.int64)[found.item],
        "supply": np.array([Supply.values.index(row["supply"]) for row in items], np.int64)[found.item],
        "supplier_id": np.array([*asked.suppliers, NONE], np.int64)[found.supplier],
        "customer_id": np.array([*asked.snapshot.customers, NONE], np.int64)[found.owner],
        "quantity": found.quantity,
        "start_on": dated(found.start),
        "due_on": dated(found.due),
        "expected_on": dated(found.expected),
        "past_due": (found.start < plan.problem.today).astype(np.int64),
        "sales_order_line_id": np.where(found.order >= 0, found.order.astype(np.int64), NONE),
    }


def dated(days: Column) -> Column:
    """The engine's days, NONE for those that never come."""
    return np.where((days > 0) & (days < NEVER), days.astype(np.int64), NONE)
