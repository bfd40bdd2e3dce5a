"""MRP and the schedule engine on made-up factories of growing size."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from benchmarks.table import seconds, table
from engine import mrp, schedule
from engine.calendar import DAY, Calendar
from engine.warmup import make_schedule, plan_requirements

SEED = 7
MRP_SIZES = {"S": (2_000, 10_000, 5_000), "M": (50_000, 250_000, 100_000)}  # items, BOM lines, demands
MRP_DESIGN = {"S": "6.5 ms", "M": "0.25 s"}
SHOPS = {"S": (1_000, 50), "M": (10_000, 200)}  # operations, machines
SHOP_DESIGN = {"S": "", "M": "8 x 3 ms"}
LEVELS, BOUGHT = 6, 0.55
OPERATIONS_EACH = 5


def measured(rounds: int) -> Iterator[str]:
    plan_requirements()
    make_schedule()
    yield "## Planning"
    yield ""
    yield "Made-up factories (seed 7), one process, compiled loops warm; medians."
    yield ""
    yield table(
        ("MRP", "items", "BOM lines", "demands", "planned orders", "pegs", "seconds", "design"), mrp_rows(rounds)
    )
    yield ""
    yield table(
        ("schedule, 8 rules", "operations", "machines", "seconds", "per operation", "design"), shop_rows(rounds)
    )
    yield ""
    yield "Growth: twice as much should take little more than twice as long."
    yield ""
    yield table(("", "1 x", "2 x", "4 x", "8 x"), growth(rounds))


def mrp_rows(rounds: int) -> list[list[str]]:
    rows = []
    for name, size in MRP_SIZES.items():
        problem = requirements(*size)
        passed, plan = timed(partial(mrp.plan, problem), rounds)
        counts = [f"{count:,}" for count in (*size, len(plan.planned), len(plan.pegs))]
        rows.append([name, *counts, seconds(passed), MRP_DESIGN[name]])
    return rows


def shop_rows(rounds: int) -> list[list[str]]:
    rows = []
    for name, (operations, machines) in SHOPS.items():
        problem = shop(operations, machines)
        passed, _result = timed(partial(schedule.solve, problem), rounds)
        each = seconds(passed / operations)
        rows.append([name, f"{operations:,}", str(machines), seconds(passed), each, SHOP_DESIGN[name]])
    return rows


def growth(rounds: int) -> list[list[str]]:
    factors = (1, 2, 4, 8)
    needs = [requirements(*(size * factor for size in MRP_SIZES["S"])) for factor in factors]
    shops = [shop(*(size * factor for size in SHOPS["S"])) for factor in factors]
    return [
        ["MRP from S", *(seconds(timed(partial(mrp.plan, problem), rounds)[0]) for problem in needs)],
        ["schedule from S", *(seconds(timed(partial(schedule.solve, problem), rounds)[0]) for problem in shops)],
    ]


def timed(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Median seconds, and what the work answered."""
    passed, answer = [], work()
    for _round in range(rounds):
        began = time.perf_counter()
        answer = work()
        passed.append(time.perf_counter() - began)
    return median(passed), answer


def requirements(items: int, lines: int, demands: int) -> mrp.Problem:
    """A factory of six levels: what is made stands above what is bought, its numbers shuffled as in a real one."""
    chance = np.random.default_rng(SEED)
    made = int(items * (1 - BOUGHT))
    shuffled = chance.permutation(items).astype(np.int32)
    parent, component = _structure(chance, items, made, lines)
    kind = np.full(items, mrp.SupplyKind.BUY, np.int8)
    kind[shuffled[:made]] = mrp.SupplyKind.MAKE
    top = made // LEVELS
    return mrp.Problem(
        today=0,
        horizon=365,
        items=mrp.Items(
            kind=kind,
            lead_days=np.where(
                kind == mrp.SupplyKind.MAKE, chance.integers(1, 8, items), chance.integers(3, 35, items)
            ),
            lot_multiple=chance.choice([0, 0, 5, 10, 50], items) * mrp.SCALE,
            period_days=chance.choice([0, 0, 7, 14], items),
        ),
        bom=mrp.BomLines(
            parent=shuffled[parent],
            component=shuffled[component],
            quantity=chance.choice([1, 1, 1, 2, 4], len(parent)) * mrp.SCALE,
        ),
        lots=mrp.Lots(item=np.arange(items), quantity=chance.integers(0, 300, items) * mrp.SCALE),
        demands=mrp.Demands(
            item=shuffled[(chance.random(demands) ** 1.5 * top).astype(np.int64)],
            quantity=chance.integers(1, 40, demands) * mrp.SCALE,
            day=chance.integers(0, 180, demands),
        ),
    )


def _structure(chance: np.random.Generator, items: int, made: int, lines: int) -> tuple[Any, Any]:
    """Parents and components without loops and without doubles: a component lies on the next level or is bought."""
    width = made // LEVELS
    parent = chance.integers(0, made, lines * 11 // 10)
    below = (parent // width + 1) * width
    inner = (chance.random(len(parent)) < 0.25) & (below + width <= made)
    bought = made + (chance.random(len(parent)) ** 2 * (items - made)).astype(np.int64)
    component = np.where(inner, below + chance.integers(0, width, len(parent)), bought)
    pairs = np.unique(parent * items + component)
    chosen = chance.permutation(pairs)[:lines]
    return chosen // items, chosen % items


def shop(operations: int, machines: int) -> schedule.Problem:
    """Jobs of five operations over machines in two shifts, due so that about half of them are tight."""
    chance = np.random.default_rng(SEED)
    jobs = operations // OPERATIONS_EACH
    minutes = chance.integers(20, 240, operations)
    days = int(minutes.sum() / machines / 900) + 1
    two_shifts = Calendar.of([(day * DAY + 360, day * DAY + 1320) for day in range(days * 20 + 100)])
    centers = max(1, machines // 4)
    return schedule.Problem(
        now=0,
        calendars=(two_shifts,),
        machines=schedule.Machines(center=np.arange(machines) % centers, calendar=0 * np.arange(machines)),
        jobs=schedule.Jobs(due=chance.integers(2, days * 2 + 3, jobs) * DAY, weight=chance.integers(1, 4, jobs)),
        operations=schedule.Operations(
            job=np.repeat(np.arange(jobs), OPERATIONS_EACH),
            center=chance.integers(0, centers, operations),
            run=minutes,
            setup=chance.integers(0, 30, operations),
        ),
    )
