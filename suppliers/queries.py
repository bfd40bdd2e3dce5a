"""Reads of what suppliers still owe."""

from __future__ import annotations

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from suppliers.models import PurchaseOrder
from suppliers.states import PurchaseOrderState

OPEN = (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED)


def with_next_delivery(orders: QuerySet[PurchaseOrder]) -> QuerySet[PurchaseOrder]:
    """Orders of which something is still to come, and when the next of it is expected: `next_on`."""
    waiting = Q(lines__quantity__gt=F("lines__received"))
    expected = Coalesce("lines__confirmed_on", "lines__requested_on", "lines__needed_on")
    return orders.filter(state__in=OPEN).annotate(next_on=Min(expected, filter=waiting))
