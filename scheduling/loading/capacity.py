"""Open time of machines, and the tenant's working days, for the engine: shifts, days that differ, closures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bom.models import CalendarDay, Machine, MachineClosure, Shift, WorkCenter, WorkCenterKind
from engine.calendar import DAY, Calendar, WorkingDays
from scheduling.loading.days import date_of, day_of

Span = tuple[int, int]
BEFORE, AFTER = 60, 460  # days around today that calendars reach
NOBODY: dict[str, Any] = {"id": None, "code": "", "name": ""}  # the machine of a center that has none


@dataclass(frozen=True)
class Capacity:
    """Work centers and machines in a fixed order, with a calendar each; a center without machines has one of its own.

    machines: rows {id or None, code, name, center (number), calendar (number), endless}. centers: rows of WorkCenter.
    """

    zone: ZoneInfo
    centers: list[dict[str, Any]]
    machines: list[dict[str, Any]]
    calendars: tuple[Calendar, ...]
    days: WorkingDays

    def minute(self, instant: datetime) -> int:
        """The engine's minute of an aware instant, on the site's clock."""
        local = instant.astimezone(self.zone)
        return _of(local)

    def next_open(self, minute: int) -> int:
        """The first minute from this one on at which anything is open: before it, nobody waits for anything."""
        return min((calendar.next_open(minute) for calendar in self.calendars), default=minute)

    def instant(self, minute: int) -> datetime:
        """The aware instant of an engine's minute."""
        day, within = divmod(int(minute), DAY)
        return datetime.combine(date_of(day), time(within // 60, within % 60), self.zone)


def read(today: date, zone: str, before: int = BEFORE, after: int = AFTER) -> Capacity:
    """The capacity of the tenant in scope for so many days around today, from five queries."""
    first, last = today - timedelta(days=before), today + timedelta(days=after)
    differing = _differing(first, last)
    shifts = _shifts()
    open_days = {calendar: _open_days(rows, differing, calendar, first, last) for calendar, rows in shifts.items()}
    days = WorkingDays.of(sorted({day for found in open_days.values() for day in found}))
    centers = list(WorkCenter.objects.order_by("id").values("id", "code", "name", "calendar_id", "efficiency", "kind"))
    spans = {calendar: _spans(shifts[calendar], open_days[calendar]) for calendar in shifts}
    machines, calendars = _machines(centers, spans, days, ZoneInfo(zone))
    return Capacity(ZoneInfo(zone), centers, machines, tuple(calendars), days)


def _differing(first: date, last: date) -> dict[tuple[int | None, date], bool]:
    found = CalendarDay.objects.filter(on__range=(first, last)).values_list("calendar_id", "on", "working")
    return {(calendar, on): working for calendar, on, working in found}


def _shifts() -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for shift in Shift.objects.order_by("calendar_id", "id"):
        found[shift.calendar_id].append(shift)
    return found


def _open_days(
    shifts: list[Any], differing: dict[tuple[int | None, date], bool], calendar: int, first: date, last: date
) -> dict[int, list[Any]]:
    """The shifts of each open day, by ordinal. A make-up day has the shifts of the first weekday that has any."""
    found = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        usual = [shift for shift in shifts if shift.weekdays[day.weekday()] == "1"]
        working = differing.get((calendar, day), differing.get((None, day)))
        own = [] if working is False else usual or (shifts if working else [])
        if own:
            found[day_of(day)] = own
    return found


def _spans(shifts: list[Any], days: dict[int, list[Any]]) -> list[Span]:
    hours = {shift.pk: _hours(shift) for shift in shifts}
    return [(day * DAY + a, day * DAY + b) for day, own in days.items() for shift in own for a, b in hours[shift.pk]]


def _hours(shift: Any) -> list[Span]:
    """Open minutes of a shift, counted from midnight of its day: its span less the breaks."""
    start, finish = _minute(shift.start), _minute(shift.finish)
    finish += DAY if finish <= start else 0
    cuts = []
    for begin, end in shift.breaks:
        a, b = _minute(time.fromisoformat(begin)), _minute(time.fromisoformat(end))
        a, b = (a + DAY, b + DAY) if a < start else (a, b)
        cuts.append((a, b if b > a else b + DAY))
    found, at = [], start
    for a, b in sorted(cuts):
        if at < a:
            found.append((at, min(a, finish)))
        at = max(at, b)
    return [*found, (at, finish)] if at < finish else found


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _machines(
    centers: list[dict[str, Any]], spans: dict[int, list[Span]], days: WorkingDays, zone: ZoneInfo
) -> tuple[list[dict[str, Any]], list[Calendar]]:
    closures = _closures(zone)
    own: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in Machine.objects.filter(active=True).order_by("code").values("id", "code", "name", "work_center_id"):
        own[row.pop("work_center_id")].append(row)
    known: dict[Any, Calendar] = {}
    around_the_clock = Calendar.of([(day * DAY, (day + 1) * DAY) for day in days.days.tolist()])
    machines: list[dict[str, Any]] = []
    calendars: list[Calendar] = []
    for number, center in enumerate(centers):
        outside = center["kind"] == WorkCenterKind.SUBCONTRACT
        asked = center["calendar_id"], center["efficiency"]
        if not outside and asked not in known:
            known[asked] = Calendar.of(spans.get(asked[0], []), float(asked[1]))
        shared = around_the_clock if outside else known[asked]
        for machine in own[center["id"]] or [NOBODY]:
            closed = closures.get(machine["id"])
            endless = center["kind"] != WorkCenterKind.FINITE
            machines.append({**machine, "center": number, "calendar": len(calendars), "endless": endless})
            calendars.append(shared.without(closed) if closed else shared)
    return machines, calendars


def _closures(zone: ZoneInfo) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for machine, start, finish in MachineClosure.objects.values_list("machine_id", "start_at", "finish_at"):
        begin, end = start.astimezone(zone), finish.astimezone(zone)
        found[machine].append((_of(begin), _of(end)))
    return found


def _of(local: datetime) -> int:
    return day_of(local.date()) * DAY + local.hour * 60 + local.minute
