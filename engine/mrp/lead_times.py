"""Lead times: from the day of need back to the start, and from a start on."""

from __future__ import annotations

from engine.calendar.kernels import after_day, before_day
from engine.compiled import compiled
from engine.mrp.columns import Calendars, ItemColumns
from engine.mrp.quantities import multiplied_up
from engine.tables import Shorts

PER_UNIT = 10**12  # lead_days_per_unit and quantities are both in 10^-6
LEAD_MAX = 100_000


@compiled
def lead_time(item: int, quantity: int, items: ItemColumns) -> int:
    """Lead time in days of an order of this quantity."""
    if items.lead_per_unit[item] == 0:
        return int(items.lead[item])
    extra = multiplied_up(quantity, items.lead_per_unit[item], PER_UNIT)
    return int(items.lead[item]) + (min(extra, LEAD_MAX) if extra >= 0 else LEAD_MAX)


@compiled
def lead_before(item: int, quantity: int, day: int, items: ItemColumns, calendars: Calendars) -> int:
    """The day to start an order of this quantity that is needed on `day`."""
    lead = lead_time(item, quantity, items)
    if not items.lead_working[item] or items.calendar[item] < 0:
        return int(day - lead)
    return before_day(calendar_days(items.calendar[item], calendars), day, lead)


@compiled
def lead_after(item: int, quantity: int, day: int, items: ItemColumns, calendars: Calendars) -> int:
    """The day an order of this quantity started on `day` is there."""
    lead = lead_time(item, quantity, items)
    if not items.lead_working[item] or items.calendar[item] < 0:
        return int(day + lead)
    return after_day(calendar_days(items.calendar[item], calendars), day, lead)


@compiled
def calendar_days(calendar: int, calendars: Calendars) -> Shorts:
    return calendars.days[calendars.starts[calendar] : calendars.starts[calendar + 1]]
