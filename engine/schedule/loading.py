"""From the tables of a problem to the columns dispatching works on."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER
from engine.schedule.checks import Sound
from engine.schedule.choices import choices_of, queues_of
from engine.schedule.columns import Shop, fix_finishes
from engine.schedule.problem import OperationState, Problem
from engine.schedule.result import Fault
from engine.tables import Ints, Shorts

LONGEST = 10**12  # minutes; no calendar has that many, and sums of it stay far from 2^63
Columns = dict[str, Any]


class Loaded(NamedTuple):
    """The shop has its operations by job: `rows[i]` is the problem's row of its operation i."""

    shop: Shop
    rows: Shorts


def load_shop(problem: Problem, sound: Sound, faults: list[Fault]) -> Loaded:
    """Operations of unknown jobs are left out; others that have a fault, or whose job has one, wait for ever."""
    job = problem.operations.job
    known = np.flatnonzero((job >= 0) & (job < len(problem.jobs)))
    rows = known[np.argsort(job[known], kind="stable")].astype(np.int32)
    choices = choices_of(problem, sound, rows, faults)
    job_starts = starts_of(job[rows], len(problem.jobs))
    shop = Shop(
        now=int(problem.now),
        job_starts=job_starts,
        due=_instants(problem.jobs.due),
        release=_instants(problem.jobs.release),
        choice_starts=choices.starts,
        choice_machine=choices.machine,
        choice_run=np.minimum(choices.run, LONGEST),
        **_calendars(problem),
        **_machines(problem, sound),
        **queues_of(choices, len(problem.machines)),
        **_operations(problem, sound, rows),
        **_blocks(problem, sound, rows),
        **_waiting(problem, sound, rows, job_starts),
        **_families(problem, rows),
    )
    fix_finishes(shop)
    return Loaded(shop, rows)


def starts_of(keys: Ints | Shorts, count: int) -> Ints:
    """Where each key's rows begin when rows stand by key."""
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=starts[1:])
    return starts


def _instants(column: Ints) -> Ints:
    return np.clip(column, -NEVER, NEVER)


def _calendars(problem: Problem) -> Columns:
    none = np.zeros(0, np.int64)
    open_starts = np.zeros(len(problem.calendars) + 1, np.int64)
    np.cumsum([calendar.starts.size for calendar in problem.calendars], out=open_starts[1:])
    return {
        "open_starts": open_starts,
        "opens": np.concatenate([none, *(calendar.starts for calendar in problem.calendars)]),
        "closes": np.concatenate([none, *(calendar.finishes for calendar in problem.calendars)]),
        "worked": np.concatenate([none, *(calendar.worked for calendar in problem.calendars)]),
    }


def _machines(problem: Problem, sound: Sound) -> Columns:
    machines = problem.machines
    calendar = np.where(sound.machines, machines.calendar, 0).astype(np.int32)
    efficiency = np.array([1.0, *(each.efficiency for each in problem.calendars)])
    return {
        "calendar": calendar,
        "efficiency": efficiency[np.where(sound.machines, calendar + 1, 0)],
        "endless": machines.endless,
    }


def _operations(problem: Problem, sound: Sound, rows: Shorts) -> Columns:
    """A faulty operation waits, whatever its state says: it is nowhere."""
    given = problem.operations
    state = np.where(sound.operations, given.state, OperationState.WAITING).astype(np.int8)
    return {
        "job": given.job[rows],
        "setup": np.clip(given.setup[rows], 0, LONGEST),
        "quantity": np.clip(given.quantity[rows], 1, LONGEST),
        "transfer": np.clip(given.transfer[rows], 0, LONGEST),
        "material_at": _instants(given.material_at[rows]),
        "material": given.material[rows],
        "pausing": given.pausing[rows],
        "state": state[rows],
        "fixed_machine": given.machine[rows],
        "fixed_start": _instants(given.fixed_start[rows]),
        "fixed_finish": _instants(np.maximum(given.fixed_start, given.fixed_finish)[rows]),
    }


def _blocks(problem: Problem, sound: Sound, rows: Shorts) -> Columns:
    """Started and pinned operations are walls on machines that have one place."""
    given, count = problem.operations, len(problem.machines)
    walls = np.isin(given.state, (OperationState.STARTED, OperationState.PINNED)) & sound.operations
    block = np.flatnonzero(walls[rows])
    machine = given.machine[rows[block]]
    finite = ~problem.machines.endless[machine]
    block, machine = block[finite], machine[finite]
    order = np.lexsort((given.fixed_start[rows[block]], machine))
    return {"block": block[order].astype(np.int32), "block_starts": starts_of(machine, count)}


def _waiting(problem: Problem, sound: Sound, rows: Shorts, job_starts: Ints) -> Columns:
    """How many things each operation waits for, and which of them are other jobs; what is lost is one that never
    comes."""
    given, links = problem.operations, problem.links
    place = np.full(len(given), -1, np.int64)
    place[rows] = np.arange(rows.size)
    lost = ~sound.operations[rows]
    lost |= ~sound.jobs[given.job[rows]] & (given.state[rows] == OperationState.WAITING)
    lost[_unlinked(problem, sound, place)] = True

    feeds = np.flatnonzero(sound.links)
    feeds = feeds[(place[links.operation[feeds]] >= 0) & (np.diff(job_starts)[links.job[feeds]] > 0)]
    feeds = feeds[np.argsort(links.job[feeds], kind="stable")]
    fed = place[links.operation[feeds]]
    waits = lost.astype(np.int32)
    waits[1:] += given.job[rows[1:]] == given.job[rows[:-1]]
    np.add.at(waits, fed, 1)
    return {
        "waits": waits,
        "feed_starts": starts_of(links.job[feeds], len(problem.jobs)),
        "feed_operation": fed.astype(np.int32),
        "feed_quantity": links.quantity[feeds],
    }


def _unlinked(problem: Problem, sound: Sound, place: Ints) -> Ints:
    """Operations whose link cannot be followed: nobody knows when what they wait for is there."""
    operation = problem.links.operation[~sound.links]
    found = place[operation[(operation >= 0) & (operation < place.size)]]
    return np.asarray(found[found >= 0])


def _families(problem: Problem, rows: Shorts) -> Columns:
    """Without change-overs nothing is of any family."""
    known = problem.changeover.size > 0
    changeover = np.minimum(problem.changeover, LONGEST) if known else np.zeros((1, 1), np.int64)
    return {
        "family": problem.machines.family if known else np.full(len(problem.machines), -1, np.int32),
        "op_family": problem.operations.family[rows] if known else np.full(rows.size, -1, np.int32),
        "changeover": changeover,
        "dearest": changeover.max(axis=0),
    }
