"""Small shops whose plan can be worked out on paper."""

from __future__ import annotations

import numpy as np
import pytest

from engine.calendar import DAY, NEVER, Calendar
from engine.schedule import (
    Alternatives,
    Cause,
    Jobs,
    Limits,
    Links,
    Machines,
    Operations,
    OperationState,
    Problem,
    Result,
    Rule,
    Why,
    check,
    solve,
    why_late,
)
from tests.engine.floors import ALWAYS, SHIFT, floor

WAITING, STARTED, PINNED, DONE = OperationState
FIRST_COME = Limits((Rule.FIRST_COME,))


def placed(problem: Problem, limits: Limits | None = None) -> list[tuple[int, int]]:
    """Start and finish of every operation, of a plan that keeps every rule."""
    result = planned(problem, limits)
    return list(zip(result.schedule.start.tolist(), result.schedule.finish.tolist(), strict=True))


def planned(problem: Problem, limits: Limits | None = None) -> Result:
    result = solve(problem, limits)
    assert result.faults == ()
    assert check(problem, result) == []
    return result


def two_orders() -> Problem:
    """The worked example of the package."""
    shift = Calendar.of([(day * DAY + 480, day * DAY + 960) for day in range(5)])
    always = Calendar.of([(0, 30 * DAY)])
    return Problem(
        now=480,
        calendars=(shift, always),
        machines=Machines(center=[0, 1], calendar=[0, 1], endless=[False, True]),
        jobs=Jobs(due=[2 * DAY, 2 * DAY], weight=[1, 3]),
        operations=Operations(
            job=[0, 0, 1, 1],
            center=[0, 1, 0, 1],
            setup=[30, 0, 30, 0],
            run=[300, DAY, 300, DAY],
        ),
    )


def test_the_worked_example_comes_out_as_it_is_written_down() -> None:
    result = planned(two_orders())
    assert result.schedule.start.tolist() == [810, 2100, 480, 810]
    assert result.schedule.finish.tolist() == [2100, 3540, 810, 2250]
    assert result.tardiness.tolist() == [660, 0]
    chain = why_late(result, 0)
    assert (chain.cause, chain.decisive.operation, chain.minutes) == (Cause.MACHINE, 0, 330)
    assert (chain.decisive.waited, chain.decisive.behind) == (330, 2)
    assert [step.operation for step in chain.steps] == [1, 0]


def test_the_same_problem_gives_the_same_plan() -> None:
    once, again = planned(two_orders()), planned(two_orders())
    assert once.schedule.rows() == again.schedule.rows()
    assert (once.rule, once.weighted_tardiness, once.setup_minutes) == (Rule(2), 660, 60)


# Time --------------------------------------------------------------------------------------


def test_nothing_that_waits_starts_before_now() -> None:
    assert placed(floor([60], now=700)) == [(700, 760)]


def test_an_efficiency_of_a_half_makes_everything_take_twice_as_long() -> None:
    slow = Calendar.of([(0, 100 * DAY)], efficiency=0.5)
    result = planned(floor([100], setup=[15], calendars=(slow,)))
    assert (result.schedule.finish[0], result.schedule.setup[0]) == (230, 30)


def test_minutes_of_an_efficiency_that_does_not_divide_are_rounded_up() -> None:
    assert placed(floor([100], calendars=(Calendar.of([(0, 9000)], 0.88),))) == [(0, 114)]


def test_work_pauses_while_the_machine_is_closed() -> None:
    assert placed(floor([600], calendars=(SHIFT,))) == [(480, DAY + 600)]


def test_work_that_may_not_pause_waits_for_an_open_interval_that_is_long_enough() -> None:
    lunch = Calendar.of([(480, 720), (780, 960), (DAY + 480, DAY + 780)])
    problem = floor([300, 100], job=[0, 1], calendars=(lunch,), pausing=[False, False])
    result = planned(problem)
    assert result.schedule.start.tolist() == [DAY + 480, 480]
    assert (result.schedule.why[0], result.schedule.blocker[0]) == (Why.MACHINE, 1)


def test_maintenance_is_a_closure_of_the_machine() -> None:
    assert placed(floor([100], calendars=(ALWAYS.without([(50, 200)]),))) == [(0, 250)]


def test_a_closed_machine_is_what_an_operation_waited_for() -> None:
    result = planned(floor([100], calendars=(SHIFT,), now=100))
    assert (result.schedule.start[0], result.schedule.ready[0]) == (480, 100)
    assert (result.schedule.why[0], result.schedule.blocker[0]) == (Why.CALENDAR, 0)


