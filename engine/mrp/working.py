"""All that a plan is worked out from and with, and how it is worked out whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.mrp.checks import Sound, check
from engine.mrp.columns import (
    ANY,
    NONE,
    RANGE,
    RECEIVED,
    Below,
    Calendars,
    Given,
    Kin,
    Levels,
    Lines,
    Marks,
    Receiving,
    Replacing,
    Rows,
    Suppliers,
    Supplies,
    rows_of,
)
from engine.mrp.expecting import expect
from engine.mrp.forecasting import consume, with_rest
from engine.mrp.loading import (
    all_supplies_of,
    calendars_of,
    given_of,
    items_of,
    levels_of,
    lines_of,
    replacing_of,
    rooms_of,
    state_of,
    suppliers_of,
)
from engine.mrp.netting import net
from engine.mrp.problem import NEVER, Problem, Receipts
from engine.mrp.quantities import factors
from engine.mrp.result import Consumed, Fault, Reason
from engine.mrp.structure import Structure, structure
from engine.tables import Shorts


@dataclass(eq=False)
class Workings:
    """The problem as it was asked and as the netting takes it, and what came of it: planned orders, demands and pegs of
    each item lie together, `ranges` says where. The demands that are given come first, then free rows, then from
    `rests` on what is left of forecasts. `checked` are the faults of rows, `shaped` those of the structure."""

    problem: Problem
    rests: int
    sound: Sound
    consumed: Consumed
    checked: list[Fault]
    shaped: list[Fault]
    shape: Structure
    items: Rows
    lines: Lines
    below: Below
    kin: Kin
    calendars: Calendars
    levels: Levels
    suppliers: Suppliers
    supplies: Supplies
    replacing: Replacing
    given: Given
    receiving: Receiving
    orders: Rows
    needs: Rows
    pegs: Rows
    state: Any
    ranges: Rows
    marks: Marks


def work(problem: Problem, spare: int = 0) -> Workings:
    """Plan every item, with so many spare rows for demands, lots and receipts to come."""
    checked, sound = check(problem)
    top, bottom, too_large = factors(problem.bom, sound.bom)
    shaped = [Fault("bom", row, Reason.TOO_LARGE, "quantity") for row in np.flatnonzero(too_large).tolist()]
    sound = sound._replace(bom=sound.bom & ~too_large)
    consumed = consume(problem, np.flatnonzero(sound.forecasts), orders_of(problem, sound))
    asked, sound = with_rest(problem, sound, consumed, spare)
    shape = structure(asked, sound, shaped)

    levels, supplies, given = levels_of(asked, sound), all_supplies_of(asked, sound), given_of(asked, sound)
    orders, needs, pegs = rooms_of(asked, shape, supplies, given)
    count = len(problem.items)
    works = Workings(
        problem=problem,
        rests=len(problem.demands) + spare,
        sound=sound._replace(
            lots=np.append(sound.lots, np.zeros(spare, np.bool_)),
            receipts=np.append(sound.receipts, np.zeros(spare, np.bool_)),
        ),
        consumed=consumed,
        checked=checked,
        shaped=shaped,
        shape=shape,
        items=items_of(asked, sound, shape),
        lines=lines_of(asked, shape, top, bottom),
        below=Below(np.zeros(count + 1, np.int64), np.zeros(0, np.int32)),
        kin=Kin(np.full(count, -1, np.int32), np.zeros(1, np.int64), np.zeros(0, np.int32)),
        calendars=calendars_of(asked),
        levels=levels,
        suppliers=suppliers_of(asked, sound),
        supplies=supplies,
        replacing=replacing_of(asked, shape, supplies, levels),
        given=given,
        receiving=_receiving(asked, sound, shape, spare),
        orders=orders,
        needs=needs,
        pegs=pegs,
        state=state_of(asked),
        ranges=np.zeros(count, RANGE),
        marks=Marks(np.zeros(len(asked.bom), np.bool_), np.zeros(count, np.bool_)),
    )
    net_items(works, shape.order)
    expect_items(works, np.ones(count, np.bool_))
    return works


def net_items(works: Workings, sequence: Shorts) -> None:
    works.orders, works.needs, works.pegs = net(
        sequence, works.items, works.lines, works.calendars, works.levels, works.suppliers, works.supplies,
        works.replacing, works.given, works.orders, works.needs, works.pegs, works.state, works.ranges, works.marks,
    )  # fmt: skip


def expect_items(works: Workings, waiting: Any) -> Shorts:
    """Answers the items whose dates were found anew."""
    heard = np.empty(waiting.size, np.int32)
    count = expect(
        works.problem.today, works.shape.expecting, works.shape.position, waiting, works.items, works.lines,
        works.below, works.kin, works.calendars, works.given, works.supplies, works.receiving, works.orders,
        works.needs, works.pegs, works.ranges, heard,
    )  # fmt: skip
    return heard[:count]


def orders_of(problem: Problem, sound: Sound) -> Any:
    """The given demands that consume forecasts."""
    return np.flatnonzero(sound.demands[: len(problem.demands)] & (problem.demands.receipt < 0))


def _receiving(problem: Problem, sound: Sound, shape: Structure, spare: int) -> Receiving:
    receipts, demands = problem.receipts, problem.demands
    issued_to = issued_to_of(problem, sound, shape, np.flatnonzero(sound.demands & (demands.receipt >= 0)))
    first, following = np.full(len(receipts) + spare, -1, np.int32), np.full(len(demands), -1, np.int32)
    for demand in np.flatnonzero(issued_to >= 0)[::-1].tolist():
        following[demand], first[issued_to[demand]] = first[issued_to[demand]], demand
    rows = np.zeros(first.size, RECEIVED)
    rows[: len(receipts)] = received_of(receipts)
    rows["hears"] = np.where(first >= 0, ANY, NONE)
    lot_day = np.append(problem.lots.available, np.zeros(spare, np.int32))
    return Receiving(rows, lot_day, issued_to, first, following)


def received_of(receipts: Receipts) -> Rows:
    """Receipts of which nothing is known yet."""
    return rows_of(
        RECEIVED, len(receipts), item=receipts.item, day=receipts.day, expected=NEVER, waits_for=-1, slip=0, hears=NONE
    )


def issued_to_of(problem: Problem, sound: Sound, shape: Structure, rows: Any) -> Shorts:
    """The work order each demand is issued to, -1 for those not among these rows."""
    demands, receipts = problem.demands, problem.receipts
    issued_to = np.full(len(demands), -1, np.int32)
    rows = rows[sound.receipts[demands.receipt[rows]]]
    below = shape.position[receipts.item[demands.receipt[rows]]] < shape.position[demands.item[rows]]
    issued_to[rows[below]] = demands.receipt[rows[below]]
    return issued_to
