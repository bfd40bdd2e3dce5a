"""Open, busy and asked minutes by week, from now on: what is over is no load any more."""

from __future__ import annotations

import numpy as np

from engine.calendar import WEEK, Calendar
from engine.calendar.kernels import NEVER
from engine.schedule.checks import sound_rows
from engine.schedule.columns import minutes_asked, starts_of
from engine.schedule.loading import load_shop
from engine.schedule.problem import Problem
from engine.schedule.result import Load, Need, Result
from engine.tables import Ints


def load(result: Result) -> Load:
    """A row for each machine and each week from now to the last finish. On an endless machine busy can be more than
    open."""
    problem, schedule = result.problem, result.schedule
    weeks = _weeks(problem, result.last_finish - 1)
    busy, open_minutes = (np.zeros((len(problem.machines), weeks.size), np.int64) for _ in range(2))
    rows = np.flatnonzero((schedule.finish < NEVER) & (schedule.finish > problem.now) & (schedule.machine >= 0))
    rows = rows[np.argsort(schedule.machine[rows], kind="stable")]
    starts = starts_of(schedule.machine[rows], len(problem.machines))
    for machine, calendar in _calendars(problem):
        own = rows[starts[machine] : starts[machine + 1]]
        begin, end = np.maximum(_alone(result, calendar, own), problem.now), schedule.finish[own]
        open_minutes[machine] = _open(problem, calendar, weeks)
        busy[machine] = _by_week(calendar, begin, end, weeks)
    row, week = np.divmod(np.arange(busy.size), weeks.size)
    return Load(row, weeks[week], open_minutes.ravel(), busy.ravel())


def need(problem: Problem, result: Result) -> Need:
    """A row for each center with a finite machine and each week. What should have ended before now is asked of this
    week, what is due after the calendars end of their last; an operation asks its first choice of machine."""
    faults, sound = sound_rows(problem)
    shop, rows = load_shop(problem, sound, faults)
    first, minutes = minutes_asked(shop)
    latest = result.schedule.latest_finish[rows]
    finite = ~problem.machines.endless & sound.machines & (problem.machines.center >= 0)
    asks = (first >= 0) & np.append(finite, False)[first] & (latest < NEVER)
    weeks = _weeks(problem, int(latest[asks].max(initial=problem.now)))
    centers = np.unique(problem.machines.center[finite])
    open_minutes, asked = (np.zeros((centers.size, weeks.size), np.int64) for _ in range(2))
    for machine, calendar in _calendars(problem):
        if finite[machine]:
            place = np.searchsorted(centers, problem.machines.center[machine])
            open_minutes[place] += _open(problem, calendar, weeks)
    place = np.searchsorted(centers, problem.machines.center[first[asks]])
    week = np.clip(latest[asks] // WEEK, weeks[0], weeks[-1]) - weeks[0]
    np.add.at(asked, (place, week), minutes[asks])
    row, week = np.divmod(np.arange(asked.size), weeks.size)
    return Need(centers[row], weeks[week], open_minutes.ravel(), asked.ravel())


def _weeks(problem: Problem, last: int) -> Ints:
    """From now to `last`, as far as there is a calendar."""
    ends = max((int(calendar.finishes[-1]) for calendar in problem.calendars if calendar.finishes.size), default=0)
    now = problem.now // WEEK
    return np.arange(now, max(now, min(last, ends) // WEEK) + 1)


def _calendars(problem: Problem) -> list[tuple[int, Calendar]]:
    """Machines with their calendars, as far as they have one."""
    numbers, known = problem.machines.calendar.tolist(), range(len(problem.calendars))
    return [(machine, problem.calendars[number]) for machine, number in enumerate(numbers) if number in known]


def _alone(result: Result, calendar: Calendar, rows: Ints) -> Ints:
    """From when on a machine works for each of these operations: after the batch it shares with one before it."""
    begin = result.schedule.start[rows].copy()
    for place in np.flatnonzero(result.schedule.shared[rows]).tolist():
        row = rows[place]
        shared = calendar.clock_minutes(int(result.problem.operations.batch_run[row]))
        begin[place] = min(calendar.after(int(begin[place]), shared), int(result.schedule.finish[row]))
    return begin


def _worked(calendar: Calendar, instants: Ints) -> Ints:
    """Open minutes before each instant."""
    if not calendar.starts.size:
        return np.zeros_like(instants)
    index = np.searchsorted(calendar.starts, instants, side="right") - 1
    inside = np.minimum(instants, calendar.finishes[index]) - calendar.starts[index]
    return np.where(index < 0, 0, calendar.worked[index] + inside)


def _open(problem: Problem, calendar: Calendar, weeks: Ints) -> Ints:
    edges = np.maximum(np.append(weeks, weeks[-1] + 1) * WEEK, problem.now)
    return np.diff(_worked(calendar, edges))


def _by_week(calendar: Calendar, begin: Ints, end: Ints, weeks: Ints) -> Ints:
    """Open minutes of these spans in each week."""
    first = np.minimum(begin // WEEK, weeks[-1])
    counts = np.maximum(np.minimum((end - 1) // WEEK, weeks[-1]) - first, 0) + 1
    span = np.repeat(np.arange(begin.size), counts)
    week = first[span] + np.arange(span.size) - np.repeat(np.cumsum(counts) - counts, counts)
    minutes = _worked(calendar, np.minimum(end[span], (week + 1) * WEEK))
    minutes -= _worked(calendar, np.maximum(begin[span], week * WEEK))
    return np.bincount(week - weeks[0], weights=minutes, minlength=weeks.size).astype(np.int64)
