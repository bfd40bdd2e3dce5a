"""The infinite-capacity dates: how late each operation may run for every due date to hold."""

from __future__ import annotations

import numpy as np

from engine.calendar.kernels import NEVER
from engine.compiled import compiled
from engine.schedule.columns import (
    DONE,
    WAITING,
    Record,
    Shop,
    before,
    first_choice,
    last_lot,
    minutes_on,
    overlaps,
    run_on,
    until_units,
)
from engine.tables import Shorts


@compiled
def in_order(shop: Shop) -> Shorts:
    """Operations, each after what it waits for. Those that wait for themselves are missing, and what waits for them;
    what is fixed waits for nothing."""
    count = shop.operations.size
    waits, order, last = np.empty(count, np.int32), np.empty(count, np.int32), 0
    for operation in range(count):
        waits[operation] = shop.operations[operation].waits
    for fixed in (False, True):
        for operation in range(count):
            work = shop.operations[operation]
            if work.state != WAITING and waits[operation] > 0 if fixed else work.waits == 0:
                waits[operation] = 0
                order[last] = operation
                last = _follow(shop, waits, order, last)
    return order[:last]


@compiled
def _follow(shop: Shop, waits: Shorts, order: Shorts, first: int) -> int:
    """Put what can follow the operation at `first` behind it, and what can follow that; where the order ends now."""
    last = first + 1
    while first < last:
        operation = order[first]
        first += 1
        work = shop.operations[operation]
        if work.leads:
            last = _count_down(operation + 1, waits, order, last)
            continue
        job = shop.jobs[work.job]
        for feed in range(job.first_feed, job.last_feed):
            last = _count_down(shop.feeds[feed].operation, waits, order, last)
    return last


@compiled
def _count_down(operation: int, waits: Shorts, order: Shorts, last: int) -> int:
    waits[operation] -= 1
    if waits[operation] != 0:
        return last
    order[last] = operation
    return last + 1


@compiled
def find_latest(shop: Shop) -> None:
    """Backwards from due dates: through the routing (with its overlaps) and from parents to component jobs.

    A job that only feeds others (weight 0) has no due date of its own. `due` is the latest finish of the job an
    operation belongs to, its weight the highest of what it is for. What is done takes no time any more.
    """
    for operation in range(shop.operations.size):
        work = shop.operations[operation]
        work.latest_start = work.latest_finish = work.due = NEVER
    order = in_order(shop)
    for place in range(order.size - 1, -1, -1):
        operation = order[place]
        work = shop.operations[operation]
        chosen = first_choice(shop.choices, work)
        if work.leads:
            following = shop.operations[operation + 1]
            work.weight, work.due, work.latest_finish = following.weight, following.due, following.latest_start
        else:
            _before_parents(shop, work)
        if work.state == DONE or chosen < 0:
            work.latest_start = work.latest_finish
            continue
        machine, run = shop.machines[chosen], run_on(shop.choices, work, chosen)
        work.latest_start = before(shop.spans, machine, work.latest_finish, minutes_on(machine, work.setup, run))
        if work.leads and overlaps(work, shop.operations[operation + 1]):
            _overlapping(shop, work, shop.operations[operation + 1], machine, run)


@compiled
def _overlapping(shop: Shop, work: Record, following: Record, machine: Record, run: int) -> None:
    """An operation that passes on transfer lots must end in time for the next one's last lot, and begin in time for
    its first."""
    chosen = first_choice(shop.choices, following)
    if chosen < 0 or following.latest_finish >= NEVER:
        return
    next_machine = shop.machines[chosen]
    tail = minutes_on(next_machine, 0, last_lot(work, run_on(shop.choices, following, chosen)))
    work.latest_finish = before(shop.spans, next_machine, following.latest_finish, tail)
    first = minutes_on(machine, work.setup, until_units(work, run, work.transfer))
    work.latest_start = min(
        before(shop.spans, machine, work.latest_finish, minutes_on(machine, work.setup, run)),
        before(shop.spans, machine, following.latest_start, first),
    )


@compiled
def _before_parents(shop: Shop, work: Record) -> None:
    job = shop.jobs[work.job]
    work.weight = 0.0
    if job.weight > 0 or job.first_feed == job.last_feed:
        work.latest_finish, work.weight = job.due, job.weight
    for feed in range(job.first_feed, job.last_feed):
        parent = shop.operations[shop.feeds[feed].operation]
        if parent.latest_start < NEVER:
            work.latest_finish = min(work.latest_finish, parent.latest_start - shop.feeds[feed].lag)
        work.weight = max(work.weight, parent.weight)
    work.due = work.latest_finish
