"""Working days: lead times and tolerances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.calendar.kernels import after_day, before_day
from engine.tables import Shorts


@dataclass(frozen=True, eq=False)
class WorkingDays:
    """A sorted array of the day numbers on which people work.

    Outside the first and the last known day every day counts as a working day, so that a date is never
    missing; give enough days around the plan. No days at all: every day is a working day.
    """

    days: Shorts

    @classmethod
    def of(cls, days: Iterable[int]) -> Self:
        return cls(np.unique(np.fromiter(days, np.int32)))

    def sub(self, day: int, count: int) -> int:
        """`count` working days before `day`. From a closed day it counts from the last working day before;
        0 is the day itself."""
        return int(before_day(self.days, day, count))

    def add(self, day: int, count: int) -> int:
        """`count` working days after `day`. From a closed day it counts from the next working day;
        0 is the day itself."""
        return int(after_day(self.days, day, count))

    def between(self, first: int, last: int) -> int:
        """Working days passed from `first` to `last`; negative when `last` comes first."""
        if last < first:
            return -self.between(last, first)
        if not self.days.size:
            return last - first
        low, high = int(self.days[0]), int(self.days[-1])
        known = np.searchsorted(self.days, last, "left") - np.searchsorted(self.days, first, "left")
        outside = max(0, min(last, low) - first) + max(0, last - max(first, high + 1))
        return int(known) + outside
