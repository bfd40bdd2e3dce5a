"""solve(problem): check the rows, try every rule, keep the best plan and say what has no place in it."""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

import numpy as np

from engine.calendar.kernels import NEVER
from engine.schedule.checks import sound_rows
from engine.schedule.columns import Records, Shop
from engine.schedule.dispatching import dispatch, idle_floor
from engine.schedule.latest import find_latest
from engine.schedule.loading import Loaded, load_shop
from engine.schedule.misplaced import misplaced
from engine.schedule.places import no_places
from engine.schedule.problem import Limits, Problem, Rule
from engine.schedule.result import Result, Schedule, Why
from engine.schedule.rules import Taste
from engine.tables import Ints

SLACK_FACTOR, SETUP_FACTOR = 3.0, 1.0  # of Rule.COST: how fast urgency and set-up fade, in average operations


class _Plan(NamedTuple):
    """A plan and what it is compared by: operations without a place, weighted tardiness, last finish, set-up."""

    worth: tuple[int, int, int, int]
    rule: Rule
    places: Records
    job_finish: Ints
    tardiness: Ints


def solve(problem: Problem, limits: Limits | None = None) -> Result:
    """A feasible schedule. Raises ValueError where the limits allow no rule at all."""
    begun, limits = perf_counter(), limits or Limits()
    if not limits.rules:
        raise ValueError("no rule to dispatch by")
    faults, sound = sound_rows(problem)
    loaded = load_shop(problem, sound, faults)
    find_latest(loaded.shop)
    plan = min((_plan(problem, loaded.shop, rule) for rule in limits.rules), key=lambda plan: plan.worth)
    faults += misplaced(loaded, plan.places, sound)
    _, weighted, last_finish, setup = plan.worth
    return Result(
        problem=problem,
        schedule=_schedule(problem, loaded, plan.places),
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


def _plan(problem: Problem, shop: Shop, rule: Rule) -> _Plan:
    places = no_places(shop)
    dispatch(shop, places, idle_floor(shop), _taste(shop, problem.changeover, rule))
    job_finish, tardiness = _outcome(problem, shop, places)
    late = (tardiness > 0) & (tardiness < NEVER)
    weighted = sum(map(int.__mul__, tardiness[late].tolist(), problem.jobs.weight[late].tolist()))
    ends = places["finish"] < NEVER
    last = int(places["finish"][ends].max(initial=problem.now))
    worth = (int((~ends).sum()), weighted, last, int(places["setup"].sum()))
    return _Plan(worth, rule, places, job_finish, tardiness)


def _taste(shop: Shop, changeover: Ints, rule: Rule) -> Taste:
    """COST measures slack by the time an average operation takes with its pauses, set-up by the average change."""
    known = shop.operations["latest_start"] < NEVER
    spans = (shop.operations["latest_finish"] - shop.operations["latest_start"])[known]
    slack = SLACK_FACTOR * float(spans.mean()) if spans.size else 1.0
    setup = SETUP_FACTOR * float(changeover.mean()) if changeover.size else 1.0
    return Taste(int(rule), max(slack, 1.0), max(setup, 1.0))


def _outcome(problem: Problem, shop: Shop, places: Records) -> tuple[Ints, Ints]:
    """Finish and tardiness per job. One without operations is over, and not late."""
    begins = np.flatnonzero(~shop.operations["follows"])
    busy = shop.operations["job"][begins]
    job_finish = np.full(len(problem.jobs), problem.now, np.int64)
    tardiness = np.zeros(len(problem.jobs), np.int64)
    if busy.size:
        finish = np.maximum.reduceat(places["finish"], begins)
        job_finish[busy] = finish
        tardiness[busy] = np.where(finish < NEVER, np.maximum(0, finish - shop.jobs["due"][busy]), NEVER)
    return job_finish, tardiness


def _schedule(problem: Problem, loaded: Loaded, places: Records) -> Schedule:
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

    fixed = places["why"] == Why.FIXED
    ready_blocker = named(places["ready_why"], places["ready_blocker"])
    return Schedule(
        machine=given(places["machine"], -1),
        start=given(places["start"], NEVER),
        finish=given(places["finish"], NEVER),
        setup=given(places["setup"], 0),
        shared=given(places["shared"], 0),
        ready=given(np.where(fixed, places["start"], places["ready"]), NEVER),
        ready_why=given(np.where(fixed, Why.FIXED, places["ready_why"]), Why.UNPLACED),
        ready_blocker=given(np.where(fixed, -1, ready_blocker), -1),
        why=given(places["why"], Why.UNPLACED),
        blocker=given(named(places["why"], places["blocker"]), -1),
        latest_start=given(loaded.shop.operations["latest_start"], NEVER),
        latest_finish=given(loaded.shop.operations["latest_finish"], NEVER),
    )
