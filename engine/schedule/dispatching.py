"""Dispatching, compiled: time goes on from event to event, and a machine that is free takes what a rule likes best.

A machine decides when it is open and free, on what is ready then; it never waits for something better. Operations
that have begun or are pinned are walls it plans around. The result is feasible by construction.
"""

from __future__ import annotations

import heapq
import math
from typing import Any, NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.compiled import compiled
from engine.schedule.columns import (
    DONE,
    STARTED,
    WAITING,
    Latest,
    Shop,
    after,
    before,
    closing,
    first_choice,
    last_lot,
    minutes_on,
    next_open,
    next_opening,
    overlaps,
    run_on,
    units_done,
)
from engine.tables import Flags, Ints, Kinds, Shorts

NONE, RELEASE, PREDECESSOR, COMPONENT, MATERIAL, MACHINE, CALENDAR, FIXED, UNPLACED = range(9)  # Why
EARLIEST_DUE, LATEST_START, WEIGHTED_SLACK, CRITICAL_RATIO, COST, SHORTEST, MOST_WORK, FIRST_COME = range(8)  # Rule
SLACK_FACTOR, SETUP_FACTOR = 3.0, 1.0  # of COST: how fast urgency and set-up fade, in average operations
LIGHTEST = 1e-3  # what weight 0 counts as where a rule divides by it
Events = list[tuple[Any, Any]]  # (instant, operation) or (instant, operations + machine), a heap
Calls = list[Any]  # machines that have something to decide


class Placed(NamedTuple):
    """Where each operation is, and what it waited for; `waits` counts what it is still waiting for."""

    machine: Shorts
    start: Ints
    finish: Ints
    setup: Ints
    ready: Ints
    ready_why: Kinds
    ready_blocker: Shorts
    why: Kinds
    blocker: Shorts
    waits: Shorts


class Floor(NamedTuple):
    """What each machine is doing. `wake`: when it looks for work next; `wall`: its next block. Waiting operations
    stand in the queue of their machines, `length` of them."""

    idle: Flags
    called: Flags
    family: Shorts
    last: Shorts
    wake: Ints
    wall: Ints
    queue: Shorts
    length: Ints


class Taste(NamedTuple):
    """A rule, and what COST measures slack and set-up by."""

    rule: int
    slack_scale: float
    setup_scale: float


@compiled
def dispatch(shop: Shop, latest: Latest, taste: Taste) -> Placed:
    """Place every operation that can be placed; the others keep why UNPLACED and start NEVER."""
    placed, floor = _empty_plan(shop), _empty_floor(shop)
    events: Events = [(np.int64(0), np.int64(0))]
    calls: Calls = [np.int64(0)]
    events.pop()
    calls.pop()
    _put_fixed(shop, placed, events)
    for operation in range(shop.job.size):
        if shop.waits[operation] == 0 and shop.state[operation] == WAITING and placed.ready[operation] < NEVER:
            heapq.heappush(events, (np.int64(placed.ready[operation]), np.int64(operation)))
    while len(events) > 0:
        now = events[0][0]
        while len(events) > 0 and events[0][0] == now:
            _, subject = heapq.heappop(events)
            if subject < shop.job.size:
                _arrive(shop, subject, now, floor, events, calls)
            elif floor.wake[subject - shop.job.size] == now:
                floor.idle[subject - shop.job.size] = True
                _call(floor, subject - shop.job.size, calls)
        for machine in calls:
            floor.called[machine] = False
            if shop.endless[machine]:
                _take_all(shop, machine, now, placed, floor, events)
            elif _is_free(shop, machine, now, placed, floor, events):
                _decide(shop, latest, taste, machine, now, placed, floor, events)
        calls.clear()
    return placed


@compiled
def _empty_plan(shop: Shop) -> Placed:
    """Nothing placed; ready as far as the operation's own release and material say."""
    count = shop.job.size
    none, never = np.full(count, -1, np.int32), np.full(count, NEVER, np.int64)
    ready, why, blocker = np.full(count, shop.now, np.int64), np.full(count, NONE, np.int8), none.copy()
    for operation in range(count):
        release, material_at = shop.release[shop.job[operation]], shop.material_at[operation]
        if release > ready[operation]:
            ready[operation], why[operation], blocker[operation] = release, RELEASE, shop.job[operation]
        if material_at > ready[operation]:
            ready[operation], why[operation], blocker[operation] = material_at, MATERIAL, shop.material[operation]
    setup, unplaced = np.zeros(count, np.int64), np.full(count, UNPLACED, np.int8)
    return Placed(
        none, never, never.copy(), setup, ready, why, blocker, unplaced, none.copy(), shop.waits.astype(np.int32)
    )


