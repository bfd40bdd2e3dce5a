"""The columns dispatching works on: plain named tuples of arrays, the only records compiled code takes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER, begin_of, clock_minutes, end_of, open_before
from engine.compiled import compiled
from engine.tables import Flags, Ints, Kinds, Shorts


class Shop(NamedTuple):
    """The problem. `x_starts[i]:x_starts[i + 1]` are the rows of x that belong to i.

    Calendars stand one after another (`worked` has one entry more for each). A `queue` is a set of machines that
    the same operations can go to; `choice` rows are an operation's machines and minutes; `feeds` are the links by
    component job, in quantities; `blocks` the started and pinned operations of each machine by start.
    """

    now: int
    open_starts: Ints
    opens: Ints
    closes: Ints
    worked: Ints
    calendar: Shorts
    efficiency: Any
    family: Shorts
    endless: Flags
    queue_starts: Ints
    queue_of: Shorts
    queue_room: Ints
    machine_starts: Ints
    machine_of: Shorts
    job_starts: Ints
    due: Ints
    release: Ints
    job: Shorts
    queue: Shorts
    setup: Ints
    op_family: Shorts
    quantity: Ints
    transfer: Ints
    material_at: Ints
    material: Shorts
    pausing: Flags
    state: Kinds
    fixed_machine: Shorts
    fixed_start: Ints
    fixed_finish: Ints
    choice_starts: Ints
    choice_machine: Shorts
    choice_run: Ints
    feed_starts: Ints
    feed_operation: Shorts
    feed_quantity: Ints
    waits: Shorts
    block_starts: Ints
    block: Shorts
    changeover: Ints
    dearest: Ints


WAITING, STARTED, PINNED, DONE = 0, 1, 2, 3  # OperationState


class Latest(NamedTuple):
    """Infinite-capacity dates of each operation, and the weight of what it is for."""

    start: Ints
    finish: Ints
    due: Ints
    weight: Any


@compiled
def after(shop: Shop, machine: int, instant: int, minutes: int) -> int:
    """When work of so many open minutes begun on a machine at `instant` is over; NEVER past its calendar."""
    if minutes <= 0 or instant >= NEVER:
        return instant
    first, last = shop.open_starts[shop.calendar[machine]], shop.open_starts[shop.calendar[machine] + 1]
    worked = shop.worked[first + shop.calendar[machine] : last + shop.calendar[machine] + 1]
    opens = shop.opens[first:last]
    return end_of(opens, worked, open_before(opens, shop.closes[first:last], worked, instant) + minutes)


@compiled
def before(shop: Shop, machine: int, instant: int, minutes: int) -> int:
    """The latest start of work that must be over at `instant`; before the calendar begins every minute is open."""
    if minutes <= 0:
        return instant
    first, last = shop.open_starts[shop.calendar[machine]], shop.open_starts[shop.calendar[machine] + 1]
    worked = shop.worked[first + shop.calendar[machine] : last + shop.calendar[machine] + 1]
    opens = shop.opens[first:last]
    minute = open_before(opens, shop.closes[first:last], worked, instant) - minutes
    if minute >= 0:
        return begin_of(opens, worked, minute)
    return min(instant, opens[0]) + minute if last > first else instant - minutes


@compiled
def next_open(shop: Shop, machine: int, instant: int) -> int:
    first, last = shop.open_starts[shop.calendar[machine]], shop.open_starts[shop.calendar[machine] + 1]
    worked = shop.worked[first + shop.calendar[machine] : last + shop.calendar[machine] + 1]
    opens = shop.opens[first:last]
    return begin_of(opens, worked, open_before(opens, shop.closes[first:last], worked, instant))


@compiled
def next_opening(shop: Shop, machine: int, instant: int) -> int:
    """The start of the first interval after `instant`; NEVER after the last."""
    first, last = shop.open_starts[shop.calendar[machine]], shop.open_starts[shop.calendar[machine] + 1]
    place = first + np.searchsorted(shop.opens[first:last], instant, side="right")
    return int(shop.opens[place]) if place < last else NEVER


@compiled
def run_on(shop: Shop, operation: int, machine: int) -> int:
    """Standard run minutes of an operation on one of its machines; -1 where it cannot go there."""
    for choice in range(shop.choice_starts[operation], shop.choice_starts[operation + 1]):
        if shop.choice_machine[choice] == machine:
            return int(shop.choice_run[choice])
    return -1


@compiled
def units_done(shop: Shop, operation: int, machine: int, start: int, setup: int, run: int, units: int) -> int:
    """When an operation begun at `start` has passed on `units`, whole transfer lots, of its quantity."""
    whole, lot = shop.quantity[operation], shop.transfer[operation]
    passed = min(whole, -(-units // lot) * lot) if lot > 0 else whole
    standard = run if passed == whole else -(-run * passed // whole)
    return after(shop, machine, start, setup + clock_minutes(standard, shop.efficiency[machine]))


@compiled
def last_lot(shop: Shop, operation: int, run: int) -> int:
    """Standard minutes an operation needs for the last transfer lot of the one before it."""
    lot, whole = shop.transfer[operation - 1], shop.quantity[operation - 1]
    if lot <= 0 or lot >= whole:
        return run
    rest = whole % lot if whole % lot else lot
    return int(-(-run * rest // whole))


@compiled
def closing(shop: Shop, machine: int, instant: int) -> int:
    """The end of the open interval that `instant` is in; `instant` itself where the machine is closed."""
    first, last = shop.open_starts[shop.calendar[machine]], shop.open_starts[shop.calendar[machine] + 1]
    place = first + np.searchsorted(shop.opens[first:last], instant, side="right") - 1
    return int(max(instant, shop.closes[place])) if place >= first else instant


@compiled
def first_choice(shop: Shop, operation: int) -> int:
    """The machine that stands for an operation's center before it has one; -1 where it has none."""
    place = shop.choice_starts[operation]
    return int(shop.choice_machine[place]) if place < shop.choice_starts[operation + 1] else -1


