"""What stays, changes, comes and goes between the last plan and this one, over columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from base.copying import Column, Columns, delete, fingerprints, insert, update
from base.live.telling import tell
from base.live.topics import EVERY

WIDEST = 1 << 62


def store(model: Any, kept: Columns, wanted: Columns, twin: Column) -> Column:
    """Make the kept rows into the wanted ones; `twin`: the place of the row each continues. Answers their ids.

    Open pages that show any of them are told.
    """
    new, old = np.flatnonzero(twin < 0), np.flatnonzero(twin >= 0)
    changed = old[_differ({name: kept[name][twin[old]] for name in wanted}, taken(wanted, old))]
    gone = np.delete(np.arange(len(kept["id"])), twin[old])
    ids = np.empty(len(twin), np.int64)
    ids[old] = kept["id"][twin[old]]
    if len(gone):
        delete(model, taken({"id": kept["id"], "version": kept["version"]}, gone))
    if len(changed):
        read = {"id": kept["id"][twin[changed]], "version": kept["version"][twin[changed]]}
        update(model, read | taken(wanted, changed))
    if len(new):
        ids[new] = insert(model, taken(wanted, new))
    if len(gone) or len(changed) or len(new):
        label = model._meta.label_lower
        tell({label, f"{label}:{EVERY}"})
    return ids


def taken(columns: Columns, rows: Column) -> dict[str, Column]:
    """The same columns of these rows."""
    return {name: values[rows] for name, values in columns.items()}


def matched(kept: Columns, wanted: Columns, group: Sequence[str], day: str) -> Column:
    """For each wanted row the place of the kept one it continues, -1 for none.

    Rows of one group are paired: first those of the same day, then what is left of both, in order.
    """
    twin = np.full(len(wanted[day]), -1)
    left = np.ones(len(kept[day]), np.bool_)
    for names in ((*group, day), group):
        old, new = np.flatnonzero(left), np.flatnonzero(twin < 0)
        key = _folded([np.concatenate([_numbers(kept[n])[old], _numbers(wanted[n])[new]]) for n in names])
        old_place, new_place = _paired(key[: len(old)], key[len(old) :])
        twin[new[new_place]] = old[old_place]
        left[old[old_place]] = False
    return twin


def _differ(kept: Columns, wanted: Columns) -> Column:
    """Where any column does."""
    found = [kept[name] != _numbers(wanted[name]) for name in wanted]
    return np.logical_or.reduce(found)  # type: ignore[no-any-return]


def _numbers(values: Column) -> Column:
    return fingerprints(values.tolist()) if values.dtype == object else values


def _paired(old: Column, new: Column) -> tuple[Column, Column]:
    """Places of equal keys on both sides: the first with the first, the second with the second."""
    old_rank, new_rank = _ranked(old), _ranked(new)
    most = int(max(old_rank.max(initial=0), new_rank.max(initial=0))) + 1
    places = np.intersect1d(old * most + old_rank, new * most + new_rank, assume_unique=True, return_indices=True)
    return places[1], places[2]


def _ranked(keys: Column) -> Column:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    ranks = np.empty(len(keys), np.int64)
    ranks[order] = np.arange(len(keys)) - np.searchsorted(ordered, ordered)
    return ranks


def _folded(columns: Sequence[Column]) -> Column:
    """One number for each row, equal where all its columns are; small enough to multiply by a count of rows."""
    folded, width = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        numbers, count = _compact(column, WIDEST // width)
        if count * width >= WIDEST:
            folded, width = _compact(folded, 0)
        folded, width = folded * count + numbers, count * width
    return _compact(folded, WIDEST // (len(folded) + 1))[0]


def _compact(column: Column, limit: int) -> tuple[Column, int]:
    """Numbers from 0 in place of these, how many there may be: their distance from the least where that is small."""
    if not len(column):
        return column, 1
    low, high = int(column.min()), int(column.max())
    if high - low < limit:
        return column - low, high - low + 1
    distinct, place = np.unique(column, return_inverse=True)
    return place, len(distinct)
