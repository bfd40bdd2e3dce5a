"""Lead times: from the day of need back to the start, and from a start on. `rule` is the record of the item."""

from __future__ import annotations

from typing import Any

from engine.calendar.kernels import after_day, before_day
from engine.compiled import compiled, inlined
from engine.mrp.columns import Calendars
from engine.mrp.problem import NEVER
from engine.mrp.quantities import multiplied_up
from engine.tables import Shorts

PER_UNIT = 10**12  # lead_days_per_unit and quantities are both in 10^-6
LEAD_MAX = 100_000


@compiled
def lead_time(rule: Any, lead: int, quantity: int) -> int:
    """Lead time in days of an order of this quantity: so many days, and those for each unit."""
    if rule.lead_per_unit == 0:
        return int(lead)
    extra = multiplied_up(quantity, rule.lead_per_unit, PER_UNIT)
    return int(lead) + (min(extra, LEAD_MAX) if extra >= 0 else LEAD_MAX)


@compiled
def lead_before(rule: Any, lead: int, day: int, calendars: Calendars) -> int:
    """The day to start an order of this lead time that is needed on `day`, after its inspection."""
    return days_before(rule, lead, day - rule.inspection, calendars)


@compiled
def days_before(rule: Any, days: int, day: int, calendars: Calendars) -> int:
    """The day so many days before a day, counted as the item's lead time is."""
    if not rule.lead_working or rule.calendar < 0:
        return int(day - days)
    return before_day(calendar_days(rule.calendar, calendars), day, days)


@compiled
def lead_after(rule: Any, lead: int, day: int, calendars: Calendars) -> int:
    """The day what an order of this lead time started on `day` brings may be used, after its inspection."""
    if not rule.lead_working or rule.calendar < 0:
        return int(day + lead + rule.inspection)
    return int(after_day(calendar_days(rule.calendar, calendars), day, lead) + rule.inspection)


@inlined
def expiry(rule: Any, day: int) -> int:
    """The day something expires that may be used from `day` on, made or bought new; NEVER where it lasts for ever."""
    return int(day - rule.inspection + rule.life) if rule.life > 0 else NEVER


@compiled
def calendar_days(calendar: int, calendars: Calendars) -> Shorts:
    return calendars.days[calendars.starts[calendar] : calendars.starts[calendar + 1]]
