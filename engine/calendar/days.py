"""Working days: lead times and tolerances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

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

    def between(self, first: Any, last: Any) -> Any:
        """Working days passed from `first` to `last`, negative when `last` comes first; numbers or arrays of them."""
        return self._before(last) - self._before(first)

    def _before(self, day: Any) -> Any:
        if not self.days.size:
            return day
        low, high = self.days[0], self.days[-1]
        return np.searchsorted(self.days, day, "left") + np.minimum(day - low, 0) + np.maximum(day - high - 1, 0)
