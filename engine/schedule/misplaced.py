"""Faults a plan shows: operations without a place, and pinned ones whose place breaks a rule."""

from __future__ import annotations

import numpy as np

from engine.calendar.kernels import NEVER, clock_minutes
from engine.schedule.checks import Sound
from engine.schedule.columns import Record, Records, Shop
from engine.schedule.loading import Loaded
from engine.schedule.problem import OperationState
from engine.schedule.result import Fault, Reason


def misplaced(loaded: Loaded, places: Records, sound: Sound) -> list[Fault]:
    """One fault for every operation that has no place and no fault of its own, and for pinned ones in the way."""
    shop, rows = loaded.shop, loaded.rows.tolist()
    unplaced = np.flatnonzero((places["finish"] >= NEVER) & sound.operations[loaded.rows]).tolist()
    pinned = np.flatnonzero(shop.operations["state"] == OperationState.PINNED).tolist()
    return [
        *(_unplaced(shop, operation, places[operation], rows[operation]) for operation in unplaced),
        *(fault for operation in pinned for fault in _pinned(shop, operation, places, rows[operation])),
    ]


def _unplaced(shop: Shop, operation: int, place: Record, row: int) -> Fault:
    given = shop.operations[operation]
    if given.state == OperationState.WAITING and given.material_at >= NEVER:
        return Fault("operations", row, Reason.NEVER_READY, "material_at", int(given.material))
    if given.state == OperationState.WAITING and (place.waits > 0 or place.ready >= NEVER):
        return Fault("operations", row, Reason.NEVER_READY)
    return Fault("operations", row, _no_room(shop, given))


def _no_room(shop: Shop, given: Record) -> Reason:
    """An operation that may not pause and is longer than every interval of all its machines never fits."""
    if given.pausing or given.state != OperationState.WAITING:
        return Reason.CALENDAR_ENDS
    choices = shop.choices[given.first_choice : given.last_choice]
    fits = any(_minutes(shop, given, choice) <= _longest(shop, choice) for choice in choices)
    return Reason.CALENDAR_ENDS if fits else Reason.NEVER_FITS


def _minutes(shop: Shop, given: Record, choice: Record) -> int:
    efficiency = float(shop.machines[choice.machine].efficiency)
    return sum(clock_minutes(int(standard), efficiency) for standard in (given.setup, choice.run))


def _longest(shop: Shop, choice: Record) -> int:
    """The longest open interval of a machine from now on."""
    machine = shop.machines[choice.machine]
    spans = shop.spans[machine.first_open : machine.last_open]
    lengths = spans["closes"] - np.maximum(spans["opens"], shop.now)
    return int(lengths.max(initial=0))


def _pinned(shop: Shop, operation: int, places: Records, row: int) -> list[Fault]:
    place, faults = places[operation], []
    if place.start < place.ready or place.waits > 0:
        faults.append(Fault("operations", row, Reason.TOO_EARLY, "fixed_start", int(place.start)))
    if _overlapped(shop, operation, places):
        faults.append(Fault("operations", row, Reason.OVERLAP, "fixed_start", int(place.start)))
    return faults


def _overlapped(shop: Shop, operation: int, places: Records) -> bool:
    """Whether another wall of the same machine stands where this one does; endless machines have no walls."""
    machine, place = shop.machines[shop.operations[operation].machine], places[operation]
    walls = shop.walls[machine.first_wall : machine.last_wall]
    others = places[walls[walls != operation]]
    return bool(((others["start"] < place.finish) & (place.start < others["finish"])).any())
