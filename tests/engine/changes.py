"""What happens to a problem between two plans: lots, receipts and demands come, change and go, drawn by chance."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from engine.mrp import EMPTY, SCALE, Demands, Lots, Problem, Receipts
from tests.engine.problems import Chance, some_demands, some_lots, some_receipts

Rows = TypeVar("Rows", Lots, Receipts, Demands)


def changed(problem: Problem, chance: Chance) -> Problem:
    """The problem with some of it changed: mostly demands."""
    last = len(problem.items) - 1
    demands, lots, receipts = problem.demands, problem.lots, problem.receipts
    if chance.draw.random() < 0.8:
        demands = _changed(demands, some_demands(chance, last, len(receipts)), chance)
    if chance.draw.random() < 0.3:
        lots = _changed(lots, some_lots(chance, last), chance)
    if chance.draw.random() < 0.3:
        receipts = _changed(receipts, some_receipts(chance, last), chance)
    return replace(problem, demands=demands, lots=lots, receipts=receipts)


def _changed(rows: Rows, others: Rows, chance: Chance) -> Rows:
    """One or two rows are other ones, more than they were, gone from their place or from the end, or come to it."""
    for _time in range(chance.draw.integers(1, 3)):
        columns, place = rows.columns(), int(chance.draw.integers(0, max(1, len(rows))))
        other = {name: values[:1] for name, values in others.columns().items()}
        kind = chance.draw.choice(["other", "more", "gone", "shorter", "longer"])
        if kind == "longer":
            columns = {name: np.append(values, other[name]) for name, values in columns.items()}
        elif kind == "shorter":
            columns = {name: values[:-1] for name, values in columns.items()}
        elif len(rows) > 0 and (kind != "other" or len(others) > 0):
            columns = {name: values.copy() for name, values in columns.items()}
            put = {"other": other, "more": {"quantity": columns["quantity"][place] + SCALE}, "gone": {"item": EMPTY}}
            for name, value in put[str(kind)].items():
                columns[name][place] = np.asarray(value).reshape(-1)[0]
        rows = type(rows)(**columns)
    return rows