@compiled
def _empty_floor(shop: Shop) -> Floor:
    machines = shop.calendar.size
    return Floor(
        np.ones(machines, np.bool_),
        np.zeros(machines, np.bool_),
        shop.family.copy(),
        np.full(machines, -1, np.int32),
        np.full(machines, NEVER, np.int64),
        shop.block_starts[:-1].copy(),
        np.empty(shop.job.size, np.int32),
        np.zeros(shop.queue_room.size - 1, np.int64),
    )


@compiled
def _put_fixed(shop: Shop, placed: Placed, events: Events) -> None:
    """Started, pinned and done operations are where they are; what follows them hears of it."""
    for operation in range(shop.job.size):
        if shop.state[operation] == WAITING:
            continue
        machine = shop.fixed_machine[operation]
        placed.machine[operation] = machine
        placed.start[operation], placed.finish[operation] = shop.fixed_start[operation], shop.fixed_finish[operation]
        placed.why[operation] = FIXED
        if shop.state[operation] != DONE:
            placed.setup[operation] = clock_minutes(shop.setup[operation], shop.efficiency[machine])
    for operation in range(shop.job.size):
        if shop.state[operation] != WAITING:
            _announce(shop, operation, placed, events)


# What follows what -------------------------------------------------------------------------


@compiled
def _announce(shop: Shop, operation: int, placed: Placed, events: Events) -> None:
    """Tell what waits for an operation when it can go on."""
    if placed.finish[operation] >= NEVER:
        return
    job = shop.job[operation]
    if operation + 1 < shop.job_starts[job + 1]:
        instant = _passed_on(shop, operation, placed)
        _tell(shop, operation + 1, instant, PREDECESSOR, operation, placed, events)
        return
    for feed in range(shop.feed_starts[job], shop.feed_starts[job + 1]):
        instant = _units_there(shop, operation, shop.feed_quantity[feed], placed)
        _tell(shop, shop.feed_operation[feed], instant, COMPONENT, job, placed, events)


@compiled
def _tell(shop: Shop, operation: int, instant: int, why: int, blocker: int, placed: Placed, events: Events) -> None:
    placed.waits[operation] -= 1
    if instant > placed.ready[operation]:
        placed.ready[operation] = instant
        placed.ready_why[operation], placed.ready_blocker[operation] = why, blocker
    if placed.waits[operation] == 0 and shop.state[operation] == WAITING and placed.ready[operation] < NEVER:
        heapq.heappush(events, (np.int64(placed.ready[operation]), np.int64(operation)))


@compiled
def _passed_on(shop: Shop, operation: int, placed: Placed) -> int:
    """When the next operation can start: at the end, or with the first transfer lot. Where it is the faster one it
    starts so late that it need not stop for lack of parts, and ends no later for that."""
    following = operation + 1
    machine = first_choice(shop, following)
    if not overlaps(shop, following) or machine < 0:
        return int(placed.finish[operation])
    first = _units_there(shop, operation, shop.transfer[operation], placed)
    finish = _tail_end(shop, following, machine, placed)
    return max(first, before(shop, machine, finish, minutes_on(shop, following, machine, shop.setup[following])))


@compiled
def _units_there(shop: Shop, operation: int, units: int, placed: Placed) -> int:
    """When an operation has passed on so many units, 0 = all; all of them at once where it stopped for parts."""
    machine = placed.machine[operation]
    if units <= 0 or shop.state[operation] == DONE or machine < 0:
        return int(placed.finish[operation])
    begin, run = placed.start[operation], run_on(shop, operation, machine)
    if shop.state[operation] == STARTED:
        begin = max(begin, shop.now)
    whole = units_done(shop, operation, machine, begin, placed.setup[operation], run, shop.quantity[operation])
    if whole < placed.finish[operation]:
        return int(placed.finish[operation])
    return units_done(shop, operation, machine, begin, placed.setup[operation], run, units)


@compiled
def _tail_end(shop: Shop, operation: int, machine: int, placed: Placed) -> int:
    """When an operation that overlaps the one before it has run that one's last transfer lot."""
    tail = last_lot(shop, operation, run_on(shop, operation, machine))
    return after(shop, machine, placed.finish[operation - 1], clock_minutes(tail, shop.efficiency[machine]))


@compiled
def _end(shop: Shop, operation: int, machine: int, start: int, setup: int, placed: Placed) -> int:
    """When an operation begun at `start`, an open instant, is over; NEVER where it cannot begin then."""
    finish = after(shop, machine, start, minutes_on(shop, operation, machine, setup))
    if overlaps(shop, operation):
        finish = max(finish, _tail_end(shop, operation, machine, placed))
    if not shop.pausing[operation] and finish > closing(shop, machine, start):
        return NEVER
    return finish


# Machines ----------------------------------------------------------------------------------


