"""The infinite-capacity dates: how late each operation may run for every due date to hold."""

from __future__ import annotations

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.compiled import compiled
from engine.schedule.columns import Latest, Shop, before, last_lot, run_on
from engine.tables import Ints, Shorts


@compiled
def in_order(shop: Shop) -> Shorts:
    """Operations, each after what it waits for; those that wait for themselves are missing."""
    waits = shop.waits.copy()
    order = np.empty(waits.size, np.int32)
    last = 0
    for operation in range(waits.size):
        if waits[operation] == 0:
            order[last] = operation
            last += 1
    first = 0
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
    return order[:last]


@compiled
def latest_dates(shop: Shop, weight: Ints) -> Latest:
    """Backwards from due dates: through the routing (with its overlaps) and from parents to component jobs.

    A job that only feeds others (weight 0) has no due date of its own. `due` is the latest finish of the job an
    operation belongs to, its weight the highest of what it is for.
    """
    count = shop.job.size
    start, finish, due = np.full(count, NEVER), np.full(count, NEVER), np.full(count, NEVER)
    weighs = np.zeros(count, np.float64)
    order = in_order(shop)
    for place in range(order.size - 1, -1, -1):
        operation = order[place]
        job = shop.job[operation]
        machine = shop.choice_machine[shop.choice_starts[operation]]
        run = run_on(shop, operation, machine)
        minutes = clock_minutes(shop.setup[operation], shop.efficiency[machine])
        minutes += clock_minutes(run, shop.efficiency[machine])
        if operation + 1 < shop.job_starts[job + 1]:
            following = operation + 1
            weighs[operation], due[operation] = weighs[following], due[following]
            _before_next(shop, operation, machine, minutes, run, start, finish)
        else:
            _before_parents(shop, operation, job, weight[job], start, finish, weighs)
            due[operation] = finish[operation]
            start[operation] = before(shop, machine, finish[operation], minutes)
    return Latest(start, finish, due, weighs)


@compiled
def _before_next(shop: Shop, operation: int, machine: int, minutes: int, run: int, start: Ints, finish: Ints) -> None:
    following = operation + 1
    lot, whole = shop.transfer[operation], shop.quantity[operation]
    if lot <= 0 or lot >= whole:
        finish[operation] = start[following]
        start[operation] = before(shop, machine, finish[operation], minutes)
        return
    next_machine = shop.choice_machine[shop.choice_starts[following]]
    tail = last_lot(shop, following, run_on(shop, following, next_machine))
    finish[operation] = before(
        shop, next_machine, finish[following], clock_minutes(tail, shop.efficiency[next_machine])
    )
    first = clock_minutes(-(-run * lot // whole), shop.efficiency[machine])
    first += clock_minutes(shop.setup[operation], shop.efficiency[machine])
    start[operation] = min(
        before(shop, machine, finish[operation], minutes), before(shop, machine, start[following], first)
    )


@compiled
def _before_parents(shop: Shop, operation: int, job: int, weight: int, start: Ints, finish: Ints, weighs: Ints) -> None:
    feeds = shop.feed_starts[job + 1] - shop.feed_starts[job]
    if weight > 0 or feeds == 0:
        finish[operation] = shop.due[job]
        weighs[operation] = weight
    for feed in range(shop.feed_starts[job], shop.feed_starts[job + 1]):
        fed = shop.feed_operation[feed]
        finish[operation] = min(finish[operation], start[fed])
        weighs[operation] = max(weighs[operation], weighs[fed])
