"""What the scheduler answers: when and where each operation runs, and what it waited for."""

# ruff: noqa: RUF009  `column` declares a field, as dataclasses.field does

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np

from engine.schedule.problem import Problem, Rule
from engine.tables import Ints, Kinds, Shorts, Table, column


class Why(IntEnum):
    """What an operation waited for, and what `blocker` then is: RELEASE the job, PREDECESSOR the operation before,
    COMPONENT the other job, MATERIAL Operations.material, MACHINE the operation that held the machine, CALENDAR
    the machine that was closed. NONE: it could start now. FIXED: started, pinned or done already.
    UNPLACED: it has no place; Result.faults says why."""

    NONE = 0
    RELEASE = 1
    PREDECESSOR = 2
    COMPONENT = 3
    MATERIAL = 4
    MACHINE = 5
    CALENDAR = 6
    FIXED = 7
    UNPLACED = 8


@dataclass(frozen=True, eq=False)
class Schedule(Table):
    """One row per operation, in the problem's order. NEVER stands for an instant that does not come.

    `setup`: open minutes of set-up at its start. `shared`: units that went into the last batch of the operation
    before it on its machine: it starts with that batch and is alone from the end of it on. It was `ready` because of
    ready_why / ready_blocker, and started at `start` because of why / blocker (MACHINE or CALENDAR when it had to wait
    longer, else the same).
    `latest_start`, `latest_finish`: the dates that would still meet the due dates if machines were endless.
    """

    machine: Shorts = column(np.int32)
    start: Ints = column(np.int64)
    finish: Ints = column(np.int64)
    setup: Ints = column(np.int64)
    shared: Ints = column(np.int64)
    ready: Ints = column(np.int64)
    ready_why: Kinds = column(np.int8)
    ready_blocker: Shorts = column(np.int32)
    why: Kinds = column(np.int8)
    blocker: Shorts = column(np.int32)
    latest_start: Ints = column(np.int64)
    latest_finish: Ints = column(np.int64)


@dataclass(frozen=True, eq=False)
class Load(Table):
    """Open and busy minutes of a machine in a week (minute 10080 x week on)."""

    machine: Shorts = column(np.int32)
    week: Shorts = column(np.int32)
    open: Ints = column(np.int64)
    busy: Ints = column(np.int64)


@dataclass(frozen=True, eq=False)
class Need(Table):
    """Open minutes of a work center in a week, and what its operations ask for by the week they would have to
    finish in for every due date to hold (latest_finish): above 100 % is a bottleneck."""

    center: Shorts = column(np.int32)
    week: Shorts = column(np.int32)
    open: Ints = column(np.int64)
    asked: Ints = column(np.int64)


class Reason(StrEnum):
    UNKNOWN_JOB = "unknown_job"
    UNKNOWN_MACHINE = "unknown_machine"
    UNKNOWN_OPERATION = "unknown_operation"
    UNKNOWN_FAMILY = "unknown_family"
    UNKNOWN_CALENDAR = "unknown_calendar"
    NEGATIVE = "negative"
    NOT_POSITIVE = "not_positive"
    NO_MACHINE = "no_machine"
    NOT_TOGETHER = "not_together"
    CALENDAR_ENDS = "calendar_ends"
    NEVER_FITS = "never_fits"
    NEVER_READY = "never_ready"
    OVERLAP = "overlap"
    TOO_EARLY = "too_early"


@dataclass(frozen=True)
class Fault:
    """A row of the problem that cannot be as it is: table ("machines", "jobs", "operations", "links",
    "alternatives"), row, the column that is wrong, its value. OVERLAP and TOO_EARLY name pinned operations whose
    place breaks a rule: they keep it."""

    table: str
    row: int
    reason: Reason
    field: str = ""
    value: int = 0


@dataclass(frozen=True, eq=False)
class Result:
    """`job_finish` and `tardiness` in minutes per job; `tardiness` is not weighted."""

    problem: Problem
    schedule: Schedule
    job_finish: Ints
    tardiness: Ints
    rule: Rule
    weighted_tardiness: int
    last_finish: int
    setup_minutes: int
    faults: tuple[Fault, ...]
    seed: int
    seconds: float = 0.0

    @property
    def status(self) -> str:
        return "faults" if self.faults else "feasible"

    def late(self) -> Shorts:
        return np.flatnonzero(self.tardiness > 0).astype(np.int32)


@dataclass(frozen=True)
class Step:
    """One operation on the way to a late finish: it was ready for `why`'s sake (`blocker`), then waited `waited`
    minutes for its machine (behind operation `behind`, -1 where the machine was only closed or free)."""

    operation: int
    start: int
    finish: int
    why: Why
    blocker: int
    waited: int
    behind: int


class Cause(StrEnum):
    """MACHINE: it queued. MATERIAL: a component comes too late. LEAD_TIME: even with every machine free it would not
    be in time. UNPLACED: an operation has no place."""

    MACHINE = "machine"
    MATERIAL = "material"
    LEAD_TIME = "lead_time"
    UNPLACED = "unplaced"


@dataclass(frozen=True)
class Chain:
    """Why a job is late: from its last operation back to what came first, and the step that cost most."""

    job: int
    tardiness: int
    cause: Cause
    decisive: Step
    minutes: int
    steps: tuple[Step, ...]
