"""Which rows of a problem cannot be as they are, and why. Whatever does not depend on them is placed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.schedule.problem import OperationState, Problem
from engine.schedule.result import Fault, Reason
from engine.tables import Flags, Table


class Sound(NamedTuple):
    """Rows without a fault of their own, per table."""

    machines: Flags
    jobs: Flags
    operations: Flags
    links: Flags
    alternatives: Flags


def sound_rows(problem: Problem) -> tuple[list[Fault], Sound]:
    """Every fault the rows show by themselves, and the rows without one."""
    faults: list[Fault] = []
    sound = Sound(
        _machines(problem, faults),
        _jobs(problem, faults),
        _operations(problem, faults),
        _links(problem, faults),
        _alternatives(problem, faults),
    )
    return faults, sound


class _Checker:
    """Collects the faults of one table, and the rows still sound."""

    def __init__(self, name: str, table: Table, faults: list[Fault]) -> None:
        self.name, self.table, self.faults = name, table, faults
        self.sound: Flags = np.ones(len(table), np.bool_)

    def refuse(self, field: str, reason: Reason, bad: Any) -> None:
        values = getattr(self.table, field)
        for row in np.flatnonzero(bad).tolist():
            self.faults.append(Fault(self.name, row, reason, field, int(values[row])))
        self.sound &= ~bad

    def known(self, field: str, reason: Reason, count: int, *, optional: bool = False) -> None:
        values = getattr(self.table, field)
        self.refuse(field, reason, (values >= count) | (values < (-1 if optional else 0)))

    def not_negative(self, *fields: str) -> None:
        for field in fields:
            self.refuse(field, Reason.NEGATIVE, getattr(self.table, field) < 0)

    def positive(self, *fields: str) -> None:
        for field in fields:
            self.refuse(field, Reason.NOT_POSITIVE, getattr(self.table, field) <= 0)


def _machines(problem: Problem, faults: list[Fault]) -> Flags:
    machines = _Checker("machines", problem.machines, faults)
    machines.known("calendar", Reason.UNKNOWN_CALENDAR, len(problem.calendars))
    _families(problem, machines)
    return machines.sound


def _jobs(problem: Problem, faults: list[Fault]) -> Flags:
    jobs = _Checker("jobs", problem.jobs, faults)
    jobs.not_negative("weight")
    return jobs.sound


def _operations(problem: Problem, faults: list[Fault]) -> Flags:
    operations = _Checker("operations", problem.operations, faults)
    operations.known("job", Reason.UNKNOWN_JOB, len(problem.jobs))
    operations.refuse("job", Reason.NOT_TOGETHER, operations.sound & _apart(problem))
    operations.known("machine", Reason.UNKNOWN_MACHINE, len(problem.machines), optional=True)
    operations.not_negative("run", "setup", "transfer", "batch", "batch_run")
    operations.positive("quantity")
    _families(problem, operations)
    fixed = np.isin(problem.operations.state, (OperationState.STARTED, OperationState.PINNED))
    operations.refuse("machine", Reason.NO_MACHINE, fixed & (problem.operations.machine == -1))
    return operations.sound


def _links(problem: Problem, faults: list[Fault]) -> Flags:
    links = _Checker("links", problem.links, faults)
    links.known("job", Reason.UNKNOWN_JOB, len(problem.jobs))
    links.known("operation", Reason.UNKNOWN_OPERATION, len(problem.operations))
    links.not_negative("quantity", "lag")
    return links.sound


def _alternatives(problem: Problem, faults: list[Fault]) -> Flags:
    alternatives = _Checker("alternatives", problem.alternatives, faults)
    alternatives.known("operation", Reason.UNKNOWN_OPERATION, len(problem.operations))
    alternatives.known("machine", Reason.UNKNOWN_MACHINE, len(problem.machines))
    alternatives.not_negative("run")
    return alternatives.sound


def _families(problem: Problem, rows: _Checker) -> None:
    """Without change-overs a family means nothing and can be any number."""
    if problem.changeover.size:
        rows.known("family", Reason.UNKNOWN_FAMILY, len(problem.changeover), optional=True)


def _apart(problem: Problem) -> Flags:
    """Operations that come after their job's first run of rows has ended."""
    job = problem.operations.job
    apart = np.zeros(job.size, np.bool_)
    begins = np.flatnonzero(np.diff(job, prepend=job[:1] - 1))
    _, first = np.unique(job[begins], return_index=True)
    runs = np.split(np.arange(job.size), begins[1:])
    for late in np.setdiff1d(np.arange(begins.size), first).tolist():
        apart[runs[late]] = True
    return apart