@compiled
def _arrive(shop: Shop, operation: int, now: int, floor: Floor, events: Events, calls: Calls) -> None:
    """An operation is ready: it joins its queue, and free machines hear of it; endless ones last, for what is left."""
    queue = shop.queue[operation]
    floor.queue[shop.queue_room[queue] + floor.length[queue]] = operation
    floor.length[queue] += 1
    for place in range(shop.machine_starts[queue], shop.machine_starts[queue + 1]):
        machine = shop.machine_of[place]
        if shop.endless[machine]:
            floor.wake[machine] = now
            heapq.heappush(events, (np.int64(now), np.int64(shop.job.size + machine)))
        elif floor.idle[machine]:
            _call(floor, machine, calls)


@compiled
def _call(floor: Floor, machine: int, calls: Calls) -> None:
    if not floor.called[machine]:
        floor.called[machine] = True
        calls.append(np.int64(machine))


@compiled
def _sleep(shop: Shop, machine: int, until: int, floor: Floor, events: Events) -> None:
    floor.wake[machine] = until
    if until < NEVER:
        heapq.heappush(events, (np.int64(until), np.int64(shop.job.size + machine)))


@compiled
def _is_free(shop: Shop, machine: int, now: int, placed: Placed, floor: Floor, events: Events) -> bool:
    """Whether a machine can begin something now; if not, it sleeps until it can."""
    if not floor.idle[machine]:
        return False
    free = max(now, _past_walls(shop, machine, now, placed, floor))
    if free == now:
        free = next_open(shop, machine, now)
    if free > now:
        floor.idle[machine] = False
        _sleep(shop, machine, free, floor, events)
    return free == now


@compiled
def _past_walls(shop: Shop, machine: int, now: int, placed: Placed, floor: Floor) -> int:
    """Leave behind the walls that are over; when the one that stands now is over, `now` where none does."""
    while floor.wall[machine] < shop.block_starts[machine + 1]:
        wall = shop.block[floor.wall[machine]]
        if placed.start[wall] > now:
            break
        if placed.finish[wall] > now:
            return int(placed.finish[wall])
        last = floor.last[machine]
        if last < 0 or placed.finish[wall] >= placed.finish[last]:
            floor.family[machine], floor.last[machine] = shop.op_family[wall], wall
        floor.wall[machine] += 1
    return now


@compiled
def _next_wall(shop: Shop, machine: int, placed: Placed, floor: Floor) -> int:
    """The place in `block` of the machine's next wall, -1 where none is left."""
    return int(floor.wall[machine]) if floor.wall[machine] < shop.block_starts[machine + 1] else -1


@compiled
def _decide(
    shop: Shop, latest: Latest, taste: Taste, machine: int, now: int, placed: Placed, floor: Floor, events: Events
) -> None:
    """Begin what the rule likes best of what fits before the next wall; if nothing does, look again behind it."""
    wall = _next_wall(shop, machine, placed, floor)
    limit = placed.start[shop.block[wall]] if wall >= 0 else NEVER
    queue, place = _best(shop, latest, taste, machine, now, limit, placed, floor)
    if queue >= 0:
        operation = _leave(shop, queue, place, floor)
        setup = _setup(shop, operation, machine, floor)
        _put(shop, operation, machine, now, now, setup, placed, floor.last[machine])
        floor.idle[machine] = False
        floor.family[machine], floor.last[machine] = shop.op_family[operation], operation
        _sleep(shop, machine, placed.finish[operation], floor, events)
        _announce(shop, operation, placed, events)
    else:
        again = next_opening(shop, machine, now) if _has_unbroken(shop, machine, floor) else NEVER
        if wall >= 0:
            again = min(again, placed.finish[shop.block[wall]])
        _sleep(shop, machine, again, floor, events)


@compiled
def _has_unbroken(shop: Shop, machine: int, floor: Floor) -> bool:
    """Whether an operation waits that needs one open interval: the next one may be long enough."""
    for served in range(shop.queue_starts[machine], shop.queue_starts[machine + 1]):
        queue = shop.queue_of[served]
        room = shop.queue_room[queue]
        for operation in floor.queue[room : room + floor.length[queue]]:
            if not shop.pausing[operation]:
                return True
    return False


@compiled
def _best(
    shop: Shop,
    latest: Latest,
    taste: Taste,
    machine: int,
    now: int,
    limit: int,
    placed: Placed,
    floor: Floor,
) -> tuple[int, int]:
    """Queue and place in it of the operation with the lowest score that ends by `limit`; equal ones by less set-up,
    then by number. Queue -1 where nothing fits."""
    best_queue, best_place, best, least, number = -1, -1, math.inf, NEVER, -1
    for served in range(shop.queue_starts[machine], shop.queue_starts[machine + 1]):
        queue = shop.queue_of[served]
        for place in range(floor.length[queue]):
            operation = floor.queue[shop.queue_room[queue] + place]
            setup = _setup(shop, operation, machine, floor)
            score = _score(shop, latest, taste, operation, machine, now, setup, placed)
            if score > best or (score == best and (setup, operation) > (least, number)):
                continue
            finish = _end(shop, operation, machine, now, setup, placed)
            if finish < NEVER and finish <= limit:
                best_queue, best_place, best, least, number = queue, place, score, setup, operation
    return best_queue, best_place