def test_an_operation_waits_for_release_and_material_whichever_is_later() -> None:
    jobs = Jobs(due=[9000, 9000], release=[300, 700])
    result = planned(floor([10, 10], job=[0, 1], jobs=jobs, material_at=[500, 500], material=[7, 8]))
    assert result.schedule.start.tolist() == [500, 700]
    assert result.schedule.why.tolist() == [Why.MATERIAL, Why.RELEASE]
    assert result.schedule.blocker.tolist() == [7, 1]


# Machines ----------------------------------------------------------------------------------


def test_two_machines_of_a_center_share_its_queue() -> None:
    machines = Machines(center=[0, 0], calendar=[0, 0])
    result = planned(floor([60, 60, 60], job=[0, 1, 2], machines=machines))
    assert sorted(result.schedule.start.tolist()) == [0, 0, 60]
    assert set(result.schedule.machine.tolist()) == {0, 1}


def test_an_operation_narrowed_to_one_machine_goes_nowhere_else() -> None:
    machines = Machines(center=[0, 0], calendar=[0, 0])
    result = planned(floor([60, 60], job=[0, 1], machines=machines, machine=[1, 1]))
    assert result.schedule.machine.tolist() == [1, 1]


def test_an_alternative_has_its_own_minutes_and_stands_instead_of_the_center() -> None:
    machines = Machines(center=[0, 1, 2], calendar=[0, 0, 0])
    tables = {"alternatives": Alternatives(operation=[0, 1, 1], machine=[2, 2, 1], run=[90, 40, 45])}
    result = planned(floor([60, 60], job=[0, 1], machines=machines, tables=tables), FIRST_COME)
    assert result.schedule.machine.tolist() == [2, 1]
    assert result.schedule.finish.tolist() == [90, 45]


def test_of_two_free_machines_the_one_that_ends_sooner_takes_it() -> None:
    machines = Machines(center=[0, 0], calendar=[0, 0])
    tables = {"alternatives": Alternatives(operation=[0, 0], machine=[0, 1], run=[90, 30])}
    result = planned(floor([0], machines=machines, tables=tables))
    assert (result.schedule.machine[0], result.schedule.finish[0]) == (1, 30)


def test_of_two_free_machines_the_one_that_stands_in_the_family_takes_it() -> None:
    machines = Machines(center=[0, 0], calendar=[0, 0], family=[1, 0])
    result = planned(floor([60], machines=machines, family=[0], tables={"changeover": PAINT}))
    assert (result.schedule.machine[0], result.schedule.setup[0]) == (1, 0)


def test_a_free_machine_about_to_meet_its_wall_does_not_take_what_does_not_fit() -> None:
    machines = Machines(center=[0, 0], calendar=[0, 0])
    tables = {"alternatives": Alternatives(operation=[0, 0], machine=[0, 1], run=[90, 30])}
    problem = floor(
        [0, 50], job=[0, 1], machines=machines, state=[WAITING, PINNED], machine=[-1, 1], fixed_start=20, tables=tables
    )
    assert placed(problem) == [(0, 90), (20, 70)]


def test_an_endless_machine_works_on_any_number_at_once() -> None:
    machines = Machines(center=[0], calendar=[0], endless=True)
    assert placed(floor([DAY] * 3, job=[0, 1, 2], machines=machines)) == [(0, DAY)] * 3


def test_an_endless_alternative_takes_what_the_machine_cannot_begin_at_once() -> None:
    machines = Machines(center=[0, 1], calendar=[0, 0], endless=[False, True])
    rows = [(operation, machine, run) for operation in (0, 1) for machine, run in ((0, 60), (1, DAY))]
    operation, machine, run = zip(*rows, strict=True)
    tables = {"alternatives": Alternatives(operation, machine, run)}
    result = planned(floor([0, 0], job=[0, 1], machines=machines, tables=tables))
    assert result.schedule.machine.tolist() == [0, 1]
    assert result.schedule.finish.tolist() == [60, DAY]


def test_what_weighs_more_goes_first_where_both_would_be_late() -> None:
    jobs = Jobs(due=[0, 0], weight=[1, 5])
    assert placed(floor([60, 60], job=[0, 1], jobs=jobs)) == [(60, 120), (0, 60)]


# Set-up ------------------------------------------------------------------------------------

