"""From the tables of a problem to the records dispatching works on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER
from engine.schedule.checks import Sound
from engine.schedule.choices import Choices, Queues, choices_of, queues_of
from engine.schedule.columns import (
    CHOICE,
    FEED,
    JOB,
    MACHINE,
    OPERATION,
    SPAN,
    Records,
    Shop,
    fix_finishes,
    records,
    starts_of,
)
from engine.schedule.problem import OperationState, Problem
from engine.schedule.result import Fault
from engine.tables import Ints, Shorts

LONGEST = 10**12  # minutes; no calendar has that many, and sums of it stay far from 2^63


class Loaded(NamedTuple):
    """The shop has its operations by job: `rows[i]` is the problem's row of its operation i."""

    shop: Shop
    rows: Shorts


class _Walls(NamedTuple):
    """Started and pinned operations of machines that have one place, by machine and start."""

    operation: Shorts
    starts: Ints


class _Feeds(NamedTuple):
    """Links that can be followed, by component job."""

    operation: Shorts
    quantity: Ints
    lag: Ints
    starts: Ints


def load_shop(problem: Problem, sound: Sound, faults: list[Fault]) -> Loaded:
    """Operations of unknown jobs are left out; others that have a fault, or whose job has one, wait for ever."""
    job = problem.operations.job
    known = np.flatnonzero((job >= 0) & (job < len(problem.jobs)))
    rows = known[np.argsort(job[known], kind="stable")].astype(np.int32)
    place = np.full(len(problem.operations), -1, np.int32)
    place[rows] = np.arange(rows.size, dtype=np.int32)

    choices = choices_of(problem, sound, rows, faults)
    queues = queues_of(choices, len(problem.machines))
    walls, feeds = _walls(problem, sound, rows), _feeds(problem, sound, place)
    shop = Shop(
        now=int(problem.now),
        spans=_spans(problem),
        machines=_machines(problem, sound, queues, walls),
        jobs=_jobs(problem, feeds),
        operations=_operations(problem, sound, rows, choices, queues),
        choices=records(CHOICE, machine=choices.machine, run=np.minimum(choices.run, LONGEST)),
        queues=queues.queues,
        servers=queues.servers,
        served=queues.served,
        feeds=records(FEED, operation=feeds.operation, quantity=feeds.quantity, lag=feeds.lag),
        walls=walls.operation,
        changeover=_changeover(problem),
    )
    _count_waits(problem, sound, shop, rows, place)
    fix_finishes(shop)
    return Loaded(shop, rows)


def _instants(column: Ints) -> Ints:
    return np.clip(column, -NEVER, NEVER)


def _spans(problem: Problem) -> Records:
    none = np.zeros(0, np.int64)
    return records(
        SPAN,
        opens=np.concatenate([none, *(calendar.starts for calendar in problem.calendars)]),
        closes=np.concatenate([none, *(calendar.finishes for calendar in problem.calendars)]),
    )


def _machines(problem: Problem, sound: Sound, queues: Queues, walls: _Walls) -> Records:
    """A faulty machine has no calendar of its own; nothing goes there."""
    calendar = np.where(sound.machines, problem.machines.calendar, 0)
    efficiency = np.array([each.efficiency for each in problem.calendars] or [1.0])
    intervals = np.zeros(max(len(problem.calendars), 1) + 1, np.int64)
    np.cumsum([each.starts.size for each in problem.calendars] or [0], out=intervals[1:])
    return records(
        MACHINE,
        first_open=intervals[calendar],
        last_open=intervals[calendar + 1],
        efficiency=efficiency[calendar],
        family=problem.machines.family if problem.changeover.size else -1,
        endless=problem.machines.endless,
        first_served=queues.served_starts[:-1],
        last_served=queues.served_starts[1:],
        first_wall=walls.starts[:-1],
        last_wall=walls.starts[1:],
    )