@compiled
def minutes_on(shop: Shop, operation: int, machine: int, setup: int) -> int:
    """Open minutes an operation takes on a machine with so many standard minutes of set-up."""
    efficiency = shop.efficiency[machine]
    run = run_on(shop, operation, machine)
    return int(clock_minutes(setup, efficiency) + clock_minutes(run, efficiency))


@compiled
def overlaps(shop: Shop, operation: int) -> bool:
    """Whether an operation may start before the one before it ends: that passes on transfer lots and is not over."""
    if operation == shop.job_starts[shop.job[operation]] or shop.state[operation - 1] == DONE:
        return False
    return bool(0 < shop.transfer[operation - 1] < shop.quantity[operation - 1])


@compiled
def fix_finishes(shop: Shop) -> None:
    """What has started ends when the rest of it is done from now on, what is pinned when all of it is."""
    for operation in range(shop.job.size):
        if shop.state[operation] == STARTED or shop.state[operation] == PINNED:
            machine, begin = shop.fixed_machine[operation], shop.fixed_start[operation]
            if shop.state[operation] == STARTED:
                begin = max(begin, shop.now)
            minutes = minutes_on(shop, operation, machine, shop.setup[operation])
            shop.fixed_finish[operation] = after(shop, machine, begin, minutes)


@compiled
def minutes_asked(shop: Shop) -> tuple[Shorts, Ints]:
    """The machine that stands for each operation's center, and the open minutes it asks of it; none when done."""
    machine, minutes = np.empty(shop.job.size, np.int32), np.zeros(shop.job.size, np.int64)
    for operation in range(shop.job.size):
        machine[operation] = first_choice(shop, operation)
        if machine[operation] >= 0 and shop.state[operation] != DONE:
            minutes[operation] = minutes_on(shop, operation, machine[operation], shop.setup[operation])
    return machine, minutes
