"""What a run found, written as differences: ids, comments and dismissals of what stays the same survive.

The rows of the last run are read as columns and compared in memory; only what differs is written, by COPY, in the
transaction of the run.
"""

from __future__ import annotations

import numpy as np

from base.copying import NONE
from engine.mrp import Plan
from scheduling.loading.requirements import Requirements
from scheduling.storing.items import store_items
from scheduling.storing.messages import store_messages
from scheduling.storing.naming import Naming
from scheduling.storing.planned import store_planned


def store_requirements(asked: Requirements, plan: Plan) -> dict[str, int]:
    """Replace the proposals, messages and packed rows of the last run. Answers its figures.

    `late` are order lines, as in a schedule: a component of a work order may be needed before today and yet be there.
    """
    orders = store_planned(asked, plan)
    naming = Naming(asked, plan, orders)
    messages = store_messages(asked, plan, naming)
    store_items(asked, plan, naming)
    return {
        "planned_orders": int(np.unique(orders[orders != NONE]).size),
        "messages": messages,
        "demands": len(plan.problem.demands),
        "late": sum(demand < len(asked.snapshot.sales) for demand in plan.late().tolist()),
        "faults": len(plan.faults),
    }
