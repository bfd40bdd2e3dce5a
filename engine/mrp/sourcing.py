"""Which supplier an order goes to, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled
from engine.mrp.columns import Calendars, Rows
from engine.mrp.lead_times import lead_before, lead_time
from engine.mrp.problem import ALWAYS
from engine.mrp.quantities import first_lot


@compiled
def choose(today: int, day: int, quantity: int, maximum: int, rule: Any, suppliers: Rows, calendars: Calendars) -> int:
    """The supplier furthest behind its quota of those who need not have started before today; the soonest if there is
    none. Those without a quota are the last of the item's suppliers."""
    best, least, soonest, latest = -1, np.inf, 0, ALWAYS
    for number in range(suppliers.size):
        supplier = suppliers[number]
        lot = first_lot(quantity, supplier.minimum, maximum, supplier.multiple, rule.precision)
        start = lead_before(rule, lead_time(rule, supplier.lead, lot), day, calendars)
        if start > latest:
            soonest, latest = number, start
        behind = supplier.assigned / supplier.quota if supplier.quota > 0 else np.inf
        if start >= today and (best < 0 or behind < least):
            best, least = number, behind
    return best if best >= 0 else soonest
