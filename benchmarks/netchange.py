"""Net change: one sales order line changes in a planned factory, and only what that touches is planned anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from benchmarks.planning import SEED, timed
from benchmarks.table import seconds, table
from engine import mrp
from engine.warmup import plan_requirements

SIZES = {"S": (2_000, 10_000, 5_000, 5), "M": (50_000, 250_000, 100_000, 8)}  # items, lines, demands, levels
CHANGES = 300
BOUGHT = 0.55
HEADS = (
    "one line changed", "planned orders", "pegs", "items touched, p50", "p99", "p50", "p95", "p99", "whole plan",
    "whole / p50", "target p99",
)  # fmt: skip


def measured(rounds: int) -> Iterator[str]:
    plan_requirements()
    yield "## Net change"
    yield ""
    yield f"A made-up factory (seed {SEED}); {CHANGES} times a sales order line asks for more, less or another day."
    yield "In the end the kept plan is compared with one of the same problem from nothing."
    yield ""
    yield table(HEADS, [_row(name, rounds) for name in SIZES])


def _row(name: str, rounds: int) -> list[str]:
    problem, chance = factory(*SIZES[name]), np.random.default_rng(SEED)
    whole, plan = timed(partial(mrp.plan, problem), min(rounds, 3))
    kept = mrp.keep(problem)
    mrp.replan(kept, one_line_changed(problem, chance))
    passed, touched = np.zeros(CHANGES), np.zeros(CHANGES)
    for number in range(CHANGES):
        asked = one_line_changed(kept.problem, chance)
        began = time.perf_counter()
        difference = mrp.replan(kept, asked)
        passed[number], touched[number] = time.perf_counter() - began, difference.touched.size
    assert _said(kept.plan()) == _said(mrp.plan(kept.problem)), "the kept plan is another than one from nothing"
    middle, most, last = np.percentile(passed, (50, 95, 99))
    items = [f"{value:,.0f}" for value in np.percentile(touched, (50, 99))]
    counts = [f"{len(plan.planned):,}", f"{len(plan.pegs):,}", *items]
    times = [seconds(value) for value in (middle, most, last, whole)]
    return [name, *counts, *times, f"{whole / middle:,.0f}", "5 ms" if name == "M" else ""]


def _said(plan: mrp.Plan) -> list[bytes]:
    tables = (plan.planned, plan.demands, plan.pegs, plan.messages)
    return [values.tobytes() for rows in tables for values in rows.columns().values()]


def one_line_changed(problem: mrp.Problem, chance: np.random.Generator) -> mrp.Problem:
    """One line asks for more or less, or for another day."""
    demands, row = problem.demands, chance.integers(0, len(problem.demands))
    name, value = (
        ("quantity", chance.integers(1, 40) * mrp.SCALE) if chance.random() < 0.5 else ("day", chance.integers(180))
    )
    values = getattr(demands, name).copy()
    values[row] = value
    return replace(problem, demands=replace(demands, **{name: values}))


def factory(items: int, lines: int, demands: int, levels: int) -> mrp.Problem:
    """Few assemblies in an assembly, much that is bought, some of it nearly everywhere; lots as factories have them."""
    chance = np.random.default_rng(SEED)
    made = int(items * (1 - BOUGHT))
    shuffled = chance.permutation(items).astype(np.int32)
    parent, component = _structure(chance, items, made, lines, levels)
    kind = np.full(items, mrp.SupplyKind.BUY, np.int8)
    kind[shuffled[:made]] = mrp.SupplyKind.MAKE
    sold = made // (levels - 1)
    rule = chance.choice(4, items, p=[0.45, 0.2, 0.15, 0.2])
    lead = np.where(kind == mrp.SupplyKind.MAKE, chance.integers(1, 8, items), chance.integers(3, 35, items))
    return mrp.Problem(
        today=0,
        horizon=365,
        items=mrp.Items(
            kind=kind,
            lead_days=lead,
            safety_stock=np.where(chance.random(items) < 0.25, chance.integers(1, 40, items), 0) * mrp.SCALE,
            lot_multiple=np.where(rule == 1, chance.choice([5, 10, 25, 50, 100], items), 0) * mrp.SCALE,
            lot_minimum=np.where(rule == 2, chance.choice([10, 20, 50, 100], items), 0) * mrp.SCALE,
            period_days=np.where(rule == 3, chance.choice([14, 21, 28], items), 0),
        ),
        bom=mrp.BomLines(
            parent=shuffled[parent],
            component=shuffled[component],
            quantity=chance.choice([1, 1, 1, 2, 4], len(parent)) * mrp.SCALE,
        ),
        lots=mrp.Lots(item=np.arange(items), quantity=chance.integers(1, 300, items) * mrp.SCALE),
        receipts=mrp.Receipts(
            item=chance.integers(0, items, items // 5),
            quantity=chance.integers(10, 300, items // 5) * mrp.SCALE,
            day=chance.integers(0, 60, items // 5),
        ),
        demands=mrp.Demands(
            item=shuffled[(chance.random(demands) ** 1.5 * sold).astype(np.int64)],
            quantity=chance.integers(1, 40, demands) * mrp.SCALE,
            day=chance.integers(0, 180, demands),
        ),
    )


def _structure(chance: np.random.Generator, items: int, made: int, lines: int, levels: int) -> tuple[Any, Any]:
    """Parents and components: 1.4 assemblies of the next level in each, and what is bought."""
    width = made // (levels - 1)
    above = np.repeat(np.arange(made), chance.poisson(1.4, made))
    below = (above // width + 1) * width
    above, below = above[below + width <= made], below[below + width <= made]
    assemblies = below + (chance.random(above.size) ** 1.3 * width).astype(np.int64)
    parent = np.append(above, chance.integers(0, made, lines * 11 // 10))
    bought = made + (chance.random(parent.size - above.size) ** 2 * (items - made)).astype(np.int64)
    pairs = np.unique(parent * items + np.append(assemblies, bought))
    chosen = chance.permutation(pairs)[:lines]
    return chosen // items, chosen % items