PAINT = np.array([[0, 50], [10, 0]])


def test_a_change_of_family_adds_its_set_up() -> None:
    machines = Machines(center=[0], calendar=[0], family=[0])
    problem = floor([60, 60], job=[0, 1], machines=machines, family=[0, 1], tables={"changeover": PAINT})
    result = planned(problem, FIRST_COME)
    assert result.schedule.setup.tolist() == [0, 50]
    assert result.schedule.finish.tolist() == [60, 170]


def test_after_an_unknown_family_the_dearest_change_counts() -> None:
    result = planned(floor([60, 60], job=[0, 1], family=[1, -1], tables={"changeover": PAINT}), FIRST_COME)
    assert result.schedule.setup.tolist() == [50, 0]


def test_families_without_change_overs_mean_nothing() -> None:
    assert placed(floor([60], family=[17])) == [(0, 60)]


def test_the_plan_with_less_set_up_is_kept_where_all_else_is_equal() -> None:
    machines = Machines(center=[0], calendar=[0], family=[0])
    changeover = np.array([[0, 30], [30, 0]])
    problem = floor([60] * 4, job=range(4), machines=machines, family=[0, 1, 0, 1], tables={"changeover": changeover})
    assert planned(problem).setup_minutes == 30


def test_change_overs_must_be_square() -> None:
    with pytest.raises(ValueError, match="square"):
        floor([60], tables={"changeover": np.zeros((2, 3))})


# What has begun or is pinned ---------------------------------------------------------------


def test_a_started_operation_goes_on_from_now_and_the_machine_is_its_own_until_then() -> None:
    problem = floor([40, 60], job=[0, 1], now=100, state=[STARTED, WAITING], machine=[0, -1], fixed_start=[30, 0])
    result = planned(problem)
    assert placed(problem) == [(30, 140), (140, 200)]
    assert (result.schedule.why.tolist(), result.schedule.blocker[1]) == ([Why.FIXED, Why.MACHINE], 0)


def test_a_pinned_operation_is_a_wall_that_short_work_goes_before_and_long_work_behind() -> None:
    problem = floor(
        [100, 80, 90], job=[0, 1, 2], state=[PINNED, WAITING, WAITING], machine=[0, -1, -1], fixed_start=[85, 0, 0]
    )
    assert placed(problem) == [(85, 185), (0, 80), (185, 275)]


def test_pausing_work_does_not_pause_for_a_pinned_operation() -> None:
    problem = floor([30, 60], job=[0, 1], state=[PINNED, WAITING], machine=[0, -1], fixed_start=[50, 0])
    assert placed(problem) == [(50, 80), (80, 140)]


def test_what_follows_a_done_operation_can_start_now() -> None:
    problem = floor(
        [0, 60], now=500, state=[DONE, WAITING], machine=[0, -1], fixed_start=[100, 0], fixed_finish=[160, 0]
    )
    assert placed(problem) == [(100, 160), (500, 560)]


def test_a_done_operation_needs_no_machine() -> None:
    problem = floor([0, 60], now=500, state=[DONE, WAITING], fixed_start=[100, 0], fixed_finish=[160, 0])
    assert planned(problem).schedule.machine.tolist() == [-1, 0]


def test_the_machine_stands_in_the_family_of_what_was_pinned_last() -> None:
    problem = floor(
        [60, 60],
        job=[0, 1],
        family=[1, 0],
        state=[PINNED, WAITING],
        machine=[0, -1],
        fixed_start=[20, 0],
        tables={"changeover": PAINT},
    )
    assert planned(problem).schedule.setup.tolist() == [0, 10]


# Transfer lots -----------------------------------------------------------------------------

LINE = Machines(center=[0, 1], calendar=[0, 0])


def test_the_next_operation_starts_with_the_first_transfer_lot() -> None:
    """10 of 100 pieces, a minute each, are passed on at a time; the next one is as fast: 10 behind all the way."""
    problem = floor([100, 100], center=[0, 1], machines=LINE, quantity=100, transfer=[10, 0])
    assert placed(problem) == [(0, 100), (10, 110)]


def test_a_slower_next_operation_starts_at_once_and_ends_when_it_has_done_all() -> None:
    problem = floor([100, 200], center=[0, 1], machines=LINE, quantity=100, transfer=[10, 0])
    assert placed(problem) == [(0, 100), (10, 210)]


