"""The supply chain of a sales order as its page shows it: what exists for it, how far each is, and when it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from orders.models import SalesOrder
from scheduling.supplies import BOUGHT, MADE, PLANNED, PeggedSupply, supplies_of


@dataclass(frozen=True)
class Link:
    """A supply with its page, its tone, how much of it is there (None where that means nothing), and the day it is."""

    supply: PeggedSupply
    url: str
    tone: str
    percent: int | None
    on: date | None


def chain_of(order: SalesOrder) -> list[Link]:
    """Nearest to the order first."""
    return [LINKS.get(supply.kind, _stocked)(supply) for supply in supplies_of(order)]


def _made(supply: PeggedSupply) -> Link:
    row = supply.row
    on = timezone.localdate(row.finish_at) if row.finish_at else row.due_on
    return Link(supply, reverse("work-orders:detail", args=[row.pk]), row.state, _percent(row.good, row.quantity), on)


def _bought(supply: PeggedSupply) -> Link:
    row = supply.row
    on = row.confirmed_on or row.requested_on or row.needed_on
    url = reverse("purchase-orders:detail", args=[row.order_id])
    return Link(supply, url, row.order.state, _percent(row.received, row.quantity), on)


def _planned(supply: PeggedSupply) -> Link:
    return Link(supply, reverse("mrp-item", args=[supply.item.pk]), "proposed", None, None)


def _stocked(supply: PeggedSupply) -> Link:
    return Link(supply, reverse("items:detail", args=[supply.item.pk]), "done", 100, None)


LINKS: dict[str, Any] = {MADE: _made, BOUGHT: _bought, PLANNED: _planned}


def _percent(part: Decimal, whole: Decimal) -> int:
    return min(100, int(100 * part / whole)) if whole else 0
