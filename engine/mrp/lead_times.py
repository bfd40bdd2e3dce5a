"""Lead times: from the day of need back to the start, and from a start on."""

from __future__ import annotations

from engine.calendar.kernels import after_day, before_day
from engine.compiled import compiled
from engine.mrp.columns import Calendars, ItemColumns
from engine.mrp.problem import NEVER
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
    """The day to start an order of this quantity that is needed on `day`, after its inspection."""
    lead, end = lead_time(item, quantity, items), day - items.inspection[item]
    if not items.lead_working[item] or items.calendar[item] < 0:
        return int(end - lead)
    return before_day(calendar_days(items.calendar[item], calendars), end, lead)


@compiled
def lead_after(item: int, quantity: int, day: int, items: ItemColumns, calendars: Calendars) -> int:
    """The day what an order of this quantity started on `day` brings may be used, after its inspection."""
    lead, inspection = lead_time(item, quantity, items), items.inspection[item]
    if not items.lead_working[item] or items.calendar[item] < 0:
        return int(day + lead + inspection)
    return int(after_day(calendar_days(items.calendar[item], calendars), day, lead) + inspection)


@compiled
def expiry(item: int, day: int, items: ItemColumns) -> int:
    """The day something expires that may be used from `day` on, made or bought new; NEVER where it lasts for ever."""
    return int(day - items.inspection[item] + items.life[item]) if items.life[item] > 0 else NEVER


@compiled
def calendar_days(calendar: int, calendars: Calendars) -> Shorts:
    return calendars.days[calendars.starts[calendar] : calendars.starts[calendar + 1]]
