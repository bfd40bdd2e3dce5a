"""Rows that cannot be as they are come back by name, and everything that does not depend on them is placed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.calendar import DAY, NEVER, Calendar
from engine.schedule import (
    Alternatives,
    Fault,
    Jobs,
    Links,
    Machines,
    OperationState,
    Problem,
    Reason,
    check,
    solve,
)
from tests.engine.floors import ALWAYS, SHIFT, floor

WAITING, STARTED, PINNED, DONE = OperationState
TWO = np.zeros((2, 2), np.int64)
SHORT = Calendar.of([(0, 200)])


def faults_and_places(problem: Problem) -> tuple[set[Fault], list[int]]:
    """The faults, and the operations that have a place all the same; the plan keeps every other rule."""
    result = solve(problem)
    assert check(problem, result) == []
    assert result.status == "faults"
    return set(result.faults), np.flatnonzero(result.schedule.finish < NEVER).tolist()


def of_operation(row: int, reason: Reason, field: str = "", value: int = 0) -> Fault:
    return Fault("operations", row, reason, field, value)


BAD_OPERATIONS: list[tuple[dict[str, Any], Reason, str, int]] = [
    ({"run": [-1, 60]}, Reason.NEGATIVE, "run", -1),
    ({"setup": [-2, 0]}, Reason.NEGATIVE, "setup", -2),
    ({"transfer": [-3, 0]}, Reason.NEGATIVE, "transfer", -3),
    ({"quantity": [0, 1]}, Reason.NOT_POSITIVE, "quantity", 0),
    ({"machine": [4, -1]}, Reason.UNKNOWN_MACHINE, "machine", 4),
    ({"machine": [-2, -1]}, Reason.UNKNOWN_MACHINE, "machine", -2),
    ({"center": [9, 0]}, Reason.NO_MACHINE, "center", 9),
    ({"state": [STARTED, WAITING]}, Reason.NO_MACHINE, "machine", -1),
    ({"family": [2, 0], "tables": {"changeover": TWO}}, Reason.UNKNOWN_FAMILY, "family", 2),
    ({"material_at": [NEVER, 0], "material": [5, 5]}, Reason.NEVER_READY, "material_at", 5),
    ({"run": [10_000, 60], "calendars": (SHORT,)}, Reason.CALENDAR_ENDS, "", 0),
    ({"run": [500, 60], "calendars": (SHIFT,), "pausing": [False, True]}, Reason.NEVER_FITS, "", 0),
]


@pytest.mark.parametrize(("given", "reason", "field", "value"), BAD_OPERATIONS, ids=lambda part: str(part)[:40])
def test_an_operation_that_cannot_be_placed_is_named_and_the_other_job_is_placed(
    given: dict[str, Any], reason: Reason, field: str, value: int
) -> None:
    problem = floor(**({"run": [60, 60], "job": [0, 1]} | given))
    assert faults_and_places(problem) == ({of_operation(0, reason, field, value)}, [1])


def test_what_comes_after_a_faulty_operation_is_never_ready_and_what_comes_before_is_placed() -> None:
    faults, places = faults_and_places(floor([60, -1, 60]))
    assert faults == {of_operation(1, Reason.NEGATIVE, "run", -1), of_operation(2, Reason.NEVER_READY)}
    assert places == [0]


def test_an_operation_of_an_unknown_job_is_left_out() -> None:
    faults, places = faults_and_places(floor([60, 60], job=[7, 0], jobs=Jobs(due=[DAY])))
    assert faults == {of_operation(0, Reason.UNKNOWN_JOB, "job", 7)}
    assert places == [1]


def test_operations_of_a_job_that_do_not_stand_together_are_named() -> None:
    faults, places = faults_and_places(floor([60, 60, 60], job=[0, 1, 0]))
    assert faults == {of_operation(2, Reason.NOT_TOGETHER, "job", 0)}
    assert places == [0, 1]


def test_a_job_that_weighs_less_than_nothing_is_not_placed() -> None:
    faults, places = faults_and_places(floor([60, 60], job=[0, 1], jobs=Jobs(due=[DAY, DAY], weight=[-1, 1])))
    assert faults == {Fault("jobs", 0, Reason.NEGATIVE, "weight", -1), of_operation(0, Reason.NEVER_READY)}
    assert places == [1]


@pytest.mark.parametrize(
    ("machines", "tables", "reason", "field", "value"),
    [
        (Machines(center=[0, 1], calendar=[3, 0]), {}, Reason.UNKNOWN_CALENDAR, "calendar", 3),
        (Machines([0, 1], [0, 0], family=[2, 0]), {"changeover": TWO}, Reason.UNKNOWN_FAMILY, "family", 2),
    ],
)
def test_nothing_goes_to_a_faulty_machine(
    machines: Machines, tables: dict[str, Any], reason: Reason, field: str, value: int
) -> None:
    faults, places = faults_and_places(floor([60, 60], job=[0, 1], center=[0, 1], machines=machines, tables=tables))
    assert faults == {Fault("machines", 0, reason, field, value), of_operation(0, Reason.NO_MACHINE, "center", 0)}
    assert places == [1]


@pytest.mark.parametrize(
    ("link", "reason", "field", "value"),
    [
        (Links(job=[8], operation=[0]), Reason.UNKNOWN_JOB, "job", 8),
        (Links(job=[1], operation=[0], quantity=[-4]), Reason.NEGATIVE, "quantity", -4),
    ],
)
def test_what_waits_by_a_faulty_link_is_never_ready(link: Links, reason: Reason, field: str, value: int) -> None:
    faults, places = faults_and_places(floor([60, 60], job=[0, 1], tables={"links": link}))
    assert faults == {Fault("links", 0, reason, field, value), of_operation(0, Reason.NEVER_READY)}
    assert places == [1]


def test_a_link_to_no_operation_stops_nothing() -> None:
    faults, places = faults_and_places(floor([60], tables={"links": Links(job=[0], operation=[5])}))
    assert faults == {Fault("links", 0, Reason.UNKNOWN_OPERATION, "operation", 5)}
    assert places == [0]


@pytest.mark.parametrize(
    ("row", "reason", "field", "value"),
    [
        ((5, 0, 60), Reason.UNKNOWN_OPERATION, "operation", 5),
        ((0, 5, 60), Reason.UNKNOWN_MACHINE, "machine", 5),
        ((0, 0, -1), Reason.NEGATIVE, "run", -1),
    ],
)
def test_a_faulty_alternative_is_none(row: tuple[int, int, int], reason: Reason, field: str, value: int) -> None:
    operation, machine, run = ([each] for each in row)
    tables = {"alternatives": Alternatives(operation, machine, run)}
    faults, places = faults_and_places(floor([60, 60], job=[0, 1], tables=tables))
    assert Fault("alternatives", 0, reason, field, value) in faults
    nowhere = of_operation(0, Reason.NO_MACHINE, "center", 0) in faults
    assert (nowhere, places) == (row[0] == 0, [1] if row[0] == 0 else [0, 1])


def test_jobs_that_wait_for_each_other_are_never_ready_and_the_rest_is_placed() -> None:
    """The second operation of job 0 waits for job 1, which waits for job 0."""
    tables = {"links": Links(job=[0, 1], operation=[2, 1])}
    faults, places = faults_and_places(floor([60] * 5, job=[0, 0, 1, 1, 2], tables=tables))
    assert places == [0, 4]
    assert faults == {of_operation(row, Reason.NEVER_READY) for row in (1, 2, 3)}


def test_a_job_that_waits_for_itself_is_never_ready() -> None:
    faults, places = faults_and_places(floor([60, 60], job=[0, 1], tables={"links": Links(job=[0], operation=[0])}))
    assert (faults, places) == ({of_operation(0, Reason.NEVER_READY)}, [1])


def test_what_has_begun_breaks_a_loop() -> None:
    """Job 1 waits for job 0 and job 0 for job 1, but job 1 is done."""
    state, links = [WAITING, DONE], Links(job=[0, 1], operation=[1, 0])
    result = solve(floor([60, 60], job=[0, 1], state=state, tables={"links": links}))
    assert (result.faults, result.schedule.start.tolist()) == ((), [0, 0])


# Pinned where it cannot be -----------------------------------------------------------------


def test_two_pinned_at_once_keep_their_places_and_are_named() -> None:
    problem = floor([60, 60], job=[0, 1], state=PINNED, machine=0, fixed_start=[100, 130])
    faults, places = faults_and_places(problem)
    assert faults == {
        of_operation(0, Reason.OVERLAP, "fixed_start", 100),
        of_operation(1, Reason.OVERLAP, "fixed_start", 130),
    }
    assert places == [0, 1]


def test_two_started_at_once_are_a_fact_and_no_fault() -> None:
    problem = floor([60, 90, 10], job=[0, 1, 2], now=50, state=[STARTED, STARTED, WAITING], machine=[0, 0, -1])
    result = solve(problem)
    assert (result.faults, check(problem, result)) == ((), [])
    assert result.schedule.finish.tolist() == [110, 140, 150]


def test_an_operation_pinned_before_what_it_needs_is_named_and_stays() -> None:
    problem = floor([60, 60], state=[WAITING, PINNED], machine=[-1, 0], fixed_start=[0, 20])
    result = solve(problem)
    assert result.faults == (of_operation(1, Reason.TOO_EARLY, "fixed_start", 20),)
    assert result.schedule.start.tolist() == [80, 20]


@pytest.mark.parametrize("needs", [{"material_at": [300]}, {"jobs": Jobs(due=[DAY], release=[300])}, {"now": 300}])
def test_an_operation_pinned_before_release_material_or_now_is_named(needs: dict[str, Any]) -> None:
    faults, places = faults_and_places(floor([60], state=[PINNED], machine=[0], fixed_start=[299], **needs))
    assert (faults, places) == ({of_operation(0, Reason.TOO_EARLY, "fixed_start", 299)}, [0])


def test_a_started_operation_that_never_ends_is_named_and_holds_its_machine() -> None:
    problem = floor([900, 10], job=[0, 1], calendars=(SHORT,), state=[STARTED, WAITING], machine=[0, -1])
    faults, places = faults_and_places(problem)
    assert places == []
    assert faults == {of_operation(row, Reason.CALENDAR_ENDS) for row in (0, 1)}


# Figures out of all proportion -------------------------------------------------------------


@pytest.mark.parametrize("column", ["run", "setup", "quantity", "transfer", "material_at", "fixed_start"])
@pytest.mark.parametrize("value", [2**62, -(2**62)])
def test_no_figure_is_too_large_for_the_others_to_be_placed(column: str, value: int) -> None:
    given = {"run": [60, 60, 60], "job": [0, 0, 1]} | {column: [value, 60, 60]}
    result = solve(floor(**given))
    assert result.schedule.finish[2] <= 10 * DAY


def test_no_calendar_at_all_places_nothing() -> None:
    faults, places = faults_and_places(floor([60], calendars=()))
    assert (places, len(faults)) == ([], 2)


def test_a_calendar_that_is_never_open_places_nothing() -> None:
    faults, places = faults_and_places(floor([60], calendars=(Calendar.of([]),)))
    assert (places, faults) == ([], {of_operation(0, Reason.CALENDAR_ENDS)})


def test_efficiency_of_almost_nothing_never_ends() -> None:
    faults, places = faults_and_places(floor([60], calendars=(Calendar.of(ALWAYS.spans, 1e-9),)))
    assert (places, faults) == ([], {of_operation(0, Reason.CALENDAR_ENDS)})