def test_a_faster_next_operation_starts_so_late_that_it_never_stops_for_parts() -> None:
    """The last 10 are there at 100 and take 2; before that the machine is free for others."""
    problem = floor([100, 20], center=[0, 1], machines=LINE, quantity=100, transfer=[10, 0])
    assert placed(problem) == [(0, 100), (82, 102)]


def test_set_up_comes_before_the_first_lot() -> None:
    problem = floor([100, 100], center=[0, 1], machines=LINE, quantity=100, transfer=[10, 0], setup=[30, 0])
    assert placed(problem) == [(0, 130), (40, 140)]


def test_the_last_lot_is_what_remains() -> None:
    """100 pieces in lots of 30: the last has 10. The next one needs 2 minutes a piece, so it ends at 230 by itself."""
    problem = floor([100, 200], center=[0, 1], machines=LINE, quantity=100, transfer=[30, 0])
    assert placed(problem) == [(0, 100), (30, 230)]


def test_an_operation_on_a_faster_machine_than_thought_waits_there_for_the_last_lot() -> None:
    """Its first choice, as fast as the operation before, is pinned; the other does the last 10 pieces in 2 minutes."""
    machines = Machines(center=[0, 1, 2], calendar=[0, 0, 0])
    problem = floor(
        [100, 0, 500],
        job=[0, 0, 1],
        center=[0, 1, 1],
        machines=machines,
        quantity=100,
        transfer=[10, 0, 0],
        state=[WAITING, WAITING, PINNED],
        machine=[-1, -1, 1],
        tables={"alternatives": Alternatives(operation=[1, 1], machine=[1, 2], run=[100, 20])},
    )
    assert placed(problem) == [(0, 100), (10, 102), (0, 500)]


# Component jobs ----------------------------------------------------------------------------


def test_a_parent_waits_for_the_whole_component_job() -> None:
    tables = {"links": Links(job=[1], operation=[0])}
    result = planned(floor([50, 80], job=[0, 1], center=[1, 0], machines=LINE, tables=tables))
    assert result.schedule.start.tolist() == [80, 0]
    assert (result.schedule.why[0], result.schedule.blocker[0]) == (Why.COMPONENT, 1)


def test_a_parent_that_needs_part_of_a_job_waits_for_the_transfer_lots_that_hold_it() -> None:
    tables = {"links": Links(job=[1], operation=[0], quantity=[15])}
    problem = floor(
        [50, 100], job=[0, 1], center=[1, 0], machines=LINE, quantity=[10, 100], transfer=[0, 10], tables=tables
    )
    assert placed(problem)[0] == (20, 70)


def test_a_component_job_takes_the_due_date_and_weight_of_what_it_is_for() -> None:
    tables = {"links": Links(job=[2], operation=[0])}
    jobs = Jobs(due=[200, 300, 9000], weight=[5, 1, 0])
    problem = floor([100, 100, 100], job=[0, 1, 2], center=[1, 0, 0], machines=LINE, jobs=jobs, tables=tables)
    result = planned(problem)
    assert result.schedule.start.tolist() == [100, 100, 0]
    assert result.schedule.latest_finish.tolist() == [200, 300, 100]


# Rows in any order -------------------------------------------------------------------------


def test_jobs_may_stand_in_any_order() -> None:
    machines = Machines(center=[0, 1], calendar=[0, 0])
    problem = floor([60, 10, 60, 10], job=[1, 1, 0, 0], center=[0, 1, 0, 1], machines=machines)
    result = planned(problem, FIRST_COME)
    assert result.schedule.start.tolist() == [60, 120, 0, 60]
    assert result.schedule.blocker.tolist() == [2, 0, -1, 2]


def test_an_empty_shop_has_an_empty_plan() -> None:
    result = planned(floor([]))
    assert (len(result.schedule), result.last_finish, result.late().size) == (0, 0, 0)


def test_a_job_without_operations_is_over_and_not_late() -> None:
    result = planned(floor([60], jobs=Jobs(due=[9000, 5]), now=100))
    assert (result.job_finish.tolist(), result.tardiness.tolist()) == ([160, 100], [0, 0])


def test_no_rule_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no rule"):
        solve(floor([60]), Limits(rules=()))


def test_an_instant_that_never_comes_is_written_as_never() -> None:
    result = solve(floor([60], material_at=[NEVER]))
    assert (result.schedule.start[0], result.job_finish[0], result.tardiness[0]) == (NEVER, NEVER, NEVER)
