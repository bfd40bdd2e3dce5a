"""The arithmetic of calendars, compiled.

A calendar's arrays: `starts` and `finishes` (minutes, sorted, disjoint, never touching) and `worked`, the open
minutes before each interval and, last, of the whole calendar.
"""

from __future__ import annotations

import math

import numpy as np

from engine.compiled import compiled
from engine.tables import Ints, Shorts

NEVER = 1 << 60


@compiled
def open_before(starts: Ints, finishes: Ints, worked: Ints, instant: int) -> int:
    """Open minutes before `instant`."""
    index = np.searchsorted(starts, instant, side="right") - 1
    if index < 0:
        return 0
    return int(worked[index] + min(instant, finishes[index]) - starts[index])


@compiled
def begin_of(starts: Ints, worked: Ints, minute: int) -> int:
    """The instant at which open minute number `minute` (from 0) begins; NEVER past the end of the calendar."""
    if minute >= worked[-1]:
        return NEVER
    index = np.searchsorted(worked, minute, side="right") - 1
    return int(starts[index] + minute - worked[index])


@compiled
def end_of(starts: Ints, worked: Ints, minute: int) -> int:
    """The instant at which `minute` open minutes are over; NEVER past the end of the calendar."""
    if minute > worked[-1] or minute <= 0:
        return NEVER
    index = np.searchsorted(worked, minute, side="left") - 1
    return int(starts[index] + minute - worked[index])


@compiled
def clock_minutes(standard: int, efficiency: float) -> int:
    """Open minutes that so many standard minutes take, rounded up; a millionth of a minute is no minute."""
    return math.ceil(standard / efficiency - 1e-6)


@compiled
def before_day(days: Shorts, day: int, count: int) -> int:
    """`count` working days before `day`; see WorkingDays.sub."""
    if count <= 0 or days.size == 0:
        return day - max(count, 0)
    index = np.searchsorted(days, day, side="right") - 1 - count
    return int(days[index] if index >= 0 else days[0] + index)


@compiled
def after_day(days: Shorts, day: int, count: int) -> int:
    """`count` working days after `day`; see WorkingDays.add."""
    if count <= 0 or days.size == 0:
        return day + max(count, 0)
    index = np.searchsorted(days, day, side="left") + count
    return int(days[index] if index < days.size else days[-1] + index - days.size + 1)
