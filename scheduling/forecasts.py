"""Forecasts of an item that claim the same days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from scheduling.models import Forecast

LONGEST = timedelta(days=31)
Span = tuple[date, date]


def spans(items: Collection[int], first: date, last: date, *, but: int | None = None) -> dict[int, list[Span]]:
    """First and last day of what is forecast of these items near these days, in one query. `but`: a row left out."""
    near = Forecast.objects.filter(item__in=items, start_on__range=(first - LONGEST, last)).exclude(pk=but)
    found: dict[int, list[Span]] = defaultdict(list)
    for forecast in near.order_by("start_on"):
        found[forecast.item_id].append((forecast.start_on, forecast.last_on))
    return found


def overlapped(own: Span, others: Iterable[Span]) -> Span | None:
    """The first of the other periods that shares a day with this one; what begins with it is it, as it was."""
    return next((each for each in others if each[0] != own[0] and each[0] <= own[1] and own[0] <= each[1]), None)