@compiled
def _score(
    shop: Shop, latest: Latest, taste: Taste, operation: int, machine: int, now: int, setup: int, placed: Placed
) -> float:
    """How much a rule dislikes an operation now: the lowest goes first."""
    slack = float(latest.start[operation] - now)
    if taste.rule == EARLIEST_DUE:
        return float(latest.due[operation])
    if taste.rule == LATEST_START:
        return slack
    if taste.rule == WEIGHTED_SLACK:
        weight = max(latest.weight[operation], LIGHTEST)
        return float(slack / weight if slack > 0 else slack * weight)
    if taste.rule == CRITICAL_RATIO:
        return float(latest.due[operation] - now) / max(1.0, float(latest.due[operation] - latest.start[operation]))
    if taste.rule == COST:
        cost = math.log(max(latest.weight[operation], LIGHTEST) / max(1, run_on(shop, operation, machine)))
        changeover = float(setup - shop.setup[operation])
        return max(slack, 0.0) / taste.slack_scale + changeover / taste.setup_scale - cost
    if taste.rule == SHORTEST:
        return float(setup + run_on(shop, operation, machine))
    if taste.rule == MOST_WORK:
        return float(latest.start[operation] - latest.due[operation])
    return float(placed.ready[operation])


@compiled
def _setup(shop: Shop, operation: int, machine: int, floor: Floor) -> int:
    """Standard minutes of set-up on a machine as it stands: the operation's own and the change of families."""
    family, own = shop.op_family[operation], shop.setup[operation]
    if family < 0:
        return int(own)
    if floor.family[machine] < 0:
        return int(own + shop.dearest[family])
    return int(own + shop.changeover[floor.family[machine], family])


@compiled
def _leave(shop: Shop, queue: int, place: int, floor: Floor) -> int:
    """Take an operation out of its queue."""
    room = shop.queue_room[queue]
    operation = floor.queue[room + place]
    floor.length[queue] -= 1
    floor.queue[room + place] = floor.queue[room + floor.length[queue]]
    return int(operation)


@compiled
def _put(
    shop: Shop, operation: int, machine: int, now: int, start: int, setup: int, placed: Placed, behind: int
) -> None:
    """An operation begins. If it was ready before, the machine was busy with `behind`, or else closed."""
    placed.machine[operation], placed.start[operation] = machine, start
    placed.finish[operation] = _end(shop, operation, machine, start, setup, placed)
    placed.setup[operation] = clock_minutes(setup, shop.efficiency[machine])
    if start == placed.ready[operation]:
        placed.why[operation], placed.blocker[operation] = placed.ready_why[operation], placed.ready_blocker[operation]
    elif behind >= 0 and placed.finish[behind] > placed.ready[operation]:
        placed.why[operation], placed.blocker[operation] = MACHINE, behind
    else:
        placed.why[operation], placed.blocker[operation] = CALENDAR, machine


# Endless machines --------------------------------------------------------------------------


@compiled
def _take_all(shop: Shop, machine: int, now: int, placed: Placed, floor: Floor, events: Events) -> None:
    """Whatever still waits for an endless machine goes at once to the one of its endless machines that ends first."""
    for served in range(shop.queue_starts[machine], shop.queue_starts[machine + 1]):
        queue, place = shop.queue_of[served], 0
        while place < floor.length[queue]:
            operation = floor.queue[shop.queue_room[queue] + place]
            chosen, start = _endless(shop, operation, now, placed)
            if chosen < 0:
                place += 1
                continue
            _leave(shop, queue, place, floor)
            _put(shop, operation, chosen, now, start, shop.setup[operation], placed, -1)
            _announce(shop, operation, placed, events)


@compiled
def _endless(shop: Shop, operation: int, now: int, placed: Placed) -> tuple[int, int]:
    """The endless machine where an operation ends first, and its start there; -1 where none can do it."""
    chosen, begin, first = -1, NEVER, NEVER
    for choice in range(shop.choice_starts[operation], shop.choice_starts[operation + 1]):
        machine = shop.choice_machine[choice]
        if not shop.endless[machine]:
            continue
        start = next_open(shop, machine, now)
        finish = NEVER
        while start < NEVER:
            finish = _end(shop, operation, machine, start, shop.setup[operation], placed)
            if finish < NEVER or shop.pausing[operation]:
                break
            start = next_opening(shop, machine, start)
        if finish < first:
            chosen, begin, first = machine, start, finish
    return chosen, begin
