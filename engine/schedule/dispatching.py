"""Dispatching, compiled: time goes on from event to event, and a machine that is free takes what a rule likes best.

A machine decides when it is open and free, on what is ready then; it never waits for something better. Operations
that have begun or are pinned are walls it plans around. A batch that has just ended is remembered with the room it
had: what could have gone into it did. The result is feasible by construction.
"""

from __future__ import annotations

import heapq
import math
from typing import Any, NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.compiled import compiled
from engine.schedule.columns import (
    FLAG,
    INSTANT,
    NUMBER,
    WAITING,
    Record,
    Records,
    Shop,
    before,
    interval,
    overlaps,
    without_shared,
)
from engine.schedule.places import Events, announce, end_of_work, put, put_fixed, wait_for_all
from engine.schedule.rules import Taste, score
from engine.tables import Ints, Shorts

Calls = list[Any]  # machines that have something to decide

# What a machine is doing. `wake`: when it looks for work next; `wall`: its next wall; `last`: what it did last.
# `room`: units that the last batch of that could have taken more, `filled`: when that batch began.
STANDING = np.dtype(
    [
        ("idle", FLAG),
        ("called", FLAG),
        ("family", NUMBER),
        ("last", NUMBER),
        ("wake", INSTANT),
        ("wall", NUMBER),
        ("room", INSTANT),
        ("filled", INSTANT),
    ],
    align=True,
)


class Floor(NamedTuple):
    """The machines, and the operations that wait for them: `length` of them in each queue's room in `waiting`."""

    machines: Records
    waiting: Shorts
    length: Ints


def idle_floor(shop: Shop) -> Floor:
    machines = np.zeros(shop.machines.size, STANDING).view(np.recarray)
    return Floor(machines, np.zeros(shop.operations.size, np.int32), np.zeros(shop.queues.size, np.int64))


@compiled
def dispatch(shop: Shop, places: Records, floor: Floor, taste: Taste) -> None:
    """Place every operation that can be placed; the others keep why UNPLACED and start NEVER."""
    events: Events = [(np.int64(0), np.int64(0))]
    calls: Calls = [np.int64(0)]
    events.pop()
    calls.pop()
    _open_floor(shop, floor)
    wait_for_all(shop, places)
    put_fixed(shop, places, events)
    for operation in range(places.size):
        row, place = shop.operations[operation], places[operation]
        if row.waits == 0 and row.state == WAITING and place.ready < NEVER:
            heapq.heappush(events, (np.int64(place.ready), np.int64(operation)))
    while len(events) > 0:
        now = int(events[0][0])
        _hear(shop, floor, now, events, calls)
        for machine in calls:
            _serve(shop, places, floor, taste, int(machine), now, events)
        calls.clear()


@compiled
def _hear(shop: Shop, floor: Floor, now: int, events: Events, calls: Calls) -> None:
    """What happens now: operations that are ready, machines that wake."""
    while len(events) > 0 and events[0][0] == now:
        subject = int(heapq.heappop(events)[1])
        machine = subject - shop.operations.size
        if machine < 0:
            _arrive(shop, floor, subject, now, events, calls)
        elif floor.machines[machine].wake == now:
            floor.machines[machine].idle = True
            _call(floor, machine, calls)


@compiled
def _serve(shop: Shop, places: Records, floor: Floor, taste: Taste, machine: int, now: int, events: Events) -> None:
    """A machine that was called does what it can now."""
    floor.machines[machine].called = False
    if shop.machines[machine].endless:
        _take_all(shop, places, floor, machine, now, events)
        return
    again = True
    while again and _is_free(shop, places, floor, machine, now, events):
        again = _decide(shop, places, floor, taste, machine, now, events)


@compiled
def _open_floor(shop: Shop, floor: Floor) -> None:
    floor.length[:] = 0
    for machine in range(floor.machines.size):
        row, standing = shop.machines[machine], floor.machines[machine]
        standing.idle, standing.called, standing.family, standing.last = True, False, row.family, -1
        standing.wake, standing.wall, standing.room, standing.filled = NEVER, row.first_wall, 0, NEVER


@compiled
def _arrive(shop: Shop, floor: Floor, operation: int, now: int, events: Events, calls: Calls) -> None:
    """An operation is ready: it joins its queue, and free machines hear of it; endless ones last, for what is left."""
    number = shop.operations[operation].queue
    queue = shop.queues[number]
    floor.waiting[queue.room + floor.length[number]] = operation
    floor.length[number] += 1
    for place in range(queue.first_server, queue.last_server):
        machine = shop.servers[place]
        if shop.machines[machine].endless:
            _sleep(shop, floor, machine, now, events)
        elif floor.machines[machine].idle:
            _call(floor, machine, calls)


@compiled
def _call(floor: Floor, machine: int, calls: Calls) -> None:
    if not floor.machines[machine].called:
        floor.machines[machine].called = True
        calls.append(np.int64(machine))


@compiled
def _sleep(shop: Shop, floor: Floor, machine: int, until: int, events: Events) -> None:
    floor.machines[machine].wake = until
    if until < NEVER:
        heapq.heappush(events, (np.int64(until), np.int64(shop.operations.size + machine)))


