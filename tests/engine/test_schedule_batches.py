"""Batch machines: a kettle takes so many units at once, whatever the order; orders of one product share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from engine.calendar import Calendar
from engine.schedule import Jobs, Limits, Links, Machines, Problem, Result, Rule, check, load, solve
from tests.engine.floors import floor

POT, MINUTES = 1200, 75
FIRST_COME = Limits((Rule.FIRST_COME,))


def kettle(quantities: Sequence[int], products: Sequence[int], **more: Any) -> Problem:
    """One order a job, all of them through one autoclave of 1,200 units in 75 minutes."""
    return floor(
        [-(-quantity // POT) * MINUTES for quantity in quantities],
        job=range(len(quantities)),
        quantity=quantities,
        batch=POT,
        batch_run=MINUTES,
        product=products,
        **more,
    )


def planned(problem: Problem, limits: Limits | None = None) -> Result:
    result = solve(problem, limits)
    assert (result.faults, check(problem, result)) == ((), [])
    return result


def spans(problem: Problem, limits: Limits | None = FIRST_COME) -> list[tuple[int, int]]:
    schedule = planned(problem, limits).schedule
    return list(zip(schedule.start.tolist(), schedule.finish.tolist(), strict=True))


def test_two_orders_of_one_product_that_fit_into_one_batch_are_one_batch() -> None:
    assert spans(kettle([700, 500], [0, 0])) == [(0, 75), (0, 75)]


def test_a_batch_holds_one_product() -> None:
    assert spans(kettle([700, 500], [0, 1])) == [(0, 75), (75, 150)]
    assert spans(kettle([700, 500], [-1, -1])) == [(0, 75), (75, 150)]


def test_what_does_not_fit_goes_on_in_a_batch_of_its_own() -> None:
    problem = kettle([1300, 1200], [0, 0])
    assert spans(problem) == [(0, 150), (75, 225)]
    assert planned(problem, FIRST_COME).schedule.shared.tolist() == [0, 1100]


def test_several_orders_fill_one_batch_one_after_another() -> None:
    assert spans(kettle([1000, 100, 100, 100], [0, 0, 0, 0])) == [(0, 75), (0, 75), (0, 75), (75, 150)]


def test_what_is_ready_only_after_a_batch_began_does_not_join_it() -> None:
    assert spans(kettle([700, 500], [0, 0], jobs=Jobs(due=[9000, 9000], release=[0, 1]))) == [(0, 75), (75, 150)]


def test_a_batch_that_ended_before_the_machine_closed_takes_nobody_in_the_morning() -> None:
    shifts = Calendar.of([(0, 75), (500, 1000)])
    assert spans(kettle([700, 500], [0, 0], calendars=(shifts,))) == [(0, 75), (500, 575)]


def test_set_up_is_not_needed_twice_for_one_batch() -> None:
    problem = kettle([700, 500], [0, 0], setup=20)
    assert spans(problem) == [(0, 95), (20, 95)]
    assert planned(problem).setup_minutes == 20


def test_whoever_fits_into_what_is_begun_goes_before_everybody_else() -> None:
    problem = kettle([700, 1200, 500], [0, 1, 0], jobs=Jobs(due=[100, 200, 900]))
    assert spans(problem, Limits((Rule.EARLIEST_DUE,))) == [(0, 75), (75, 150), (0, 75)]


@pytest.mark.parametrize("minutes", [0, 40])
def test_what_takes_no_time_fills_no_batch(minutes: int) -> None:
    """Found by the random shops: of what ends in one instant nobody can tell what shared with what."""
    problem = floor([0, 0, 0], job=[0, 1, 2], quantity=1, batch=[6, 0, 6], batch_run=minutes, product=0)
    assert planned(problem).schedule.shared.tolist() == [0, 0, 0]


def test_a_batch_begins_no_sooner_than_the_operation_it_is_of() -> None:
    """Found by the random shops: its run is given shorter than a batch takes."""
    shifts = Calendar.of([(100, 1000)])
    problem = floor(
        [1, 1], job=[0, 1], quantity=1, batch=6, batch_run=40, product=0, pausing=False, calendars=(shifts,)
    )
    assert spans(problem) == [(100, 101), (100, 101)]


def test_a_shared_batch_is_load_once() -> None:
    result = planned(kettle([1300, 1200], [0, 0]), FIRST_COME)
    assert sum(row["busy"] for row in load(result).rows()) == 225


@pytest.mark.parametrize("wrong", [{"shared": 900}, {"start": 10}, {"finish": 300}], ids=str)
def test_the_check_finds_what_cannot_have_shared_a_batch(wrong: dict[str, int]) -> None:
    problem = kettle([1300, 1200], [0, 0])
    result = planned(problem, FIRST_COME)
    for name, value in wrong.items():
        getattr(result.schedule, name)[1] = value
    assert "operation 1 cannot share" in " ".join(check(problem, result))


def test_a_parent_waits_until_its_component_has_been_tested() -> None:
    problem = floor(
        [60, 30],
        job=[0, 1],
        machines=Machines(center=[0, 0], calendar=[0, 0]),
        jobs=Jobs(due=[5000, 5000], weight=[0, 1]),
        tables={"links": Links(job=[0], operation=[1], lag=[2880])},
    )
    result = planned(problem)
    assert result.schedule.start.tolist() == [0, 2940]
    assert result.schedule.latest_finish.tolist() == [5000 - 30 - 2880, 5000]
