"""Cases as people read them: items by name, quantities as decimals, kinds as words. Defaults may be left out.

    {"today": 0, "horizon": 60, "calendars": [[0, 1, 2, 3, 4, 7, 8]],
     "items": [{"name": "painted", "kind": "make", "lead_days": 1}, {"name": "raw", "kind": "buy", "lead_days": 3}],
     "bom": [{"parent": "painted", "component": "raw", "quantity": "1", "scrap": "0.05"}],
     "substitutes": [{"line": 0, "item": "other raw", "priority": 1, "ratio": "1.2"}],
     "lots": [{"item": "raw", "quantity": "20", "available": 2}],
     "receipts": [{"item": "raw", "quantity": "10", "day": 4, "kind": "purchase"}],
     "demands": [{"item": "painted", "quantity": "100", "day": 10}],
     "safety_stocks": [{"item": "raw", "day": 30, "quantity": "50"}],
     "forecasts": [{"item": "painted", "quantity": "400", "day": 0, "last_day": 29}],
     "supplier_items": [{"item": "raw", "quota": 60, "lead_days": 3}, {"item": "raw", "quota": 40, "lead_days": 4}]}

Columns are those of problem.py, in units, not in 10^-6. A calendar is the list of its working days. An item that is
null is none: its row is no more. The answer's `digest` is the same for the same plan.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from decimal import Decimal
from enum import IntEnum
from typing import Any, TypeVar

from engine.calendar import WorkingDays
from engine.mrp.economy import costs
from engine.mrp.packing import digest
from engine.mrp.problem import (
    ALWAYS,
    EMPTY,
    NEVER,
    TABLES,
    Economy,
    Items,
    Problem,
    ReceiptKind,
    Receipts,
    SupplyKind,
    scaled,
    unscaled,
)
from engine.mrp.projection import balances
from engine.mrp.result import Balances, MessageKind, Messages, Plan, Source
from engine.mrp.why import why_late
from engine.tables import Table

ITEMS = {"item", "parent", "component"}
DECIMALS = {"quantity", "base", "scrap", "line_yield", "lead_days_per_unit", "safety_stock", "precision", "missing"} | {
    "lot_minimum", "lot_maximum", "lot_multiple", "available", "received", "planned", "needed", "expired", "balance",
    "order_cost", "holding_cost", "cost", "lot_for_lot", "ratio", "replaced", "assigned",
}  # fmt: skip
WORDS: dict[tuple[type[Table], str], type[IntEnum]] = {
    (Items, "kind"): SupplyKind,
    (Items, "economy"): Economy,
    (Receipts, "kind"): ReceiptKind,
    (Messages, "kind"): MessageKind,
}
Row = dict[str, Any]
AnyTable = TypeVar("AnyTable", bound=Table)


def from_json(text: str) -> Problem:
    """The problem a case describes. Raises ValueError or KeyError, with the name, for what it cannot read."""
    return problem_of(json.loads(text, parse_float=Decimal))


def to_json(subject: Problem | Plan) -> str:
    """A problem as a case that from_json reads back, or a plan."""
    content = case_of(subject) if isinstance(subject, Problem) else answer_of(subject)
    return json.dumps(content, ensure_ascii=False, indent=1)


def problem_of(case: Row) -> Problem:
    names = tuple(str(row["name"]) for row in case["items"])
    if len(set(names)) < len(names):
        raise ValueError("items: a name is given twice")
    places = {name: place for place, name in enumerate(names)}
    items = _read(Items, [{key: value for key, value in row.items() if key != "name"} for row in case["items"]], places)
    tables: Row = {name: _read(table, case.get(name, []), places) for name, table in TABLES.items()}
    calendars = tuple(WorkingDays.of(days) for days in case.get("calendars", []))
    return Problem(case["today"], case["horizon"], items, calendars=calendars, names=names, **tables)


def case_of(problem: Problem) -> Row:
    names = [problem.name(item) for item in range(len(problem.items))]
    return {
        "today": problem.today,
        "horizon": problem.horizon,
        "calendars": [calendar.days.tolist() for calendar in problem.calendars],
        "items": [{"name": name, **row} for name, row in zip(names, _written(problem, problem.items), strict=True)],
        **{name: _written(problem, getattr(problem, name)) for name in TABLES},
    }


def answer_of(plan: Plan) -> Row:
    problem = plan.problem
    return {
        "status": plan.status,
        "digest": digest(plan),
        "planned": _written(problem, plan.planned),
        "demands": _written(problem, plan.demands),
        "pegs": [{**row, "source": Source(row["source"]).name.lower()} for row in _written(problem, plan.pegs)],
        "consumed": _written(problem, plan.consumed),
        "messages": [{**row, "source": Source(row["source"]).name.lower()} for row in _written(problem, plan.messages)],
        "balances": _written(problem, balances(plan)),
        "costs": _written(problem, costs(plan)),
        "late": [_late(plan, demand) for demand in plan.late().tolist()],
        "faults": [
            {"table": fault.table, "row": fault.row, "reason": fault.reason, "field": fault.field, "value": fault.value}
            for fault in plan.faults
        ],
    }


def _late(plan: Plan, demand: int) -> Row:
    chain = why_late(plan, demand)
    return {
        "demand": demand,
        "need": chain.steps[0].need,
        "expected": _shown(plan.problem, Table, "expected", chain.steps[0].expected),
        "cause": chain.cause,
        "chain": [plan.problem.name(step.item) for step in chain.steps],
    }


def _read(table: type[AnyTable], rows: list[Row], places: dict[str, int]) -> AnyTable:
    """A table from rows; what a row leaves out takes the column's default."""
    known = {each.name: each for each in fields(table)}
    for row in rows:
        if unknown := row.keys() - known.keys():
            raise ValueError(f"{table.__name__}: no column {', '.join(sorted(unknown))}")
    if not rows:
        return table.empty()
    columns = {}
    for name, column in known.items():
        cells = [_value(table, name, row[name], places) if name in row else column.default for row in rows]
        if MISSING in cells:
            raise ValueError(f"{table.__name__}, row {cells.index(MISSING)}: {name} is missing")
        columns[name] = cells
    return table(**columns)


def _value(table: type[Table], name: str, value: Any, places: dict[str, int]) -> int:
    if name in ITEMS:
        return EMPTY if value is None else places[value]
    if words := WORDS.get((table, name)):
        return words[str(value).upper()]
    return scaled(str(value)) if name in _decimals(table) else int(value)


def _decimals(table: type[Table]) -> set[str]:
    """A lot's `available` is a day, a message's and a demand's `planned` a row."""
    return DECIMALS if table is Balances else DECIMALS - {"available", "planned"}


def _written(problem: Problem, table: Table) -> list[Row]:
    defaults = {each.name: each.default for each in fields(table)}
    return [
        {name: _shown(problem, type(table), name, value) for name, value in row.items() if value != defaults[name]}
        for row in table.rows()
    ]


def _shown(problem: Problem, table: type[Table], name: str, value: int) -> Any:
    if name in ITEMS:
        return None if value == EMPTY else problem.name(value)
    if words := WORDS.get((table, name)):
        return words(value).name.lower()
    if name in _decimals(table):
        return f"{unscaled(value).normalize():f}"
    return None if value in (ALWAYS, NEVER) else value
