"""Reads of what customers still wait for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from orders.models import SalesOrder, SalesOrderLine
from orders.states import SalesOrderState


def open_lines() -> QuerySet[SalesOrderLine]:
    """Lines of accepted orders that have not all been shipped; `need_on`: the day they are to leave."""
    found = SalesOrderLine.objects.filter(order__state=SalesOrderState.ACCEPTED, quantity__gt=F("shipped"))
    return found.annotate(need_on=Coalesce("promised_on", "due_on"))


def late_lines(today: date) -> QuerySet[SalesOrderLine]:
    """Open lines that should have left, or that the published plan ships after the day they are needed."""
    return open_lines().filter(Q(need_on__lt=today) | Q(planned_on__gt=F("need_on")))


def with_next_shipment(orders: QuerySet[SalesOrder]) -> QuerySet[SalesOrder]:
    """Orders of which something is still to leave, and when the next of it is: `next_on`."""
    waiting = Q(lines__quantity__gt=F("lines__shipped"))
    found = orders.filter(state=SalesOrderState.ACCEPTED)
    return found.annotate(next_on=Min(Coalesce("lines__promised_on", "lines__due_on"), filter=waiting))


def late(orders: QuerySet[SalesOrder], _name: str, asked: bool) -> QuerySet[SalesOrder]:
    """Orders of which a line is late, the one that is to leave first before the others; or those of which none is."""
    lines: Any = Exists(late_lines(timezone.localdate()).filter(order=OuterRef("pk")))
    return with_next_shipment(orders).filter(lines).order_by("next_on", "id") if asked else orders.filter(~lines)
