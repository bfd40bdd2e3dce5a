"""The independent check finds what is wrong with a plan: each rule broken on purpose, one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.calendar import DAY, Calendar
from engine.schedule import Jobs, Limits, Links, Machines, OperationState, Problem, Result, Rule, check, solve
from tests.engine.floors import ALWAYS, SHIFT, floor

WAITING, STARTED, PINNED, DONE = OperationState
FIRST_COME = Limits((Rule.FIRST_COME,))
LINE = Machines(center=[0, 1], calendar=[0, 0], family=[0, 0])


def moved(result: Result, operation: int, **cells: int) -> Result:
    """The plan with some cells of one operation changed."""
    columns = {name: values.copy() for name, values in result.schedule.columns().items()}
    for name, value in cells.items():
        columns[name][operation] = value
    return replace(result, schedule=type(result.schedule)(**columns))


def said(problem: Problem, operation: int, **cells: int) -> list[str]:
    """What the check says of a plan that was right before one operation was moved; figures of the whole aside."""
    result = solve(problem, FIRST_COME)
    assert check(problem, result) == []
    found = check(problem, moved(result, operation, **cells))
    return [sentence for sentence in found if sentence.startswith("operation")]


def test_two_operations_on_one_machine_at_once() -> None:
    found = said(floor([60, 60], job=[0, 1]), 1, start=30, finish=90)
    assert found == ["operations 0 and 1 are on machine 0 at once"]


def test_an_operation_on_the_place_of_a_pinned_one() -> None:
    problem = floor([60, 60], job=[0, 1], state=[PINNED, WAITING], machine=[0, -1], fixed_start=[100, 0])
    assert said(problem, 1, start=120, finish=180) == ["operations 0 and 1 are on machine 0 at once"]


def test_a_start_while_the_machine_is_closed() -> None:
    found = said(floor([60], calendars=(SHIFT,)), 0, start=100)
    assert found == ["operation 0 starts at 100, when machine 0 is closed"]


@pytest.mark.parametrize("finish", [500, 1000])
def test_an_end_that_is_not_what_the_calendar_makes_of_the_minutes(finish: int) -> None:
    assert said(floor([60], calendars=(SHIFT,)), 0, finish=finish) == [f"operation 0 ends at {finish} instead of 540"]


def test_an_end_that_forgets_the_efficiency() -> None:
    slow = Calendar.of([(0, DAY)], efficiency=0.5)
    assert said(floor([60], calendars=(slow,)), 0, finish=60) == ["operation 0 ends at 60 instead of 120"]


def test_an_operation_that_may_not_pause_across_a_closure() -> None:
    found = said(floor([60], calendars=(SHIFT,), pausing=False), 0, start=930, finish=DAY + 510)
    assert found == ["operation 0 cannot pause, but machine 0 closes during it"]


def test_a_start_before_now() -> None:
    assert said(floor([60], now=200), 0, start=199, finish=259) == ["operation 0 starts at 199, before now"]


def test_a_start_before_release_and_before_material() -> None:
    problem = floor([60], jobs=Jobs(due=[DAY], release=[200]), material_at=[300], material=[7])
    assert said(problem, 0, start=100, finish=160) == [
        "operation 0 starts at 100, but job 0 is there at 200",
        "operation 0 starts at 100, but material 7 is there at 300",
    ]


def test_a_start_before_the_operation_before_has_ended() -> None:
    found = said(floor([60, 60], center=[0, 1], machines=LINE), 1, start=59, finish=119)
    assert found == ["operation 1 starts at 59, but operation 0 is there at 60"]


def test_a_start_before_the_first_transfer_lot() -> None:
    problem = floor([100, 100], center=[0, 1], machines=LINE, quantity=100, transfer=[10, 0])
    assert said(problem, 1, start=9) == ["operation 1 starts at 9, but operation 0 is there at 10"]


def test_an_end_before_the_last_transfer_lot_is_through() -> None:
    problem = floor([100, 20], center=[0, 1], machines=LINE, quantity=100, transfer=[10, 0])
    assert said(problem, 1, start=10, finish=30) == ["operation 1 ends at 30 instead of 102"]


@pytest.mark.parametrize(("quantity", "there"), [(0, 100), (15, 20), (95, 100)])
def test_a_start_before_the_component_job_has_made_enough(quantity: int, there: int) -> None:
    tables = {"links": Links(job=[1], operation=[0], quantity=[quantity])}
    problem = floor(
        [50, 100], job=[0, 1], center=[1, 0], machines=LINE, quantity=[1, 100], transfer=[0, 10], tables=tables
    )
    found = said(problem, 0, start=there - 1, finish=there + 49)
    assert found == [f"operation 0 starts at {there - 1}, but component job 1 is there at {there}"]


def test_a_machine_that_cannot_do_it() -> None:
    assert said(floor([60], machines=LINE), 0, machine=1) == ["operation 0 cannot go to machine 1"]


def test_a_set_up_that_forgets_the_change_of_family() -> None:
    tables = {"changeover": np.array([[0, 50], [10, 0]])}
    problem = floor([60, 60], job=[0, 1], machines=LINE, family=[0, 1], tables=tables)
    assert said(problem, 1, setup=0, finish=120) == ["operation 1 has 0 minutes of set-up instead of 50"]


@pytest.mark.parametrize("state", [STARTED, PINNED, DONE])
@pytest.mark.parametrize("cells", [{"start": 101}, {"machine": 1}])
def test_a_fixed_operation_that_was_moved(state: OperationState, cells: dict[str, int]) -> None:
    problem = floor([60], machines=LINE, now=100, state=[state], machine=[0], fixed_start=[100], fixed_finish=[160])
    assert said(problem, 0, **cells)[0] == "operation 0 is fixed on machine 0 at 100, but was moved"


def test_an_operation_left_out_without_a_word() -> None:
    never = 1 << 60
    found = said(floor([60], machines=LINE), 0, start=never, finish=never)
    assert found == ["operation 0 has no place, and no fault says why"]


def test_pinned_operations_in_the_way_must_be_named() -> None:
    problem = floor([60, 60], state=PINNED, machine=0, fixed_start=[100, 130])
    silent = replace(solve(problem), faults=())
    assert check(problem, silent) == [
        "operation 1 starts at 130, but operation 0 is there at 160",
        "operations 0 and 1 are on machine 0 at once",
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"weighted_tardiness": 7}, "weighted tardiness is 0, not 7"),
        ({"last_finish": 7}, "last finish is 60, not 7"),
        ({"setup_minutes": 7}, "set-up is 0, not 7"),
        ({"job_finish": np.array([7])}, "job 0 ends at 60, not 7"),
        ({"tardiness": np.array([7])}, "job 0 is 0 minutes late, not 7"),
    ],
)
def test_a_figure_of_the_whole_that_is_not_what_the_operations_say(cells: dict[str, Any], sentence: str) -> None:
    problem = floor([60], calendars=(ALWAYS,))
    assert check(problem, replace(solve(problem), **cells)) == [sentence]


def test_a_schedule_of_another_problem() -> None:
    assert check(floor([60, 60]), solve(floor([60]))) == ["the schedule has 1 rows for 2 operations"]
