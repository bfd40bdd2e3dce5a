"""Stock that is too old for whom it would be shipped to."""

from __future__ import annotations

from typing import Any

import numpy as np

from inventory.ledger import number
from scheduling.loading.shop import Shop


def too_old(shop: Shop, line: int) -> dict[str, Any] | None:
    """Usable stock of what a sales line asks for, as much as it asks for, that will not last as long as its customer
    wants: the oldest lot of it, and by how many days it is too old."""
    snapshot, demands, lots = shop.requirements.snapshot, shop.plan.problem.demands, shop.plan.problem.lots
    day, life = max(int(demands.day[line]), shop.plan.problem.today), int(demands.min_life[line])
    there = (lots.item == demands.item[line]) & ~lots.blocked & (lots.available <= day) & (lots.expires > day)
    rows = np.flatnonzero(there & (lots.expires <= day + life))
    if not rows.size or lots.quantity[rows].sum() < demands.quantity[line]:
        return None
    oldest = int(rows[lots.expires[rows].argmin()])
    balance = snapshot.stock[oldest]
    return {
        "item": snapshot.code(balance["item_id"]),
        "lot": balance["lot_code"] or "",
        "quantity": number(balance["quantity"]),
        "days": int(lots.expires[oldest]) - day,
        "least": life + 1,
        "customer": snapshot.sales[line]["customer"],
    }