@compiled
def _is_free(shop: Shop, places: Records, floor: Floor, machine: int, now: int, events: Events) -> bool:
    """Whether a machine can begin something now; if not, it sleeps until it can."""
    standing = floor.machines[machine]
    if not standing.idle:
        return False
    free = _opens(shop, places, floor, machine, now)
    if free > now:
        standing.idle = False
        _sleep(shop, floor, machine, free, events)
    return free == now


@compiled
def _opens(shop: Shop, places: Records, floor: Floor, machine: int, now: int) -> int:
    """When an idle machine is open and behind the wall that stands now; it need not be both then."""
    free = _past_walls(shop, places, machine, floor.machines[machine], now)
    return max(now, interval(shop.spans, shop.machines[machine], now)[0]) if free == now else free


@compiled
def _past_walls(shop: Shop, places: Records, machine: int, standing: Record, now: int) -> int:
    """Leave behind the walls that are over; when the one that stands now is over, `now` where none does."""
    while standing.wall < shop.machines[machine].last_wall:
        wall = shop.walls[standing.wall]
        if places[wall].start > now:
            break
        if places[wall].finish > now:
            return int(places[wall].finish)
        if standing.last < 0 or places[wall].finish >= places[standing.last].finish:
            standing.family, standing.last = shop.operations[wall].family, wall
        standing.wall += 1
        standing.room = 0
    return now


@compiled
def _decide(shop: Shop, places: Records, floor: Floor, taste: Taste, machine: int, now: int, events: Events) -> bool:
    """Begin what the rule likes best of what fits before the next wall, here or where it ends sooner; if nothing does,
    look again behind the wall. Whether the machine should decide once more."""
    limit, again = _next_wall(shop, places, floor, machine)
    queue, position, setup, shared, finish = _best(shop, places, floor, taste, machine, now, limit)
    if queue < 0:
        if _has_unbroken(shop, floor, machine):
            again = min(again, _next_opening(shop.spans, shop.machines[machine], now))
        _sleep(shop, floor, machine, again, events)
        return False
    operation = _leave(shop, floor, queue, position)
    server = machine
    if shared == 0:
        server, setup, finish = _soonest(shop, places, floor, operation, machine, now, setup, finish)
    _begin(shop, places, floor, operation, server, now, setup, shared, finish)
    _sleep(shop, floor, server, finish, events)
    announce(shop, places, operation, events)
    return bool(server != machine)


@compiled
def _next_wall(shop: Shop, places: Records, floor: Floor, machine: int) -> tuple[int, int]:
    """Until when a machine must have ended what it begins now, and when it can go on; NEVER where no wall comes."""
    number = floor.machines[machine].wall
    if number == shop.machines[machine].last_wall:
        return NEVER - 1, NEVER
    wall = places[shop.walls[number]]
    return int(min(wall.start, NEVER - 1)), int(wall.finish)


@compiled
def _soonest(
    shop: Shop, places: Records, floor: Floor, operation: int, machine: int, now: int, setup: int, finish: int
) -> tuple[int, int, int]:
    """The free machine where an operation that can begin on `machine` ends first; set-up and finish there."""
    work, earlier, ended = shop.operations[operation], shop.operations[operation - 1], places[operation - 1].finish
    queue = shop.queues[work.queue]
    for place in range(queue.first_server, queue.last_server):
        other = shop.servers[place]
        row, standing = shop.machines[other], floor.machines[other]
        if other == machine or row.endless or not standing.idle or _opens(shop, places, floor, other, now) > now:
            continue
        change = work.setup + shop.changeover[standing.family, work.family]
        run = shop.choices[work.first_choice + place - queue.first_server].run
        end = end_of_work(shop.spans, row, earlier, ended, work, now, change, run)
        if end < finish and end <= _next_wall(shop, places, floor, other)[0]:
            machine, setup, finish = other, change, end
    return machine, setup, finish


@compiled
def _begin(
    shop: Shop,
    places: Records,
    floor: Floor,
    operation: int,
    machine: int,
    now: int,
    setup: int,
    shared: int,
    finish: int,
) -> None:
    row, standing = shop.machines[machine], floor.machines[machine]
    busy_until = places[standing.last].finish if standing.last >= 0 else now
    minutes, start = clock_minutes(setup, row.efficiency), standing.filled if shared > 0 else now
    put(places[operation], machine, start, finish, minutes, shared, standing.last, busy_until)
    _fill(shop, standing, row, shop.operations[operation], shared, now, finish)
    standing.idle, standing.family, standing.last = False, shop.operations[operation].family, operation


@compiled
def _next_opening(spans: Records, machine: Record, now: int) -> int:
    """The start of the first interval after the one that is open now."""
    return interval(spans, machine, interval(spans, machine, now)[1])[0]


@compiled
def _has_unbroken(shop: Shop, floor: Floor, machine: int) -> bool:
    """Whether an operation waits that needs one open interval: the next one may be long enough."""
    for served in range(shop.machines[machine].first_served, shop.machines[machine].last_served):
        queue = shop.served[served].queue
        for place in range(shop.queues[queue].room, shop.queues[queue].room + floor.length[queue]):
            if not shop.operations[floor.waiting[place]].pausing:
                return True
    return False


