"""What the scheduler is asked: machines with calendars, jobs, their operations, what waits for what.

Instants and durations are integer minutes from the caller's epoch. `job`, `center`, `machine`, `calendar` and
`family` are the caller's row numbers; -1 is none.
"""

# ruff: noqa: RUF009  `column` declares a field, as dataclasses.field does

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from engine.calendar import Calendar
from engine.calendar.kernels import NEVER
from engine.tables import Flags, Ints, Kinds, Shorts, Table, column

NO_CHANGEOVER = np.zeros((0, 0), np.int64)


@dataclass(frozen=True, eq=False)
class Machines(Table):
    """One row per machine. `family` is the set-up family it stands in now. An `endless` machine works on any
    number of operations at once: a subcontractor, an oven nobody queues for."""

    center: Shorts = column(np.int32)
    calendar: Shorts = column(np.int32)
    family: Shorts = column(np.int32, -1)
    endless: Flags = column(np.bool_, False)


@dataclass(frozen=True, eq=False)
class Jobs(Table):
    """One row per work order. Tardiness past `due` counts `weight` times; weight 0 is for jobs that only feed
    others. Nothing of it starts before `release`."""

    due: Ints = column(np.int64)
    release: Ints = column(np.int64, -NEVER)
    weight: Ints = column(np.int64, 1)


class OperationState(IntEnum):
    """WAITING is free to be placed. STARTED runs on `machine` since `fixed_start`; set-up and run are what remains
    from now. PINNED stays on `machine` at `fixed_start`. DONE took from fixed_start to fixed_finish. Set-up of what
    is fixed is what its row says: no change of families is added to it."""

    WAITING = 0
    STARTED = 1
    PINNED = 2
    DONE = 3


@dataclass(frozen=True, eq=False)
class Operations(Table):
    """One row per operation; the operations of one job stand together, in the order of the routing.

    Minutes are standard minutes for the whole (remaining) order; a machine's calendar turns them into open ones.
    `center` says which machines can do it, `machine` narrows that to one; an Alternatives table can say more.
    `transfer` of `quantity` units are passed on at a time, 0 = all at once: the next operation may start when the
    first transfer lot is done, and ends no earlier than this one's end plus its own run of the last lot.
    `family` with Problem.changeover adds set-up after an operation of another family.
    `material_at`: when the last component is there; `material` is the caller's name for it, given back as reason.
    A `pausing` operation stops when the machine closes and goes on when it opens; others need one open interval.

    A batch machine (a kettle, an autoclave) takes `batch` units at once for batch_run minutes; `run` is that for as
    many batches as the order needs. Orders of one `product` (-1 = of none) share a batch: what follows another at
    once, and was ready when that one's last batch began, goes into the room that batch had left.
    """

    job: Shorts = column(np.int32)
    center: Shorts = column(np.int32)
    run: Ints = column(np.int64)
    setup: Ints = column(np.int64, 0)
    machine: Shorts = column(np.int32, -1)
    family: Shorts = column(np.int32, -1)
    quantity: Ints = column(np.int64, 1)
    transfer: Ints = column(np.int64, 0)
    material_at: Ints = column(np.int64, -NEVER)
    material: Shorts = column(np.int32, -1)
    pausing: Flags = column(np.bool_, True)
    batch: Ints = column(np.int64, 0)
    batch_run: Ints = column(np.int64, 0)
    product: Shorts = column(np.int32, -1)
    state: Kinds = column(np.int8, OperationState.WAITING)
    fixed_start: Ints = column(np.int64, 0)
    fixed_finish: Ints = column(np.int64, 0)


@dataclass(frozen=True, eq=False)
class Alternatives(Table):
    """Where an operation has rows here, these machines and minutes stand instead of its center and run."""

    operation: Shorts = column(np.int32)
    machine: Shorts = column(np.int32)
    run: Ints = column(np.int64)


@dataclass(frozen=True, eq=False)
class Links(Table):
    """`operation` (of a parent job) cannot start before `job` has finished so many units, 0 = all of them, and then
    `lag` minutes more have gone by: they cool, or wait for the laboratory.

    Where one job feeds several, `quantity` counts from its first unit: of 100, the parent served second with 60
    after one with 40 waits for 100. Less than all helps where the last operation has a transfer lot.
    """

    job: Shorts = column(np.int32)
    operation: Shorts = column(np.int32)
    quantity: Ints = column(np.int64, 0)
    lag: Ints = column(np.int64, 0)


@dataclass(frozen=True, eq=False)
class Problem:
    """Nothing that waits starts before `now`. `changeover[a, b]`: minutes of set-up added from family a to family b;
    after an unknown family (-1) the dearest change to b counts. Without it families mean nothing. Raises ValueError
    for change-overs that are not square, or below zero."""

    now: int
    calendars: tuple[Calendar, ...]
    machines: Machines
    jobs: Jobs
    operations: Operations
    links: Links = field(default_factory=Links.empty)
    alternatives: Alternatives = field(default_factory=Alternatives.empty)
    changeover: Ints = field(default_factory=lambda: NO_CHANGEOVER)

    def __post_init__(self) -> None:
        changeover = np.ascontiguousarray(self.changeover, dtype=np.int64)
        if changeover.ndim != 2 or changeover.shape[0] != changeover.shape[1] or (changeover < 0).any():
            raise ValueError(f"change-overs of shape {changeover.shape}: must be square and not below zero")
        object.__setattr__(self, "changeover", changeover)


class Rule(IntEnum):
    """What a machine that becomes free takes first. Latest start: the infinite-capacity date that would still meet
    the due date. COST: weight over run time, fading with slack and set-up (apparent tardiness cost with set-ups;
    Lee, Bhaskaran, Pinedo 1997)."""

    EARLIEST_DUE = 0
    LATEST_START = 1
    WEIGHTED_SLACK = 2
    CRITICAL_RATIO = 3
    COST = 4
    SHORTEST = 5
    MOST_WORK = 6
    FIRST_COME = 7


@dataclass(frozen=True)
class Limits:
    """Every rule is tried and the best plan kept: least weighted tardiness, then earliest finish, then least set-up.
    Dispatching has no chance in it; the seed is carried for the layers that have."""

    rules: tuple[Rule, ...] = tuple(Rule)
    seed: int = 0
