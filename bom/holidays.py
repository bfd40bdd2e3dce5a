"""Public holidays as days of a calendar."""

from __future__ import annotations

from collections.abc import Sequence

from base.holidays import announced_until, days_of
from bom.models import Calendar, CalendarDay


def fill(calendars: Sequence[Calendar], years: Sequence[int]) -> int:
    """Give these calendars the days of these years.

    What was typed by hand stays; provisional days give way once the year is announced. Answers how many were added.
    """
    wanted = [day for year in years for day in days_of(year)]
    official = [year for year in years if year <= announced_until()]
    own = CalendarDay.objects.filter(calendar__in=calendars)
    own.filter(provisional=True, on__year__in=official).delete()
    known = set(own.filter(on__year__in=years).values_list("calendar_id", "on"))
    new = [
        CalendarDay(calendar=calendar, on=day.on, working=day.working, name=day.name, provisional=day.provisional)
        for calendar in calendars
        for day in wanted
        if (calendar.pk, day.on) not in known
    ]
    CalendarDay.objects.bulk_create(new, batch_size=2000)
    return len(new)
