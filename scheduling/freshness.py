"""Stock that is too old for whom it would be shipped to, and how much of it has been named as the reason of a late
order."""

from __future__ import annotations

from typing import Any

import numpy as np

from inventory.ledger import number
from scheduling.loading.shop import Shop


class Aged:
    """A lot that is too old excuses late order lines up to its quantity, and no line more than once."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.left = shop.plan.problem.lots.quantity.copy()

    def behind(self, line: int) -> dict[str, Any] | None:
        """The usable lot that would have made all of this sales line, had its customer taken it; None where there is
        none."""
        demands, lots = self.shop.plan.problem.demands, self.shop.plan.problem.lots
        day, life = max(int(demands.day[line]), self.shop.plan.problem.today), int(demands.min_life[line])
        there = (lots.item == demands.item[line]) & ~lots.blocked & (lots.available <= day) & (lots.expires > day)
        rows = np.flatnonzero(there & (lots.expires <= day + life) & (self.left >= demands.quantity[line]))
        if not rows.size:
            return None
        oldest = int(rows[lots.expires[rows].argmin()])
        self.left[oldest] -= demands.quantity[line]
        return self._facts(line, oldest, int(lots.expires[oldest]) - day, life + 1)

    def _facts(self, line: int, lot: int, days: int, least: int) -> dict[str, Any]:
        snapshot = self.shop.requirements.snapshot
        balance = snapshot.stock[lot]
        facts = {"item": snapshot.code(balance["item_id"]), "lot": balance["lot_code"] or ""}
        quantity, customer = number(balance["quantity"]), snapshot.sales[line]["customer"]
        return {**facts, "quantity": quantity, "days": days, "least": least, "customer": customer}
