"""Why a job is late, and how much machines have to do."""

from __future__ import annotations

import pytest

from engine.calendar import DAY, NEVER, WEEK, Calendar
from engine.schedule import (
    Alternatives,
    Cause,
    Jobs,
    Limits,
    Links,
    Machines,
    OperationState,
    Rule,
    Step,
    Why,
    load,
    need,
    solve,
    why_late,
)
from tests.engine.floors import ALWAYS, SHIFT, floor

WAITING, STARTED, PINNED, DONE = OperationState
FIRST_COME = Limits((Rule.FIRST_COME,))
LINE = Machines(center=[0, 1], calendar=[0, 0])
TWO_LATE = Jobs(due=[0, 0])


def test_a_job_that_queued_names_the_operation_it_stood_behind() -> None:
    chain = why_late(solve(floor([60, 60], job=[0, 1], jobs=Jobs(due=[60, 60])), FIRST_COME), 1)
    assert (chain.cause, chain.tardiness, chain.minutes) == (Cause.MACHINE, 60, 60)
    assert chain.steps == (chain.decisive,) == (Step(1, 60, 120, Why.NONE, -1, 60, 0),)


def test_the_longest_of_several_queues_decides() -> None:
    """Job 2 waits 20 minutes for the first machine and 130 for the second."""
    problem = floor(
        [20, 200, 50, 30], job=[0, 1, 2, 2], center=[0, 1, 0, 1], machines=LINE, jobs=Jobs(due=[9000, 9000, 80])
    )
    chain = why_late(solve(problem, FIRST_COME), 2)
    assert [(step.operation, step.waited, step.behind) for step in chain.steps] == [(3, 130, 1), (2, 20, 0)]
    assert (chain.cause, chain.decisive.operation, chain.minutes) == (Cause.MACHINE, 3, 130)


def test_material_that_comes_too_late_decides_and_names_the_component() -> None:
    chain = why_late(solve(floor([60], jobs=Jobs(due=[100]), material_at=[500], material=[42])), 0)
    assert (chain.cause, chain.tardiness, chain.minutes) == (Cause.MATERIAL, 460, 460)
    assert (chain.decisive.why, chain.decisive.blocker) == (Why.MATERIAL, 42)


def test_a_queue_that_costs_more_than_late_material_decides() -> None:
    problem = floor([900, 60], job=[0, 1], jobs=Jobs(due=[9000, 100]), material_at=[0, 110], material=[-1, 42])
    chain = why_late(solve(problem, FIRST_COME), 1)
    assert (chain.cause, chain.minutes) == (Cause.MACHINE, 790)


def test_material_that_never_comes_is_material() -> None:
    chain = why_late(solve(floor([60, 60], material_at=[NEVER, 0], material=[42, -1])), 0)
    assert (chain.cause, chain.tardiness) == (Cause.MATERIAL, NEVER)
    assert (chain.decisive.operation, chain.decisive.blocker) == (0, 42)


def test_a_job_too_long_for_its_due_date_has_too_short_a_lead_time() -> None:
    chain = why_late(solve(floor([60, 60], center=[0, 1], machines=LINE, jobs=Jobs(due=[100]))), 0)
    assert (chain.cause, chain.minutes) == (Cause.LEAD_TIME, 20)


def test_a_closed_machine_is_lead_time_and_no_queue() -> None:
    chain = why_late(solve(floor([60], jobs=Jobs(due=[500]), calendars=(SHIFT,))), 0)
    assert (chain.cause, chain.decisive.waited, chain.decisive.behind) == (Cause.LEAD_TIME, 480, -1)
    assert chain.minutes == 40


def test_the_chain_goes_on_in_the_component_job() -> None:
    """Job 0 waits for job 1, which stood behind job 2."""
    problem = floor(
        [10, 100, 400],
        job=[0, 1, 2],
        center=[0, 1, 1],
        machines=LINE,
        jobs=Jobs(due=[200, 9000, 300], weight=[1, 0, 9]),
        tables={"links": Links(job=[1], operation=[0])},
    )
    chain = why_late(solve(problem, Limits((Rule.WEIGHTED_SLACK,))), 0)
    assert [(step.operation, step.why, step.blocker) for step in chain.steps] == [
        (0, Why.COMPONENT, 1),
        (1, Why.NONE, -1),
    ]
    assert (chain.cause, chain.decisive.behind, chain.minutes) == (Cause.MACHINE, 2, 400)


def test_the_chain_of_a_job_without_a_place_ends_where_the_place_is_missing() -> None:
    tables = {"links": Links(job=[1], operation=[0])}
    problem = floor([10, 10, 10], job=[0, 1, 1], center=[0, 5, 0], tables=tables)
    chain = why_late(solve(problem), 0)
    assert [(step.operation, step.why) for step in chain.steps] == [(0, Why.COMPONENT), (1, Why.UNPLACED)]
    assert (chain.cause, chain.decisive.operation) == (Cause.UNPLACED, 1)


