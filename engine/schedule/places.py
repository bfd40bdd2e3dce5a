"""Where operations are, and what each tells those that wait for it."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.compiled import compiled
from engine.schedule.columns import (
    DONE,
    INSTANT,
    KIND,
    NUMBER,
    STARTED,
    WAITING,
    Record,
    Records,
    Shop,
    after,
    before,
    first_choice,
    interval,
    minutes_on,
    overlaps,
    run_on,
    tail_end,
    until_units,
)

NONE, RELEASE, PREDECESSOR, COMPONENT, MATERIAL, MACHINE, CALENDAR, FIXED, UNPLACED = range(9)  # Why
Events = list[tuple[Any, Any]]  # a heap of (instant, operation) and (instant, operations + machine)

# `waits` counts what the operation is still waiting for; the rest is as in result.Schedule.
PLACE = np.dtype(
    [
        ("machine", NUMBER),
        ("start", INSTANT),
        ("finish", INSTANT),
        ("setup", INSTANT),
        ("shared", INSTANT),
        ("ready", INSTANT),
        ("ready_why", KIND),
        ("ready_blocker", NUMBER),
        ("why", KIND),
        ("blocker", NUMBER),
        ("waits", NUMBER),
    ],
    align=True,
)


def no_places(shop: Shop) -> Records:
    """Nothing placed."""
    return np.zeros(shop.operations.size, PLACE).view(np.recarray)


@compiled
def wait_for_all(shop: Shop, places: Records) -> None:
    """Every operation without a place, ready as far as its own release and material say."""
    for operation in range(places.size):
        work, place = shop.operations[operation], places[operation]
        place.machine, place.start, place.finish, place.setup, place.shared = -1, NEVER, NEVER, 0, 0
        place.why, place.blocker, place.waits = UNPLACED, -1, work.waits
        place.ready, place.ready_why, place.ready_blocker = shop.now, NONE, -1
        if shop.jobs[work.job].release > place.ready:
            place.ready, place.ready_why, place.ready_blocker = shop.jobs[work.job].release, RELEASE, work.job
        if work.material_at > place.ready:
            place.ready, place.ready_why, place.ready_blocker = work.material_at, MATERIAL, work.material


@compiled
def put_fixed(shop: Shop, places: Records, events: Events) -> None:
    """Started, pinned and done operations are where they are; what follows them hears of it."""
    for operation in range(places.size):
        work, place = shop.operations[operation], places[operation]
        if work.state != WAITING:
            place.machine, place.start, place.finish, place.why = work.machine, work.start, work.finish, FIXED
            if work.state != DONE:
                place.setup = clock_minutes(work.setup, shop.machines[work.machine].efficiency)
    for operation in range(places.size):
        if shop.operations[operation].state != WAITING:
            announce(shop, places, operation, events)


@compiled
def announce(shop: Shop, places: Records, operation: int, events: Events) -> None:
    """Tell what waits for an operation when it can go on."""
    work, place = shop.operations[operation], places[operation]
    if place.finish >= NEVER:
        return
    if work.leads:
        following, instant = shop.operations[operation + 1], place.finish
        if overlaps(work, following) and following.first_choice < following.last_choice:
            instant = _passed_on(shop, work, place, following)
        _tell(following, places[operation + 1], operation + 1, instant, PREDECESSOR, operation, events)
        return
    job = shop.jobs[work.job]
    for number in range(job.first_feed, job.last_feed):
        feed = shop.feeds[number]
        instant = _units_there(shop, work, place, feed.quantity) if feed.quantity > 0 else place.finish
        parent, instant = feed.operation, instant + feed.lag
        _tell(shop.operations[parent], places[parent], parent, instant, COMPONENT, work.job, events)


@compiled
def _tell(work: Record, place: Record, operation: int, instant: int, why: int, blocker: int, events: Events) -> None:
    place.waits -= 1
    if instant > place.ready:
        place.ready, place.ready_why, place.ready_blocker = instant, why, blocker
    if place.waits == 0 and work.state == WAITING and place.ready < NEVER:
        heapq.heappush(events, (np.int64(place.ready), np.int64(operation)))


@compiled
def _passed_on(shop: Shop, work: Record, place: Record, following: Record) -> int:
    """When the next operation can start with the first transfer lot. Where it is the faster one it starts so late
    that it need not stop for lack of parts, and ends no later for that."""
    first = _units_there(shop, work, place, work.transfer)
    chosen = first_choice(shop.choices, following)
    machine, run = shop.machines[chosen], run_on(shop.choices, following, chosen)
    finish = tail_end(shop.spans, machine, work, place.finish, run)
    return max(first, before(shop.spans, machine, finish, minutes_on(machine, following.setup, run)))


@compiled
def _units_there(shop: Shop, work: Record, place: Record, units: int) -> int:
    """When an operation has passed on so many units; all of them at once where it stopped for lack of parts."""
    if work.state == DONE or place.machine < 0:
        return int(place.finish)
    machine, run = shop.machines[place.machine], run_on(shop.choices, work, place.machine)
    begin = max(place.start, shop.now) if work.state == STARTED else place.start
    if after(shop.spans, machine, begin, place.setup + clock_minutes(run, machine.efficiency)) < place.finish:
        return int(place.finish)
    minutes = place.setup + clock_minutes(until_units(work, run, units), machine.efficiency)
    return int(min(place.finish, after(shop.spans, machine, begin, minutes)))


@compiled
def end_of_work(
    spans: Records, machine: Record, earlier: Record, ended: int, work: Record, start: int, setup: int, run: int
) -> int:
    """When an operation begun at `start`, an open instant, is over; NEVER where it cannot begin then. `earlier` is the
    one before it, that ends at `ended`, if it follows one."""
    finish = after(spans, machine, start, minutes_on(machine, setup, run))
    if overlaps(earlier, work):
        finish = max(finish, tail_end(spans, machine, earlier, ended, run))
    if not work.pausing and finish > interval(spans, machine, start)[1]:
        return NEVER
    return finish


@compiled
def put(
    place: Record, machine: int, start: int, finish: int, setup: int, shared: int, behind: int, busy_until: int
) -> None:
    """An operation begins. If it was ready before, its machine was busy with `behind`, or else closed."""
    place.machine, place.start, place.finish, place.setup, place.shared = machine, start, finish, setup, shared
    if start == place.ready:
        place.why, place.blocker = place.ready_why, place.ready_blocker
    elif behind >= 0 and busy_until > place.ready:
        place.why, place.blocker = MACHINE, behind
    else:
        place.why, place.blocker = CALENDAR, machine
