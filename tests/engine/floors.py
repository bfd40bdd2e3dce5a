"""Small shops for the scheduler's tests: one machine that is always open, one job, unless a test says more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.calendar import DAY, Calendar
from engine.schedule import Jobs, Machines, Operations, Problem

ALWAYS = Calendar.of([(0, 100 * DAY)])
SHIFT = Calendar.of([(day * DAY + 480, day * DAY + 960) for day in range(20)])  # 08:00 to 16:00


def floor(
    run: Sequence[int],
    *,
    job: Sequence[int] | None = None,
    center: Sequence[int] | int = 0,
    jobs: Jobs | None = None,
    machines: Machines | None = None,
    calendars: tuple[Calendar, ...] = (ALWAYS,),
    now: int = 0,
    tables: dict[str, Any] | None = None,
    **operations: Any,
) -> Problem:
    """Operations with these minutes. `tables` are further ones of the problem: links, alternatives, changeover."""
    job = [0] * len(run) if job is None else job
    return Problem(
        now=now,
        calendars=calendars,
        machines=machines or Machines(center=[0], calendar=[0]),
        jobs=jobs or Jobs(due=[50 * DAY] * (max(job, default=-1) + 1)),
        operations=Operations(job=job, center=center, run=run, **operations),
        **(tables or {}),
    )