def test_jobs_that_wait_for_each_other_have_a_chain_that_ends() -> None:
    tables = {"links": Links(job=[1, 0], operation=[0, 1])}
    chain = why_late(solve(floor([10, 10], job=[0, 1], tables=tables)), 0)
    assert chain.cause == Cause.UNPLACED
    assert [step.operation for step in chain.steps] == [0, 1]


def test_what_has_begun_ends_the_chain() -> None:
    problem = floor(
        [400, 60],
        center=[0, 1],
        machines=LINE,
        jobs=Jobs(due=[200]),
        now=100,
        state=[STARTED, WAITING],
        machine=[0, -1],
    )
    chain = why_late(solve(problem), 0)
    assert [step.why for step in chain.steps] == [Why.PREDECESSOR, Why.FIXED]
    assert (chain.cause, chain.minutes) == (Cause.LEAD_TIME, 360)


def test_a_job_in_time_has_a_chain_too() -> None:
    assert why_late(solve(floor([60])), 0).tardiness == 0


def test_a_job_without_operations_has_none() -> None:
    with pytest.raises(ValueError, match="no operations"):
        why_late(solve(floor([60], jobs=Jobs(due=[0, 0]))), 1)


# Load and need -----------------------------------------------------------------------------


def test_load_is_split_by_week_and_counts_from_now_on() -> None:
    problem = floor(
        [100, 200], job=[0, 1], now=WEEK - 50, state=[STARTED, WAITING], machine=[0, -1], fixed_start=WEEK - 90
    )
    rows = [tuple(row.values()) for row in load(solve(problem)).rows()]
    assert rows == [(0, 0, 50, 50), (0, 1, WEEK, 250)]


def test_load_counts_open_minutes_only() -> None:
    rows = load(solve(floor([600], calendars=(SHIFT,)))).rows()
    assert rows == [{"machine": 0, "week": 0, "open": 7 * 480, "busy": 600}]


def test_an_idle_machine_has_a_row_with_nothing_to_do() -> None:
    rows = load(solve(floor([60], machines=LINE))).rows()
    assert rows[1] == {"machine": 1, "week": 0, "open": WEEK, "busy": 0}


def test_need_is_asked_of_the_week_in_which_the_work_would_have_to_end() -> None:
    """The second operation must end by its due date, the first before the second begins: a week earlier."""
    problem = floor([300, 600], center=[0, 1], machines=LINE, setup=[20, 0], jobs=Jobs(due=[WEEK + 500]))
    rows = need(problem, solve(problem)).rows()
    asked = {(row["center"], row["week"]): row["asked"] for row in rows}
    assert asked == {(0, 0): 320, (0, 1): 0, (1, 0): 0, (1, 1): 600}
    assert {row["open"] for row in rows} == {WEEK}


def test_what_is_overdue_is_asked_of_this_week_and_what_is_done_of_none() -> None:
    problem = floor(
        [60, 70, 80], job=[0, 1, 2], now=WEEK + 10, jobs=Jobs(due=[5, 5, 5]), state=[WAITING, STARTED, DONE], machine=0
    )
    rows = need(problem, solve(problem)).rows()
    assert rows == [{"center": 0, "week": 1, "open": WEEK - 10, "asked": 130}]


def test_two_machines_of_a_center_are_open_twice_as_long_and_an_endless_one_is_no_bottleneck() -> None:
    machines = Machines(center=[0, 0, 1], calendar=[0, 1, 0], endless=[False, False, True])
    problem = floor([60, 99], job=[0, 1], center=[0, 1], machines=machines, calendars=(ALWAYS, SHIFT), jobs=TWO_LATE)
    rows = need(problem, solve(problem)).rows()
    assert rows == [{"center": 0, "week": 0, "open": WEEK + 7 * 480, "asked": 60}]


def test_need_counts_the_first_alternative_with_the_efficiency_of_its_machine() -> None:
    machines = Machines(center=[0, 1], calendar=[0, 1])
    slow = Calendar.of([(0, 10 * DAY)], efficiency=0.5)
    tables = {"alternatives": Alternatives([0, 0], [1, 0], [30, 40])}
    problem = floor([99], machines=machines, calendars=(ALWAYS, slow), jobs=Jobs(due=[DAY]), tables=tables)
    asked = {row["center"]: row["asked"] for row in need(problem, solve(problem)).rows()}
    assert asked == {0: 0, 1: 60}


def test_a_due_date_far_beyond_every_calendar_gives_no_endless_table() -> None:
    problem = floor([60], jobs=Jobs(due=[NEVER // 2]))
    assert len(need(problem, solve(problem))) == 100 * DAY // WEEK + 1
