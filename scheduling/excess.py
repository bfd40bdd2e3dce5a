"""Stock that is more than what is needed (超储), and stock that does not move (呆滞)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum, TextChoices
from django.utils.translation import pgettext_lazy

from bom.models import Item
from inventory.models import MoveKind, StockBalance, StockMove, StockOwner, StockStatus
from scheduling.loading.days import day_of
from scheduling.network import Network, amount

COUNTED = (StockStatus.USABLE, StockStatus.INSPECTION)  # what can still be used up
MOVES = (MoveKind.RECEIVE, MoveKind.ISSUE, MoveKind.SHIP)
ZERO = Decimal(0)


class Hint(TextChoices):
    """Why stock is on the list; both may hold."""

    EXCESS = "excess", pgettext_lazy("stock", "more than needed")
    SLOW = "slow", pgettext_lazy("stock", "not moving")


@dataclass(frozen=True)
class Excess:
    """Our own stock of an item that can be used, and what of it nothing asked for in the days ahead needs.

    `since`: when it last came or was used; of stock that was there at the start, when its newest lot was made.
    `value`, `excess_value`: at standard cost; None where that is not known.
    """

    item: Item
    on_hand: Decimal
    needed: Decimal
    excess: Decimal
    since: date | None
    days_still: int
    hints: list[Hint]

    @property
    def value(self) -> Decimal | None:
        return self.on_hand * self.item.cost if self.item.cost else None

    @property
    def excess_value(self) -> Decimal | None:
        return self.excess * self.item.cost if self.item.cost else None


def excess(network: Network, asked: Mapping[str, Any], today: date) -> list[Excess]:
    """What is asked for, the dearest first. Two queries."""
    stock = _stock()
    needed = _needed(network, day_of(today) + asked["horizon"])
    found = []
    for item in _items(stock, asked):
        on_hand, made_on = stock[item.pk]
        need = amount(needed.get(item.pk, 0))
        since = item.moved_on or made_on or item.opened_on  # type: ignore[attr-defined]
        still = (today - since).days if since else 0
        over = max(ZERO, on_hand - need - item.safety_stock)
        true = {Hint.EXCESS: over, Hint.SLOW: still >= asked["days"]}
        hints = [hint for hint, holds in true.items() if holds]
        if hints and (not asked.get("hint") or set(asked["hint"]) & set(hints)):
            found.append(Excess(item, on_hand, need, over, since, still, hints))
    return sorted(found, key=lambda row: (-(row.value or ZERO), -row.days_still, row.item.code))


def _stock() -> dict[int, tuple[Decimal, date | None]]:
    """Of each item how much there is, and when the newest lot of it was made."""
    rows = StockBalance.objects.filter(owner=StockOwner.OWN, status__in=COUNTED, quantity__gt=0)
    sums = rows.values_list("item_id").annotate(n=Sum("quantity"), made=Max("lot__produced_on")).order_by()
    return {item: (quantity, made) for item, quantity, made in sums}


def _items(stock: Mapping[int, Any], asked: Mapping[str, Any]) -> QuerySet[Item]:
    """With the day each moved last, and the day its stock was opened."""
    moves = StockMove.objects.filter(item=OuterRef("pk")).order_by("-business_on", "-id").values("business_on")
    found = Item.objects.filter(pk__in=stock).select_related("unit")
    if asked.get("item"):
        found = found.filter(pk=asked["item"].pk)
    if asked.get("owner"):
        found = found.filter(owner_name__icontains=asked["owner"])
    return found.annotate(
        moved_on=Subquery(moves.filter(kind__in=MOVES)[:1]),
        opened_on=Subquery(moves.filter(kind=MoveKind.OPENING)[:1]),
    )


def _needed(network: Network, last: int) -> dict[int, int]:
    """What is needed of each item up to a day, forecasts with it."""
    soon = network.on <= last
    items, places = np.unique(network.item[soon], return_inverse=True)
    sums = np.zeros(len(items), np.int64)
    np.add.at(sums, places, network.quantity[soon])
    return dict(zip(items.tolist(), sums.tolist(), strict=True))


def worth(rows: list[Excess]) -> list[tuple[str, Decimal]]:
    """What the excess is worth, in each currency."""
    found: dict[str, Decimal] = {}
    for row in rows:
        if row.excess_value:
            found[row.item.currency] = found.get(row.item.currency, ZERO) + row.excess_value
    return sorted(found.items())
