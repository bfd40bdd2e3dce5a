"""Dispatching, compiled: time goes on from event to event, and a machine that is free takes what a rule likes best.

A machine decides when it is open and free, on what is ready then; it never waits for something better. Operations
that have begun or are pinned are walls it plans around. The result is feasible by construction.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from engine.compiled import compiled
from engine.schedule.columns import (
    Latest,
    Shop,
)
from engine.tables import Flags, Ints, Kinds, Shorts

WAITING, STARTED, PINNED, DONE = 0, 1, 2, 3  # OperationState
NONE, RELEASE, PREDECESSOR, COMPONENT, MATERIAL, MACHINE, CALENDAR, FIXED, UNPLACED = range(9)  # Why
EARLIEST_DUE, LATEST_START, WEIGHTED_SLACK, CRITICAL_RATIO, COST, SHORTEST, MOST_WORK, FIRST_COME = range(8)  # Rule
SLACK_FACTOR, SETUP_FACTOR = 3.0, 1.0  # of COST: how fast urgency and set-up fade, in average operations


class Placed(NamedTuple):
    """Where each operation is. `tail` is how long an operation must still run after its predecessor's end."""

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
    """What each machine is doing. `wake`: when it looks for work next; `wall`: its next block; queues by machine set."""

    idle: Flags
    family: Shorts
    last: Shorts
    wake: Ints
    wall: Ints
    queue: Shorts
    length: Ints


@compiled
def dispatch(shop: Shop, latest: Latest, rule: int, scale: float, changeover_scale: float) -> Placed:
    """Place every operation that can be placed; the others keep why UNPLACED and start NEVER."""
    placed, floor = _empty_plan(shop), _empty_floor(shop)
    events = [(np.int64(0), np.int64(0))]
    events.pop()
    _put_fixed(shop, placed, floor)
    for operation in range(shop.job.size):
        if shop.state[operation] != WAITING:
            _announce(shop, latest, operation, placed, events)
        elif placed.waits[operation] == 0:
            heapq.heappush(events, (np.int64(placed.ready[operation]), np.int64(operation)))
    touched = np.zeros(shop.calendar.size, np.bool_)
    while len(events) > 0:
        now = events[0][0]
        while len(events) > 0 and events[0][0] == now:
            _, subject = heapq.heappop(events)
            if subject < shop.job.size:
                _arrive(shop, latest, subject, now, placed, floor, touched, events)
            else:
                machine = subject - shop.job.size
                if floor.wake[machine] == now:
                    floor.idle[machine] = True
                    touched[machine] = True
        for machine in range(touched.size):
            if touched[machine]:
                touched[machine] = False
                _decide(shop, latest, rule, scale, changeover_scale, machine, now, placed, floor, events)
    return placed
