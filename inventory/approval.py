"""What one person may change by themselves, and what somebody else has to approve."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from base.tenancy.prepared import prepared
from bom.models import Item
from inventory.ledger import ZERO
from inventory.models import Location, StockControl, StockOwner


def worth(lines: Iterable[Any]) -> Decimal:
    """The value of what these lines change, more and less counted alike, at standard cost.

    What belongs to others is not ours to value.
    """
    return sum((abs(line.change) * line.item.cost for line in lines if line.owner == StockOwner.OWN), ZERO)


def limit_of(locations: Iterable[int]) -> Decimal:
    """The value above which changes there are approved by somebody else: that of the strictest of their sites."""
    asked = tuple(set(locations))
    return min(_limits(asked) if asked else (), default=DEFAULT_LIMIT)


@prepared
def _limits(locations: Any) -> QuerySet[Location, Decimal]:
    own = Coalesce("site__stock_controls__approval_above", DEFAULT_LIMIT)
    return Location.objects.filter(pk__in=locations).values_list(own, flat=True)


def cost_of(item_id: int) -> Decimal:
    """What one unit of an item is worth, at standard cost."""
    [cost] = _cost(item_id)
    return cost  # type: ignore[no-any-return]


@prepared
def _cost(item: Any) -> QuerySet[Item, Decimal]:
    return Item.objects.filter(pk=item).values_list("cost", flat=True)


def money(value: Decimal) -> str:
    """Two decimals, thousands apart."""
    return f"{value:,.2f}"


DEFAULT_LIMIT: Decimal = StockControl._meta.get_field("approval_above").get_default()
