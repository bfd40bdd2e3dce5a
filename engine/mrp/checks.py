"""Which rows of a problem cannot be planned, and why. Whatever is left stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from engine.mrp.problem import EMPTY, Demands, Economy, Lots, Problem, Receipts, SupplyKind
from engine.mrp.result import Fault, Reason
from engine.tables import Flags, Shorts, Table

QUANTITY_MAX = 10**15  # a thousand million units; sums and products of it stay far from 2^63
DAY_MAX = 10**6
QUOTA_MAX = 10**6


class Sound(NamedTuple):
    """Rows that may be planned, per table. An unsound item has no supply route."""

    items: Flags
    bom: Flags
    lots: Flags
    receipts: Flags
    demands: Flags
    safety_stocks: Flags
    forecasts: Flags
    substitutes: Flags
    supplier_items: Flags


def check(problem: Problem) -> tuple[list[Fault], Sound]:
    """Every fault of the given rows (loops aside), and the rows without one."""
    faults: list[Fault] = []
    sound = Sound(
        _items(problem, faults),
        _bom(problem, faults),
        _lots(problem, faults),
        _receipts(problem, faults),
        _demands(problem, faults),
        _safety_stocks(problem, faults),
        _forecasts(problem, faults),
        _substitutes(problem, faults),
        _supplier_items(problem, faults),
    )
    return faults, sound


def check_given(problem: Problem, lots: Lots, receipts: Receipts, demands: Demands) -> tuple[Flags, Flags, Flags]:
    """Which of these, in place of those of the problem, are without a fault."""
    faults: list[Fault] = []
    return (
        _lots(replace(problem, lots=lots), faults),
        _receipts(replace(problem, receipts=receipts), faults),
        _demands(replace(problem, demands=demands), faults),
    )


class _Checker:
    """Collects the faults of one table, and the rows still sound."""

    def __init__(self, name: str, table: Table, faults: list[Fault], empty: Flags | None = None) -> None:
        self.name, self.table, self.faults = name, table, faults
        self.sound: Flags = np.ones(len(table), np.bool_) if empty is None else ~empty
        self.empty = ~self.sound

    def refuse(self, field: str, reason: Reason, bad: Any) -> None:
        values, bad = getattr(self.table, field), bad & ~self.empty
        for row in np.flatnonzero(bad).tolist():
            self.faults.append(Fault(self.name, row, reason, field, int(values[row])))
        self.sound &= ~bad

    def known(self, field: str, reason: Reason, count: int, *, optional: bool = False) -> None:
        values = getattr(self.table, field)
        self.refuse(field, reason, (values >= count) | (values < (-1 if optional else 0)))

    def at_least(self, limit: int, *fields: str) -> None:
        for field in fields:
            self.refuse(field, Reason.NEGATIVE, getattr(self.table, field) < limit)

    def not_negative(self, *fields: str) -> None:
        self.at_least(0, *fields)

    def positive(self, *fields: str) -> None:
        for field in fields:
            self.refuse(field, Reason.NOT_POSITIVE, getattr(self.table, field) <= 0)

    def at_most(self, limit: int, *fields: str) -> None:
        for field in fields:
            self.refuse(field, Reason.TOO_LARGE, getattr(self.table, field) > limit)

    def within(self, field: str, last: int) -> None:
        self.refuse(field, Reason.OUTSIDE_HORIZON, getattr(self.table, field) > last)


def _items(problem: Problem, faults: list[Fault]) -> Flags:
    items = _Checker("items", problem.items, faults)
    items.known("kind", Reason.UNKNOWN_KIND, len(SupplyKind))
    items.known("calendar", Reason.UNKNOWN_CALENDAR, len(problem.calendars), optional=True)
    items.known("economy", Reason.UNKNOWN_KIND, len(Economy))
    items.positive("precision")
    quantities = ("order_cost", "holding_cost", "safety_stock", "lot_minimum", "lot_maximum", "lot_multiple")
    tolerances = ("reschedule_in", "expedite_tolerance", "defer_tolerance")
    windows = ("forecast_backward", "forecast_forward")
    days = ("lead_days", "safety_days", "period_days", "inspection_days", "shelf_life", *tolerances, *windows)
    items.not_negative("lead_days_per_unit", *quantities, *days)
    items.at_most(QUANTITY_MAX, "precision", "lead_days_per_unit", *quantities)
    items.at_most(DAY_MAX, *days)
    return items.sound


def _bom(problem: Problem, faults: list[Fault]) -> Flags:
    bom = _Checker("bom", problem.bom, faults)
    bom.known("parent", Reason.UNKNOWN_ITEM, len(problem.items))
    bom.known("component", Reason.UNKNOWN_ITEM, len(problem.items))
    bom.positive("quantity", "base", "line_yield")
    bom.not_negative("scrap")
    bom.at_most(QUANTITY_MAX, "quantity", "base", "scrap", "line_yield")
    return bom.sound


def _lots(problem: Problem, faults: list[Fault]) -> Flags:
    lots = _Checker("lots", problem.lots, faults, problem.lots.item == EMPTY)
    lots.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    lots.positive("quantity")
    lots.at_most(QUANTITY_MAX, "quantity")
    lots.at_least(-1, "owner")
    lots.within("available", problem.horizon)
    return lots.sound


def _receipts(problem: Problem, faults: list[Fault]) -> Flags:
    receipts = _Checker("receipts", problem.receipts, faults, problem.receipts.item == EMPTY)
    receipts.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    receipts.positive("quantity")
    receipts.at_most(QUANTITY_MAX, "quantity")
    receipts.at_least(-1, "owner")
    receipts.within("day", problem.horizon)
    return receipts.sound


def _demands(problem: Problem, faults: list[Fault]) -> Flags:
    demands = _Checker("demands", problem.demands, faults, problem.demands.item == EMPTY)
    demands.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    demands.known("receipt", Reason.UNKNOWN_RECEIPT, len(problem.receipts), optional=True)
    demands.positive("quantity")
    demands.not_negative("min_life")
    demands.at_least(-1, "owner")
    demands.at_most(QUANTITY_MAX, "quantity")
    demands.at_most(DAY_MAX, "min_life")
    demands.within("day", problem.horizon)
    demands.refuse("min_life", Reason.NEVER_FRESH, demands.sound & _never_fresh(problem, demands.sound))
    return demands.sound


def _safety_stocks(problem: Problem, faults: list[Fault]) -> Flags:
    levels = _Checker("safety_stocks", problem.safety_stocks, faults)
    levels.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    levels.not_negative("quantity")
    levels.at_most(QUANTITY_MAX, "quantity")
    levels.within("day", problem.horizon)
    levels.refuse("day", Reason.TWICE, levels.sound & _again(problem.safety_stocks.item, problem.safety_stocks.day))
    return levels.sound


def _forecasts(problem: Problem, faults: list[Fault]) -> Flags:
    forecasts = _Checker("forecasts", problem.forecasts, faults)
    forecasts.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    forecasts.positive("quantity")
    forecasts.at_most(QUANTITY_MAX, "quantity")
    forecasts.within("day", problem.horizon)
    forecasts.refuse("last_day", Reason.REVERSED, problem.forecasts.last_day < problem.forecasts.day)
    forecasts.refuse("day", Reason.TWICE, _overlapping(problem, forecasts.sound))
    return forecasts.sound


def _overlapping(problem: Problem, sound: Flags) -> Flags:
    """Forecasts that begin before one of their item that began before them is over."""
    forecasts, rows = problem.forecasts, np.flatnonzero(sound)
    columns = forecasts.item, forecasts.day, forecasts.last_day
    item, day, last = (values[rows].astype(np.int64) for values in columns)
    by = np.lexsort((day, item))
    over = np.maximum.accumulate((item[by] << 32) + last[by])
    overlapping = np.zeros(sound.size, np.bool_)
    overlapping[rows[by[1:]]] = (item[by[1:]] << 32) + day[by[1:]] <= over[:-1]
    return overlapping


def _substitutes(problem: Problem, faults: list[Fault]) -> Flags:
    substitutes = _Checker("substitutes", problem.substitutes, faults)
    substitutes.known("line", Reason.UNKNOWN_LINE, len(problem.bom))
    substitutes.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    substitutes.positive("ratio")
    substitutes.at_most(QUANTITY_MAX, "ratio")
    return substitutes.sound


def _supplier_items(problem: Problem, faults: list[Fault]) -> Flags:
    suppliers = _Checker("supplier_items", problem.supplier_items, faults)
    suppliers.known("item", Reason.UNKNOWN_ITEM, len(problem.items))
    suppliers.not_negative("quota", "lead_days", "lot_minimum", "lot_multiple", "assigned")
    suppliers.at_most(QUANTITY_MAX, "lot_minimum", "lot_multiple", "assigned")
    suppliers.at_most(DAY_MAX, "lead_days")
    suppliers.at_most(QUOTA_MAX, "quota")
    return suppliers.sound


def _again(item: Shorts, day: Shorts) -> Flags:
    """Rows that have the same item and day as one before them."""
    by = np.lexsort((day, item))
    again = np.zeros(by.size, np.bool_)
    again[by[1:]] = (item[by[1:]] == item[by[:-1]]) & (day[by[1:]] == day[by[:-1]])
    return again


def _never_fresh(problem: Problem, sound: Flags) -> Flags:
    """Demands that ask for more life than is left of their item when it may be used first."""
    item = np.where(sound, problem.demands.item, 0)
    life = (problem.items.shelf_life - problem.items.inspection_days)[item] if len(problem.items) else item
    spoils = problem.items.shelf_life[item] > 0 if len(problem.items) else sound
    return np.asarray(spoils & (problem.demands.min_life >= life))
