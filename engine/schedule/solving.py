"""solve(problem): check the rows, try every rule, keep the best plan and say what has no place in it."""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER
from engine.schedule.checks import sound_rows
from engine.schedule.columns import Latest, Shop
from engine.schedule.dispatching import SETUP_FACTOR, SLACK_FACTOR, Placed, Taste, dispatch
from engine.schedule.latest import latest_dates
from engine.schedule.loading import Loaded, load_shop
from engine.schedule.misplaced import misplaced
from engine.schedule.problem import Limits, Problem, Rule
from engine.schedule.result import Result, Schedule, Why
from engine.tables import Ints


class _Plan(NamedTuple):
    """A plan and what it is compared by: operations without a place, weighted tardiness, last finish, set-up."""

    worth: tuple[int, int, int, int]
    rule: Rule
    placed: Placed
    job_finish: Ints
    tardiness: Ints


def solve(problem: Problem, limits: Limits | None = None) -> Result:
    """A feasible schedule. Raises ValueError where the limits allow no rule at all."""
    begun, limits = perf_counter(), limits or Limits()
    if not limits.rules:
        raise ValueError("no rule to dispatch by")
    faults, sound = sound_rows(problem)
    loaded = load_shop(problem, sound, faults)
    latest = latest_dates(loaded.shop, problem.jobs.weight)
    plan = min((_plan(problem, loaded.shop, latest, rule) for rule in limits.rules), key=lambda plan: plan.worth)
    faults += misplaced(loaded, plan.placed, sound)
    _, weighted, last_finish, setup = plan.worth
    return Result(
        problem=problem,
        schedule=_schedule(problem, loaded, latest, plan.placed),
        job_finish=plan.job_finish,
        tardiness=plan.tardiness,
        rule=plan.rule,
        weighted_tardiness=weighted,
        last_finish=last_finish,
        setup_minutes=setup,
        faults=tuple(faults),
        seed=limits.seed,
        seconds=perf_counter() - begun,
    )


def _plan(problem: Problem, shop: Shop, latest: Latest, rule: Rule) -> _Plan:
    placed = dispatch(shop, latest, _taste(shop, latest, rule))
    job_finish, tardiness = _outcome(problem, shop, placed)
    late = (tardiness > 0) & (tardiness < NEVER)
    weighted = sum(map(int.__mul__, tardiness[late].tolist(), problem.jobs.weight[late].tolist()))
    ends = placed.finish < NEVER
    last = int(placed.finish[ends].max(initial=problem.now))
    worth = (int((~ends).sum()), weighted, last, int(placed.setup.sum()))
    return _Plan(worth, rule, placed, job_finish, tardiness)


def _taste(shop: Shop, latest: Latest, rule: Rule) -> Taste:
    """COST measures slack by the time an average operation takes with its pauses, set-up by the average change."""
    wall = (latest.finish - latest.start)[latest.start < NEVER]
    slack = SLACK_FACTOR * float(wall.mean()) if wall.size else 1.0
    return Taste(int(rule), max(slack, 1.0), max(SETUP_FACTOR * float(shop.changeover.mean()), 1.0))


def _outcome(problem: Problem, shop: Shop, placed: Placed) -> tuple[Ints, Ints]:
    """Finish and tardiness per job. One without operations is over, and not late."""
    busy = np.flatnonzero(np.diff(shop.job_starts))
    job_finish = np.full(len(problem.jobs), problem.now, np.int64)
    tardiness = np.zeros(len(problem.jobs), np.int64)
    if busy.size:
        finish = np.maximum.reduceat(placed.finish, shop.job_starts[busy])
        job_finish[busy] = finish
        tardiness[busy] = np.where(finish < NEVER, np.maximum(0, finish - shop.due[busy]), NEVER)
    return job_finish, tardiness


def _schedule(problem: Problem, loaded: Loaded, latest: Latest, placed: Placed) -> Schedule:
    """In the problem's order, blockers by the problem's rows; an operation of no known job has no place."""
    rows, count = loaded.rows, len(problem.operations)
    names = np.append(rows, -1).astype(np.int32)

    def given(column: Ints, default: int) -> Ints:
        full = np.full(count, default, column.dtype)
        full[rows] = column
        return full

    def named(why: Ints, blocker: Ints) -> Ints:
        is_operation = np.isin(why, (Why.PREDECESSOR, Why.MACHINE))
        return np.where(is_operation, names[np.where(is_operation, blocker, -1)], blocker)

    fixed = placed.why == Why.FIXED
    return Schedule(
        machine=given(placed.machine, -1),
        start=given(placed.start, NEVER),
        finish=given(placed.finish, NEVER),
        setup=given(placed.setup, 0),
        ready=given(np.where(fixed, placed.start, placed.ready), NEVER),
        ready_why=given(np.where(fixed, Why.FIXED, placed.ready_why), Why.UNPLACED),
        ready_blocker=given(np.where(fixed, -1, named(placed.ready_why, placed.ready_blocker)), -1),
        why=given(placed.why, Why.UNPLACED),
        blocker=given(named(placed.why, placed.blocker), -1),
        latest_start=given(latest.start, NEVER),
        latest_finish=given(latest.finish, NEVER),
    )