@compiled
def _best(
    shop: Shop, places: Records, floor: Floor, taste: Taste, machine: int, now: int, limit: int
) -> tuple[int, int, int, int, int]:
    """Queue, position in it, set-up, shared units and finish of the operation with the lowest score that ends by
    `limit`; of equal ones that with less set-up, then the first. What needs no batch of its own goes before all.
    Queue -1 where nothing fits."""
    row, standing = shop.machines[machine], floor.machines[machine]
    queue, chosen, finish, best, least, most, number = -1, 0, 0, math.inf, 0, 0, 0
    for place in range(row.first_served, row.last_served):
        served = shop.served[place]
        room = shop.queues[served.queue].room
        for position in range(floor.length[served.queue]):
            operation = floor.waiting[room + position]
            work = shop.operations[operation]
            earlier, ended = shop.operations[operation - 1], places[operation - 1].finish
            shared = _room_for(shop, places, standing, work, earlier, places[operation].ready, now)
            setup = 0 if shared > 0 else work.setup + shop.changeover[standing.family, work.family]
            run = without_shared(work, shop.choices[work.first_choice + served.position].run, shared)
            dislike = score(taste, work, places[operation].ready, now, setup, run)
            if shared == work.quantity:
                dislike = -math.inf
            if dislike > best:
                continue
            if dislike == best and (setup > least or (setup == least and operation > number)):
                continue
            end = end_of_work(shop.spans, row, earlier, ended, work, now, setup, run)
            if end <= limit:
                queue, chosen, finish = served.queue, position, end
                best, least, most, number = dislike, setup, shared, operation
    return queue, chosen, least, most, finish


@compiled
def _room_for(
    shop: Shop, places: Records, standing: Record, work: Record, earlier: Record, ready: int, now: int
) -> int:
    """Units of an operation that found room in the batch just ended: all of it was there when that batch began."""
    if standing.room == 0 or work.product < 0 or ready > standing.filled or overlaps(earlier, work):
        return 0
    same = shop.operations[standing.last].product == work.product and places[standing.last].finish == now
    return int(min(standing.room, work.quantity)) if same else 0


@compiled
def _fill(shop: Shop, standing: Record, machine: Record, work: Record, shared: int, now: int, finish: int) -> None:
    """Remember the last batch of an operation that ends at `finish`, and the room in it: none in what takes no time."""
    if work.product >= 0 and shared == work.quantity:
        standing.room -= shared
    elif work.product < 0 or work.batch_run == 0 or finish == now:
        standing.room = 0
    else:
        rest = (work.quantity - shared) % work.batch
        standing.room = work.batch - rest if rest > 0 else 0
        minutes = clock_minutes(work.batch_run, machine.efficiency)
        standing.filled = max(now, before(shop.spans, machine, finish, minutes))


@compiled
def _leave(shop: Shop, floor: Floor, queue: int, position: int) -> int:
    """Take an operation out of its queue; the last one there takes its position."""
    room = shop.queues[queue].room
    operation = floor.waiting[room + position]
    floor.length[queue] -= 1
    floor.waiting[room + position] = floor.waiting[room + floor.length[queue]]
    return int(operation)


# Endless machines --------------------------------------------------------------------------


@compiled
def _take_all(shop: Shop, places: Records, floor: Floor, machine: int, now: int, events: Events) -> None:
    """Whatever still waits for an endless machine goes at once to the one of its endless machines that ends first."""
    for served in range(shop.machines[machine].first_served, shop.machines[machine].last_served):
        queue, position = shop.served[served].queue, 0
        while position < floor.length[queue]:
            operation = floor.waiting[shop.queues[queue].room + position]
            chosen, start, finish = _endless(shop, places, operation, now)
            if chosen < 0:
                position += 1
                continue
            _leave(shop, floor, queue, position)
            setup = clock_minutes(shop.operations[operation].setup, shop.machines[chosen].efficiency)
            put(places[operation], chosen, start, finish, setup, 0, -1, now)
            announce(shop, places, operation, events)


@compiled
def _endless(shop: Shop, places: Records, operation: int, now: int) -> tuple[int, int, int]:
    """The endless machine where an operation ends first, its start and finish there; -1 where none can do it."""
    work, earlier, ended = shop.operations[operation], shop.operations[operation - 1], places[operation - 1].finish
    chosen, begin, first = -1, NEVER, NEVER
    for place in range(work.first_choice, work.last_choice):
        choice = shop.choices[place]
        machine = shop.machines[choice.machine]
        if machine.endless:
            start = max(now, interval(shop.spans, machine, now)[0])
            finish = NEVER
            while start < NEVER:
                finish = end_of_work(shop.spans, machine, earlier, ended, work, start, work.setup, choice.run)
                if finish < NEVER or work.pausing:
                    break
                start = _next_opening(shop.spans, machine, start)
            if finish < first:
                chosen, begin, first = choice.machine, start, finish
    return chosen, begin, first
