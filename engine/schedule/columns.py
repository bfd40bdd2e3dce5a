"""What dispatching works on: tables of records, the only ones compiled code takes.

A record is one place in memory, and a table one argument: columns by themselves would make every call carry fifty
arrays, each counted in and out.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendar.kernels import NEVER, clock_minutes
from engine.compiled import compiled
from engine.tables import Ints, Shorts

Records = NDArray[np.void]
Record = Any
INSTANT, NUMBER, KIND, FLAG = np.int64, np.int32, np.int8, np.bool_
WAITING, STARTED, PINNED, DONE = 0, 1, 2, 3  # OperationState

SPAN = np.dtype([("opens", INSTANT), ("closes", INSTANT)], align=True)
# `first_x` and `last_x` of a record are where its rows of table x begin and end.
MACHINE = np.dtype(
    [
        ("first_open", NUMBER),
        ("last_open", NUMBER),
        ("efficiency", np.float64),
        ("family", NUMBER),
        ("endless", FLAG),
        ("first_served", NUMBER),
        ("last_served", NUMBER),
        ("first_wall", NUMBER),
        ("last_wall", NUMBER),
    ],
    align=True,
)
JOB = np.dtype(
    [
        ("due", INSTANT),
        ("release", INSTANT),
        ("weight", np.float64),
        ("first_feed", NUMBER),
        ("last_feed", NUMBER),
    ],
    align=True,
)
# `follows`: there is an operation before it in its job, `leads`: one after it. `machine`, `start` and `finish` are of
# what is fixed. The `latest` dates are those of endless capacity, `due` and `weight` of what it is for in the end.
OPERATION = np.dtype(
    [
        ("job", NUMBER),
        ("follows", FLAG),
        ("leads", FLAG),
        ("queue", NUMBER),
        ("setup", INSTANT),
        ("family", NUMBER),
        ("quantity", INSTANT),
        ("transfer", INSTANT),
        ("material_at", INSTANT),
        ("material", NUMBER),
        ("pausing", FLAG),
        ("batch", INSTANT),
        ("batch_run", INSTANT),
        ("product", NUMBER),
        ("state", KIND),
        ("machine", NUMBER),
        ("start", INSTANT),
        ("finish", INSTANT),
        ("first_choice", NUMBER),
        ("last_choice", NUMBER),
        ("waits", NUMBER),
        ("latest_start", INSTANT),
        ("latest_finish", INSTANT),
        ("due", INSTANT),
        ("weight", np.float64),
    ],
    align=True,
)
CHOICE = np.dtype([("machine", NUMBER), ("run", INSTANT)], align=True)
QUEUE = np.dtype([("room", NUMBER), ("first_server", NUMBER), ("last_server", NUMBER)], align=True)
SERVED = np.dtype([("queue", NUMBER), ("position", NUMBER)], align=True)
FEED = np.dtype([("operation", NUMBER), ("quantity", INSTANT), ("lag", INSTANT)], align=True)


class Shop(NamedTuple):
    """The problem.

    `spans` are the open intervals of one calendar after another. A queue is what
    operations with the same machines stand in: `servers` are its machines, `served` the queues of each machine, with
    the position that machine has among every operation's choices there. `feeds` are the links by component job,
    `walls` the started and pinned operations of each machine by start. The last row of `changeover` is for machines of
    an unknown family, its last column for operations of none.
    """

    now: int
    spans: Records
    machines: Records
    jobs: Records
    operations: Records
    choices: Records
    queues: Records
    servers: Shorts
    served: Records
    feeds: Records
    walls: Shorts
    changeover: Ints


def records(kind: Any, **columns: Any) -> Records:
    """A table of records from its columns; columns not given are zero."""
    table = np.zeros(len(next(iter(columns.values()))), kind)
    for name, values in columns.items():
        table[name] = values
    return table.view(np.recarray)


def starts_of(keys: Ints | Shorts, count: int) -> Ints:
    """Where each key's rows begin, and the last ones end, when rows stand by key."""
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=starts[1:])
    return starts


# Open time ---------------------------------------------------------------------------------


@compiled
def _span_at(spans: Records, machine: Record, instant: int) -> int:
    """The place of the first span of a machine that closes after `instant`; its last_open where none does."""
    low, high = machine.first_open, machine.last_open
    while low < high:
        middle = (low + high) // 2
        if spans[middle].closes > instant:
            high = middle
        else:
            low = middle + 1
    return int(low)


@compiled
def after(spans: Records, machine: Record, instant: int, minutes: int) -> int:
    """When work of so many open minutes begun on a machine at `instant` is over; NEVER past its calendar."""
    if minutes <= 0 or instant >= NEVER:
        return instant
    for place in range(_span_at(spans, machine, instant), machine.last_open):
        begin = max(instant, spans[place].opens)
        if minutes <= spans[place].closes - begin:
            return int(begin + minutes)
        minutes -= spans[place].closes - begin
    return NEVER


