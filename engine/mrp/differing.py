"""What differs between two problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

import numpy as np

from engine.mrp.checks import check_given
from engine.mrp.kept import Kept
from engine.mrp.problem import EMPTY, Demands, Lots, Problem, Receipts
from engine.mrp.working import Workings
from engine.tables import Flags, Ints, Table

Rows = TypeVar("Rows", Lots, Receipts, Demands)
FRAME = ("items", "bom", "substitutes", "safety_stocks", "forecasts", "supplier_items")


class Change(NamedTuple):
    """Row numbers of lots, receipts and demands that differ, what is there now (EMPTY where nothing is), and which of
    it has no fault."""

    lots: Ints
    receipts: Ints
    demands: Ints
    lots_now: Lots
    receipts_now: Receipts
    demands_now: Demands
    sound_lots: Flags
    sound_receipts: Flags
    sound_demands: Flags


def same_frame(old: Problem, new: Problem) -> bool:
    """Whether nothing but lots, receipts and demands differs."""
    if (old.today, old.horizon, len(old.calendars)) != (new.today, new.horizon, len(new.calendars)):
        return False
    for one, other in zip(old.calendars, new.calendars, strict=True):
        if one is not other and not np.array_equal(one.days, other.days):
            return False
    return all(_same(getattr(old, name), getattr(new, name)) for name in FRAME)


def _same(old: Table, new: Table) -> bool:
    return old is new or (len(old) == len(new) and differing(old, new).size == 0)


def differing(old: Table, new: Table) -> Ints:
    """The numbers of rows that differ, those only one of them has included."""
    if old is new:
        return np.zeros(0, np.int64)
    common, longest = sorted((len(old), len(new)))
    found = np.zeros(longest, np.bool_)
    found[common:] = True
    for each in fields(old):
        one, other = getattr(old, each.name), getattr(new, each.name)
        if one is not other:
            found[:common] |= one[:common] != other[:common]
    return np.flatnonzero(found)


def change_of(old: Problem, new: Problem) -> Change:
    """What of the lots, receipts and demands is not as it was. What is issued to a receipt that differs counts too:
    whether it is has to be seen anew."""
    lots, receipts = differing(old.lots, new.lots), differing(old.receipts, new.receipts)
    demands = differing(old.demands, new.demands)
    if receipts.size > 0:
        issued = [np.flatnonzero(np.isin(each.demands.receipt, receipts)) for each in (old, new)]
        demands = np.unique(np.concatenate([demands, *issued]))
    now = _rows(new.lots, lots), _rows(new.receipts, receipts), _rows(new.demands, demands)
    return Change(lots, receipts, demands, *now, *check_given(new, *now))


def _rows(table: Rows, numbers: Ints) -> Rows:
    """These rows of a table; EMPTY ones behind its end."""
    there = numbers < len(table)
    columns: dict[str, Any] = {}
    for each in fields(table):
        column = getattr(table, each.name)
        columns[each.name] = np.full(numbers.size, EMPTY if each.name == "item" else 0, column.dtype)
        columns[each.name][there] = column[numbers[there]]
    return type(table)(**columns)


def rows_before(table: Table, numbers: Ints, sound: Flags) -> Ints:
    """Which of these rows were there without a fault."""
    numbers = numbers[numbers < len(table)]
    return numbers[sound[numbers]]


def has_room(kept: Kept, new: Problem) -> bool:
    works, receiving = kept.works, kept.works.receiving
    given = len(new.demands) <= works.rests and len(new.lots) <= receiving.lot_day.size
    return bool(given and len(new.receipts) <= receiving.first.size and works.state.pegs <= kept.pegs_most)


def reordered(kept: Kept, new: Problem, change: Change) -> bool:
    """Whether something is issued now beside the BOM of an item (or no longer is) that was not before (or was): then
    items may have to be netted in another order. Else the number of such issues is kept up to date."""
    works, sound = kept.works, kept.works.sound
    receipts = sound.receipts.copy()
    receipts[change.receipts] = change.sound_receipts
    before = rows_before(works.problem.demands, change.demands, sound.demands)
    after = change.demands[change.sound_demands]
    issues = Counter(_beside(works, new, after, receipts))
    issues.subtract(_beside(works, works.problem, before, sound.receipts))
    if any((kept.beside[pair] > 0) != (kept.beside[pair] + more > 0) for pair, more in issues.items()):
        return True
    kept.beside.update(issues)
    return False


def _beside(works: Workings, problem: Problem, rows: Ints, sound_receipts: Flags) -> list[tuple[int, int]]:
    """(made, issued) of those of the demands that are issued without a BOM line."""
    rows = rows[problem.demands.receipt[rows] >= 0]
    rows = rows[sound_receipts[problem.demands.receipt[rows]]]
    made, issued = problem.receipts.item[problem.demands.receipt[rows]], problem.demands.item[rows]
    pairs = zip(made.tolist(), issued.tolist(), strict=True)
    return [(one, other) for one, other in pairs if other not in _components(works, one)]


def _components(works: Workings, item: int) -> Any:
    below = works.below
    return works.problem.bom.component[below.lines[below.starts[item] : below.starts[item + 1]]]