def _jobs(problem: Problem, feeds: _Feeds) -> Records:
    jobs = problem.jobs
    return records(
        JOB,
        due=_instants(jobs.due),
        release=_instants(jobs.release),
        weight=jobs.weight,
        first_feed=feeds.starts[:-1],
        last_feed=feeds.starts[1:],
    )


def _operations(problem: Problem, sound: Sound, rows: Shorts, choices: Choices, queues: Queues) -> Records:
    """A faulty operation waits, whatever its state says: it is nowhere."""
    given = problem.operations
    state = np.where(sound.operations, given.state, OperationState.WAITING)
    follows = np.diff(given.job[rows], prepend=-1) == 0
    return records(
        OPERATION,
        job=given.job[rows],
        follows=follows,
        leads=np.append(follows[1:], np.zeros(follows[:1].size, np.bool_)),
        queue=queues.of_operation,
        setup=np.clip(given.setup[rows], 0, LONGEST),
        family=given.family[rows] if problem.changeover.size else -1,
        quantity=np.clip(given.quantity[rows], 1, LONGEST),
        transfer=np.clip(given.transfer[rows], 0, LONGEST),
        material_at=_instants(given.material_at[rows]),
        material=given.material[rows],
        pausing=given.pausing[rows],
        batch=np.clip(given.batch[rows], 0, LONGEST),
        batch_run=np.clip(given.batch_run[rows], 0, LONGEST),
        product=np.where(given.batch[rows] > 0, given.product[rows], -1),
        state=state[rows],
        machine=given.machine[rows],
        start=_instants(given.fixed_start[rows]),
        finish=_instants(np.maximum(given.fixed_start, given.fixed_finish)[rows]),
        first_choice=choices.starts[:-1],
        last_choice=choices.starts[1:],
    )


def _walls(problem: Problem, sound: Sound, rows: Shorts) -> _Walls:
    given = problem.operations
    fixed = np.isin(given.state, (OperationState.STARTED, OperationState.PINNED)) & sound.operations
    operation = np.flatnonzero(fixed[rows])
    machine = given.machine[rows[operation]]
    finite = ~problem.machines.endless[machine]
    operation, machine = operation[finite], machine[finite]
    order = np.lexsort((given.fixed_start[rows[operation]], machine))
    return _Walls(operation[order].astype(np.int32), starts_of(machine, len(problem.machines)))


def _feeds(problem: Problem, sound: Sound, place: Shorts) -> _Feeds:
    """A job without operations has nothing to wait for."""
    links, job = problem.links, problem.operations.job
    rows = np.flatnonzero(sound.links)
    rows = rows[(place[links.operation[rows]] >= 0) & np.isin(links.job[rows], job)]
    rows = rows[np.argsort(links.job[rows], kind="stable")]
    lag, starts = np.minimum(links.lag[rows], LONGEST), starts_of(links.job[rows], len(problem.jobs))
    return _Feeds(place[links.operation[rows]], links.quantity[rows], lag, starts)


def _count_waits(problem: Problem, sound: Sound, shop: Shop, rows: Shorts, place: Shorts) -> None:
    """How many things each operation waits for; what is lost waits for one that never comes."""
    operations = shop.operations
    lost = ~sound.operations[rows]
    lost |= ~sound.jobs[operations["job"]] & (operations["state"] == OperationState.WAITING)
    unclear = problem.links.operation[~sound.links]  # nobody knows when what these wait for is there
    unclear = place[unclear[(unclear >= 0) & (unclear < place.size)]]
    lost[unclear[unclear >= 0]] = True
    operations["waits"] = lost.astype(np.int32) + operations["follows"]
    np.add.at(operations["waits"], shop.feeds["operation"], 1)


def _changeover(problem: Problem) -> Ints:
    """With a last row for machines of an unknown family and a last column for operations of none: -1 finds both."""
    known = np.minimum(problem.changeover, LONGEST)
    dearest = known.max(axis=0, initial=0)[None, :]
    return np.pad(np.vstack([known, dearest]), ((0, 0), (0, 1)))