@compiled
def before(spans: Records, machine: Record, instant: int, minutes: int) -> int:
    """The latest start of work that must be over at `instant`; before the calendar begins every minute is open."""
    if minutes <= 0:
        return instant
    end = instant
    for place in range(min(_span_at(spans, machine, instant), machine.last_open - 1), machine.first_open - 1, -1):
        end = min(instant, spans[place].closes)
        if minutes <= end - spans[place].opens:
            return int(end - minutes)
        minutes -= max(0, end - spans[place].opens)
        end = min(instant, spans[place].opens)
    return int(end - minutes)


@compiled
def interval(spans: Records, machine: Record, instant: int) -> tuple[int, int]:
    """The open interval of a machine that `instant` is in, or else the next one; NEVER where none comes."""
    place = _span_at(spans, machine, instant)
    return (int(spans[place].opens), int(spans[place].closes)) if place < machine.last_open else (NEVER, NEVER)


# Minutes of operations ---------------------------------------------------------------------


@compiled
def run_on(choices: Records, work: Record, machine: int) -> int:
    """Standard run minutes of an operation on one of its machines; -1 where it cannot go there."""
    for place in range(work.first_choice, work.last_choice):
        if choices[place].machine == machine:
            return int(choices[place].run)
    return -1


@compiled
def minutes_on(machine: Record, setup: int, run: int) -> int:
    """Open minutes that standard set-up and run take on a machine."""
    return int(clock_minutes(setup, machine.efficiency) + clock_minutes(run, machine.efficiency))


@compiled
def first_choice(choices: Records, work: Record) -> int:
    """The machine that stands for an operation's center before it has one; -1 where it has none."""
    return int(choices[work.first_choice].machine) if work.first_choice < work.last_choice else -1


@compiled
def overlaps(before: Record, following: Record) -> bool:
    """Whether an operation may start before the one before it ends: that passes on transfer lots and is not over."""
    return bool(following.follows and before.state != DONE and 0 < before.transfer < before.quantity)


@compiled
def without_shared(work: Record, run: int, shared: int) -> int:
    """Standard run minutes left of an operation of which so many units went into another's batch."""
    if shared == 0:
        return int(run)
    batches = -(-work.quantity // work.batch) + (shared - work.quantity) // work.batch
    return int(max(0, run - batches * work.batch_run))


@compiled
def until_units(work: Record, run: int, units: int) -> int:
    """Standard run minutes of an operation until it has passed on `units`, whole transfer lots, of its quantity."""
    passed = min(work.quantity, -(-units // work.transfer) * work.transfer) if work.transfer > 0 else work.quantity
    return int(run if passed == work.quantity else -(-run * passed // work.quantity))


@compiled
def last_lot(before: Record, run: int) -> int:
    """Standard run minutes that the last transfer lot of the operation before takes of `run` in all."""
    rest = before.quantity % before.transfer if before.quantity % before.transfer else before.transfer
    return int(-(-run * rest // before.quantity))


@compiled
def tail_end(spans: Records, machine: Record, before: Record, finish: int, run: int) -> int:
    """When an operation has run the last transfer lot of the one before it, which ends at `finish`."""
    return after(spans, machine, finish, clock_minutes(last_lot(before, run), machine.efficiency))


@compiled
def fix_finishes(shop: Shop) -> None:
    """What has started ends when the rest of it is done from now on, what is pinned when all of it is."""
    for operation in range(shop.operations.size):
        work = shop.operations[operation]
        if work.state == STARTED or work.state == PINNED:
            machine = shop.machines[work.machine]
            begin = max(work.start, shop.now) if work.state == STARTED else work.start
            minutes = minutes_on(machine, work.setup, run_on(shop.choices, work, work.machine))
            work.finish = after(shop.spans, machine, begin, minutes)


@compiled
def minutes_asked(shop: Shop) -> tuple[Shorts, Ints]:
    """The machine that stands for each operation's center, and the open minutes it asks of it; none when done."""
    chosen, minutes = np.empty(shop.operations.size, np.int32), np.zeros(shop.operations.size, np.int64)
    for operation in range(shop.operations.size):
        work = shop.operations[operation]
        chosen[operation] = first_choice(shop.choices, work)
        if chosen[operation] >= 0 and work.state != DONE:
            run = run_on(shop.choices, work, chosen[operation])
            minutes[operation] = minutes_on(shop.machines[chosen[operation]], work.setup, run)
    return chosen, minutes
