"""What one person may change by themselves, and what somebody else has to approve."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Min
from django.db.models.functions import Coalesce

from inventory.ledger import ZERO
from inventory.models import Location, StockControl


def worth(lines: Iterable[Any]) -> Decimal:
    """The value of what these lines change, more and less counted alike, at standard cost."""
    return sum((abs(line.change) * line.item.cost for line in lines), ZERO)


def limit_of(locations: Iterable[int]) -> Decimal:
    """The value above which changes there are approved by somebody else: that of the strictest of their sites."""
    own = Coalesce("site__stock_controls__approval_above", DEFAULT_LIMIT)
    strictest = Location.objects.filter(pk__in=set(locations)).aggregate(least=Min(own))["least"]
    return DEFAULT_LIMIT if strictest is None else strictest


def money(value: Decimal) -> str:
    """Two decimals, thousands apart."""
    return f"{value:,.2f}"


DEFAULT_LIMIT: Decimal = StockControl._meta.get_field("approval_above").get_default()
