"""Faults a plan shows: operations without a place, and pinned ones whose place breaks a rule."""

from __future__ import annotations

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.schedule.checks import Sound
from engine.schedule.columns import Shop
from engine.schedule.dispatching import Placed
from engine.schedule.loading import Loaded
from engine.schedule.problem import OperationState
from engine.schedule.result import Fault, Reason


def misplaced(loaded: Loaded, placed: Placed, sound: Sound) -> list[Fault]:
    """One fault for every operation that has no place and no fault of its own, and for pinned ones in the way."""
    shop, rows = loaded
    return [*_unplaced(shop, rows.tolist(), placed, sound), *_pinned(shop, rows.tolist(), placed)]


def _unplaced(shop: Shop, rows: list[int], placed: Placed, sound: Sound) -> list[Fault]:
    faults = []
    for operation in np.flatnonzero(placed.finish >= NEVER).tolist():
        row = rows[operation]
        if not sound.operations[row]:
            continue
        if shop.material_at[operation] >= NEVER and shop.state[operation] == OperationState.WAITING:
            material = int(shop.material[operation])
            faults.append(Fault("operations", row, Reason.NEVER_READY, "material_at", material))
        elif placed.start[operation] >= NEVER and (placed.waits[operation] > 0 or placed.ready[operation] >= NEVER):
            faults.append(Fault("operations", row, Reason.NEVER_READY))
        else:
            faults.append(Fault("operations", row, _no_room(shop, operation)))
    return faults


def _no_room(shop: Shop, operation: int) -> Reason:
    """An operation that may not pause and is longer than every interval of all its machines never fits."""
    if shop.pausing[operation] or shop.state[operation] != OperationState.WAITING:
        return Reason.CALENDAR_ENDS
    choices = range(shop.choice_starts[operation], shop.choice_starts[operation + 1])
    fits = any(_minutes(shop, operation, choice) <= _longest(shop, shop.choice_machine[choice]) for choice in choices)
    return Reason.CALENDAR_ENDS if fits else Reason.NEVER_FITS


def _minutes(shop: Shop, operation: int, choice: int) -> int:
    efficiency = float(shop.efficiency[shop.choice_machine[choice]])
    standard = int(shop.setup[operation]), int(shop.choice_run[choice])
    return sum(clock_minutes(each, efficiency) for each in standard)


def _longest(shop: Shop, machine: int) -> int:
    """The longest open interval of a machine from now on."""
    spans = slice(shop.open_starts[shop.calendar[machine]], shop.open_starts[shop.calendar[machine] + 1])
    lengths = shop.closes[spans] - np.maximum(shop.opens[spans], shop.now)
    return int(lengths.max(initial=0))


def _pinned(shop: Shop, rows: list[int], placed: Placed) -> list[Fault]:
    faults = []
    for operation in np.flatnonzero(shop.state == OperationState.PINNED).tolist():
        start = int(placed.start[operation])
        if start < placed.ready[operation] or placed.waits[operation] > 0:
            faults.append(Fault("operations", rows[operation], Reason.TOO_EARLY, "fixed_start", start))
        if _overlapped(shop, operation, placed):
            faults.append(Fault("operations", rows[operation], Reason.OVERLAP, "fixed_start", start))
    return faults


def _overlapped(shop: Shop, operation: int, placed: Placed) -> bool:
    """Whether another wall of the same machine stands where this one does."""
    machine = shop.fixed_machine[operation]
    walls = shop.block[shop.block_starts[machine] : shop.block_starts[machine + 1]]
    others = walls[walls != operation]
    met = (placed.start[others] < placed.finish[operation]) & (placed.start[operation] < placed.finish[others])
    return bool(met.any()) and not shop.endless[machine]
