"""Open time in minutes: shifts, breaks, closures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from engine.calendar.kernels import NEVER, begin_of, clock_minutes, end_of, open_before
from engine.tables import Ints

DAY = 1440
WEEK = 7 * DAY
Span = tuple[int, int]

__all__ = ["DAY", "NEVER", "WEEK", "Calendar", "Span"]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Open intervals [start, finish) in minutes, sorted and apart from each other, and an efficiency.

    `efficiency` 0.88 means that 88 standard minutes take 100 open ones; only `clock_minutes` knows it, all other
    counts are of open minutes.
    """

    starts: Ints
    finishes: Ints
    efficiency: float = 1.0

    @classmethod
    def of(cls, spans: Iterable[Span], efficiency: float = 1.0) -> Self:
        """A calendar of these open spans in any order; overlapping and touching ones become one.

        Raises ValueError for an efficiency of nothing or less.
        """
        if efficiency <= 0:
            raise ValueError(f"efficiency {efficiency}: must be above 0")
        merged = _merged(spans)
        return cls(
            np.array([start for start, _ in merged], np.int64),
            np.array([finish for _, finish in merged], np.int64),
            efficiency,
        )

    @cached_property
    def worked(self) -> Ints:
        """Open minutes before each interval and, last, of all."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.finishes - self.starts)])

    @property
    def spans(self) -> list[Span]:
        return list(zip(self.starts.tolist(), self.finishes.tolist(), strict=True))

    def clock_minutes(self, standard: int) -> int:
        """Open minutes that so many standard minutes take, rounded up."""
        return int(clock_minutes(standard, self.efficiency))

    def between(self, first: int, last: int) -> int:
        """Open minutes from `first` to `last`."""
        return self._before(last) - self._before(first)

    def next_open(self, instant: int) -> int:
        """The first open instant at or after this one; NEVER past the end."""
        return int(begin_of(self.starts, self.worked, self._before(instant)))

    def after(self, instant: int, minutes: int) -> int:
        """When work of so many open minutes begun at `instant` is over; NEVER past the end of the calendar.

        Nothing to do is over at once, open or not.
        """
        if minutes <= 0:
            return instant
        return int(end_of(self.starts, self.worked, self._before(instant) + minutes))

    def before(self, instant: int, minutes: int) -> int:
        """The latest start of work of so many open minutes that must be over at `instant`; -NEVER where the
        calendar has not that much."""
        if minutes <= 0:
            return instant
        minute = self._before(instant) - minutes
        return int(begin_of(self.starts, self.worked, minute)) if minute >= 0 else -NEVER

    def both(self, other: Self) -> Self:
        """Open where both are open."""
        return self._with(_common(self.spans, other.spans))

    def without(self, closures: Iterable[Span]) -> Self:
        """Closed during these spans as well."""
        edges = [finish for span in _merged(closures) for finish in span]
        outside = [-NEVER, *edges, NEVER]
        return self._with(_common(self.spans, list(zip(outside[::2], outside[1::2], strict=True))))

    def _with(self, spans: list[Span]) -> Self:
        return type(self).of(spans, self.efficiency)

    def _before(self, instant: int) -> int:
        return int(open_before(self.starts, self.finishes, self.worked, instant))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, finish in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(finish, merged[-1][1]))
        else:
            merged.append((start, finish))
    return merged


def _common(left: list[Span], right: list[Span]) -> list[Span]:
    common, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        start, finish = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < finish:
            common.append((start, finish))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common
