"""Stock on hold, and how much of it has been named as the reason of a late order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scheduling.loading.requirements import to_come
from scheduling.loading.shop import Shop

Row = dict[str, Any]


class Held:
    """A lot on hold excuses late orders up to its quantity, and no order more than once."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        rows = [row for row in shop.requirements.snapshot.stock if row["status"] == "blocked"]
        self.left: list[tuple[Row, Decimal]] = [(row, row["quantity"]) for row in rows]
        self.named: dict[int, Row] = {}

    def behind(self, jobs: list[int]) -> Row | None:
        """The stock on hold that would have made one of these jobs needless; None where there is too little."""
        return next((row for job in jobs if (row := self._instead_of(job))), None)

    def _instead_of(self, job: int) -> Row | None:
        if job in self.named:
            return self.named[job]
        order = self.shop.requirements.snapshot.work_orders[self.shop.work_of_job[job]]
        wanted = to_come(order)
        for place, (row, quantity) in enumerate(self.left):
            if row["item_id"] == order["item_id"] and 0 < wanted <= quantity:
                self.left[place] = row, quantity - wanted
                self.named[job] = row
                return row
        return None
