"""Where each operation can go: its machines with their minutes, and the queues that operations alike share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.schedule.checks import Sound
from engine.schedule.columns import QUEUE, SERVED, Records, records, starts_of
from engine.schedule.problem import OperationState, Problem
from engine.schedule.result import Fault, Reason
from engine.tables import Flags, Ints, Shorts


class Choices(NamedTuple):
    """Machine and run minutes of each operation's choices; operations of one `group` have the same machines."""

    starts: Ints
    machine: Shorts
    run: Ints
    group: Ints


class Queues(NamedTuple):
    """`of_operation`: which queue each stands in. `served` rows stand by machine, from its `served_starts` on."""

    of_operation: Ints
    queues: Records
    servers: Shorts
    served: Records
    served_starts: Ints


class _Pool(NamedTuple):
    """Machines by center, then each machine alone, then the alternatives by operation: an operation's choices are
    always one stretch of it. `run` is -1 where the operation's own run counts."""

    machine: Ints
    run: Ints
    center: Ints
    operation: Ints


def choices_of(problem: Problem, sound: Sound, rows: Shorts, faults: list[Fault]) -> Choices:
    """For the operations in `rows`. One without any is a fault, if it still has to go somewhere."""
    pool = _pool(problem, sound)
    first, last = _stretches(problem, sound, pool)
    without = (first == last) & sound.operations & (problem.operations.state != OperationState.DONE)
    for row in np.flatnonzero(without).tolist():
        faults.append(Fault("operations", row, Reason.NO_MACHINE, "center", int(problem.operations.center[row])))
    sound.operations[without] = False

    counts = (last - first)[rows]
    starts = _running(counts)
    index = np.repeat(first[rows] - starts[:-1], counts) + np.arange(starts[-1])
    own = np.repeat(_own_run(problem, sound)[rows], counts)
    run = np.where(pool.run[index] < 0, own, pool.run[index])
    machine = pool.machine[index].astype(np.int32)
    return Choices(starts, machine, run, _groups(machine, starts, first[rows], last[rows], pool))


def queues_of(choices: Choices, machines: int) -> Queues:
    _, example, queue = np.unique(choices.group, return_index=True, return_inverse=True)
    counts = np.diff(choices.starts)[example]
    room, first = starts_of(queue, example.size), _running(counts)
    position = np.arange(first[-1]) - np.repeat(first[:-1], counts)
    servers = choices.machine[np.repeat(choices.starts[example], counts) + position]
    by_machine = np.argsort(servers, kind="stable")
    served = np.repeat(np.arange(example.size), counts)
    return Queues(
        of_operation=queue,
        queues=records(QUEUE, room=room[:-1], first_server=first[:-1], last_server=first[1:]),
        servers=servers,
        served=records(SERVED, queue=served[by_machine], position=position[by_machine]),
        served_starts=starts_of(servers, machines),
    )


def _running(counts: Ints) -> Ints:
    return np.append(0, np.cumsum(counts))


def _pool(problem: Problem, sound: Sound) -> _Pool:
    machines, alternatives = problem.machines, problem.alternatives
    usable = np.flatnonzero(sound.machines & (machines.center >= 0))
    by_center = usable[np.argsort(machines.center[usable], kind="stable")]
    other = np.flatnonzero(sound.alternatives)
    other = other[sound.machines[alternatives.machine[other]]]
    names = alternatives.operation[other].astype(np.int64) * len(machines) + alternatives.machine[other]
    other = other[np.sort(np.unique(names, return_index=True)[1])]  # of two for one machine the first counts
    other = other[np.argsort(alternatives.operation[other], kind="stable")]
    return _Pool(
        machine=np.concatenate([by_center, np.arange(len(machines)), alternatives.machine[other]]),
        run=np.concatenate([np.full(by_center.size + len(machines), -1), alternatives.run[other]]),
        center=machines.center[by_center],
        operation=alternatives.operation[other],
    )


def _stretches(problem: Problem, sound: Sound, pool: _Pool) -> tuple[Ints, Ints]:
    """First and last place in the pool of every operation's choices."""
    given, alone = problem.operations, pool.center.size
    others = alone + len(problem.machines)
    first, last = (np.searchsorted(pool.center, given.center, side) for side in ("left", "right"))
    narrowed, allowed = _narrowed(problem, sound)
    first = np.where(narrowed, alone + given.machine, first)
    last = np.where(narrowed, first + allowed, last)
    every = np.arange(len(given))
    replaced = _replaced(problem)
    first = np.where(replaced, others + np.searchsorted(pool.operation, every, "left"), first)
    last = np.where(replaced, others + np.searchsorted(pool.operation, every, "right"), last)
    return np.where(sound.operations, first, 0), np.where(sound.operations, last, 0)


def _narrowed(problem: Problem, sound: Sound) -> tuple[Flags, Flags]:
    """Operations that can go to one machine only, and whether they may: what waits to one of its center, if it has
    one; what has begun or is pinned stays wherever it is."""
    given, machines = problem.operations, problem.machines
    narrowed = (given.machine >= 0) & (given.machine < len(machines))
    machine = np.where(narrowed, given.machine, -1)
    ours = (np.append(machines.center, -1)[machine] == given.center) | (given.center < 0)
    allowed = np.append(sound.machines, False)[machine]
    return narrowed, allowed & (ours | (given.state != OperationState.WAITING))


def _replaced(problem: Problem) -> Flags:
    """Waiting operations whose alternatives stand instead of their center."""
    replaced = np.zeros(len(problem.operations) + 1, np.bool_)
    known = problem.alternatives.operation
    replaced[np.where((known >= 0) & (known < len(problem.operations)), known, -1)] = True
    return np.asarray(replaced[:-1] & (problem.operations.state == OperationState.WAITING))


def _own_run(problem: Problem, sound: Sound) -> Ints:
    """Minutes of the operation itself; a pinned one has those of its machine's alternative."""
    given, alternatives = problem.operations, problem.alternatives
    run = given.run.copy()
    rows = np.flatnonzero(sound.alternatives)[::-1]  # the first counts here too
    rows = rows[given.state[alternatives.operation[rows]] == OperationState.PINNED]
    rows = rows[given.machine[alternatives.operation[rows]] == alternatives.machine[rows]]
    run[alternatives.operation[rows]] = alternatives.run[rows]
    return np.maximum(run, 0)


def _groups(machine: Shorts, starts: Ints, first: Ints, last: Ints, pool: _Pool) -> Ints:
    """A number for each set of machines: a stretch of centers or machines is a set by itself; of the alternatives
    those with the same machines in the same order are one."""
    group = first * (pool.machine.size + 1) + last
    seen: dict[bytes, int] = {}
    others = np.flatnonzero(last > pool.machine.size - pool.operation.size)
    for operation in others.tolist():
        name = machine[starts[operation] : starts[operation + 1]].tobytes()
        group[operation] = -1 - seen.setdefault(name, len(seen))
    return group
