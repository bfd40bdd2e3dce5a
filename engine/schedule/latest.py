"""The infinite-capacity dates: how late each operation may run for every due date to hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.compiled import compiled
from engine.schedule.columns import (
    DONE,
    WAITING,
    Latest,
    Shop,
    before,
    first_choice,
    last_lot,
    minutes_on,
    overlaps,
    run_on,
)
from engine.tables import Ints, Shorts


@compiled
def in_order(shop: Shop) -> Shorts:
    """Operations, each after what it waits for. Those that wait for themselves are missing, and what waits for them;
    what is fixed waits for nothing."""
    waits, order = shop.waits.copy(), np.empty(shop.waits.size, np.int32)
    last = 0
    for fixed in (False, True):
        for operation in range(waits.size):
            free = waits[operation] > 0 and shop.state[operation] != WAITING if fixed else shop.waits[operation] == 0
            if free:
                waits[operation] = 0
                order[last] = operation
                last = _follow(shop, waits, order, last)
    return order[:last]


@compiled
def _follow(shop: Shop, waits: Ints, order: Shorts, first: int) -> int:
    """Put what can follow the operation at `first` behind it, and what can follow that; where the order ends now."""
    last = first + 1
    while first < last:
        operation = order[first]
        first += 1
        job = shop.job[operation]
        if operation + 1 < shop.job_starts[job + 1]:
            waits[operation + 1] -= 1
            if waits[operation + 1] == 0:
                order[last] = operation + 1
                last += 1
            continue
        for feed in range(shop.feed_starts[job], shop.feed_starts[job + 1]):
            fed = shop.feed_operation[feed]
            waits[fed] -= 1
            if waits[fed] == 0:
                order[last] = fed
                last += 1
    return last


@compiled
def latest_dates(shop: Shop, weight: Ints) -> Latest:
    """Backwards from due dates: through the routing (with its overlaps) and from parents to component jobs.

    A job that only feeds others (weight 0) has no due date of its own. `due` is the latest finish of the job an
    operation belongs to, its weight the highest of what it is for. What is done takes no time any more.
    """
    count = shop.job.size
    start, finish, due = np.full(count, NEVER), np.full(count, NEVER), np.full(count, NEVER)
    weighs = np.zeros(count, np.float64)
    order = in_order(shop)
    for place in range(order.size - 1, -1, -1):
        operation = order[place]
        job, machine = shop.job[operation], first_choice(shop, operation)
        if operation + 1 == shop.job_starts[job + 1]:
            _before_parents(shop, operation, job, weight[job], start, finish, weighs)
            due[operation] = finish[operation]
        else:
            weighs[operation], due[operation] = weighs[operation + 1], due[operation + 1]
            finish[operation] = start[operation + 1]
        if shop.state[operation] == DONE or machine < 0:
            start[operation] = finish[operation]
            continue
        minutes = minutes_on(shop, operation, machine, shop.setup[operation])
        start[operation] = before(shop, machine, finish[operation], minutes)
        if operation + 1 < shop.job_starts[job + 1] and overlaps(shop, operation + 1):
            _overlapping(shop, operation, machine, minutes, start, finish)
    return Latest(start, finish, due, weighs)


@compiled
def _overlapping(shop: Shop, operation: int, machine: int, minutes: int, start: Ints, finish: Ints) -> None:
    """An operation that passes on transfer lots must end in time for the next one's last lot, and begin in time for
    its first."""
    following = operation + 1
    next_machine = first_choice(shop, following)
    if next_machine < 0 or finish[following] >= NEVER:
        return
    tail = last_lot(shop, following, run_on(shop, following, next_machine))
    finish[operation] = before(
        shop, next_machine, finish[following], clock_minutes(tail, shop.efficiency[next_machine])
    )
    lot, whole = shop.transfer[operation], shop.quantity[operation]
    first = clock_minutes(-(-run_on(shop, operation, machine) * lot // whole), shop.efficiency[machine])
    first += clock_minutes(shop.setup[operation], shop.efficiency[machine])
    start[operation] = min(
        before(shop, machine, finish[operation], minutes), before(shop, machine, start[following], first)
    )


@compiled
def _before_parents(shop: Shop, operation: int, job: int, weight: int, start: Ints, finish: Ints, weighs: Any) -> None:
    feeds = shop.feed_starts[job + 1] - shop.feed_starts[job]
    if weight > 0 or feeds == 0:
        finish[operation] = shop.due[job]
        weighs[operation] = weight
    for feed in range(shop.feed_starts[job], shop.feed_starts[job + 1]):
        fed = shop.feed_operation[feed]
        finish[operation] = min(finish[operation], start[fed])
        weighs[operation] = max(weighs[operation], weighs[fed])
