"""What the page of an item shows of its stock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from base.people import Actor
from base.records import Record
from inventory.models import StockBalance, StockStatus


@dataclass(frozen=True)
class Share:
    """What of an item's stock is in one status, in so many lots. `left` and `width`: its part of the bar in percent."""

    status: str
    word: Any
    quantity: Decimal
    lots: int
    left: float
    width: float


@dataclass(frozen=True)
class StockByStatus:
    """The stock of an item by status, as one bar and in numbers."""

    template: str = "inventory/panel_stock.html"
    on_top: bool = True

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        found = StockBalance.objects.filter(item=record.pk, quantity__gt=0).values_list("status")
        rows = {
            status: (n, lots) for status, n, lots in found.annotate(n=Sum("quantity"), lots=Count("lot", distinct=True))
        }
        whole = sum((n for n, _lots in rows.values()), Decimal(0))
        return {"shares": _shares(rows, whole), "whole": whole}


def _shares(rows: dict[str, tuple[Decimal, int]], whole: Decimal) -> list[Share]:
    """Those there are, the usable ones first."""
    shares, left = [], 0.0
    for status in StockStatus:
        if status in rows:
            quantity, lots = rows[status]
            width = float(100 * quantity / whole)
            shares.append(Share(status.value, status.label, quantity, lots, round(left, 2), round(width, 2)))
            left += width
    return shares
