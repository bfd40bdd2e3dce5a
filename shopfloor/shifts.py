"""Which shift an instant belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from bom.models import Shift


@dataclass(frozen=True, slots=True)
class Window:
    """One occurrence of a shift. `name` is empty between shifts."""

    name: str
    start: datetime
    finish: datetime


def window_at(calendar_id: int, instant: datetime) -> Window:
    """The shift of a calendar that an instant lies in; between shifts, what lies between the two.

    Where a calendar has no shifts near it, the day.
    """
    shifts = list(Shift.objects.filter(calendar=calendar_id).order_by("start", "id"))
    day = timezone.localdate(instant)
    near = sorted(_around(shifts, day), key=lambda window: window.start)
    if inside := [window for window in near if window.start <= instant < window.finish]:
        return inside[0]
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    before = max((window.finish for window in near if window.finish <= instant), default=midnight)
    after = min((window.start for window in near if window.start > instant), default=midnight + timedelta(days=1))
    return Window("", before, after)


def _around(shifts: Sequence[Shift], day: date) -> Iterator[Window]:
    """The shifts that begin within a week of a day."""
    for distance in range(-7, 8):
        on = day + timedelta(days=distance)
        for shift in shifts:
            if shift.weekdays[on.weekday()] == "1":
                start = timezone.make_aware(datetime.combine(on, shift.start))
                later = on if shift.finish > shift.start else on + timedelta(days=1)
                yield Window(shift.name, start, timezone.make_aware(datetime.combine(later, shift.finish)))
