"""Random shops: every plan keeps every rule, is the same twice, and leaves out nothing that could be placed."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.calendar import NEVER, Calendar
from engine.schedule import (
    Alternatives,
    Jobs,
    Links,
    Machines,
    Operations,
    OperationState,
    Problem,
    check,
    load,
    need,
    solve,
    why_late,
)

NOW = 2000
random_shops = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows(count: int, values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=count, max_size=count)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Open and closed in turn, a few hours each, and at last open for long enough."""
    edges = np.cumsum(draw(st.lists(st.integers(1, 500), max_size=16)))
    spans = [*zip(edges[::2].tolist(), edges[1::2].tolist(), strict=False), (9000, 200_000)]
    return Calendar.of(spans, draw(st.sampled_from([1.0, 1.0, 0.5, 0.88, 1.3])))


@st.composite
def shops(draw: st.DrawFn, *, sound: bool) -> Problem:
    """`sound`: every row is in order, components are of later jobs, and nothing is pinned where it cannot be."""
    odd = 0 if sound else 1
    machine_count, center_count = draw(st.integers(2, 5)), 2
    given = draw(st.lists(calendars(), min_size=1, max_size=3))
    machines = Machines(
        center=[0, 1, *draw(rows(machine_count - 2, st.integers(-odd, center_count - 1)))],
        calendar=draw(rows(machine_count, st.integers(0, len(given) - 1 + odd))),
        family=draw(rows(machine_count, st.integers(-1, 1 + odd))),
        endless=draw(rows(machine_count, st.sampled_from([False, False, True]))),
    )
    sizes = draw(st.lists(st.integers(odd ^ 1, 4), min_size=1, max_size=6))
    numbers = draw(st.permutations(range(len(sizes))))
    job = [number for number in numbers for _ in range(sizes[number])]
    return Problem(
        now=NOW,
        calendars=tuple(given),
        machines=machines,
        jobs=Jobs(
            due=draw(rows(len(sizes), st.integers(0, 12_000))),
            release=draw(rows(len(sizes), st.sampled_from([-NEVER, 0, 2500, 4000]))),
            weight=draw(rows(len(sizes), st.integers(-odd, 3))),
        ),
        operations=draw(operations(job, machine_count, odd)),
        links=draw(links(job, sound)),
        alternatives=draw(alternatives(len(job), machine_count, odd)),
        changeover=np.array([[0, 20], [35, 0]]) if draw(st.booleans()) else np.zeros((0, 0)),
    )


@st.composite
def operations(draw: st.DrawFn, job: list[int], machines: int, odd: int) -> Operations:
    """Of a sound shop the first operations of jobs can have begun, one on each machine, and one be pinned far ahead."""
    count = len(job)
    state, machine = [0] * count, [-1] * count
    start = draw(rows(count, st.integers(NOW - 300, NOW)))
    for place, operation in enumerate(first_of_jobs(job)[:machines]):
        state[operation], machine[operation] = draw(st.sampled_from([(0, -1), (1, place), (3, place)]))
    last = count - 1
    if count and not state[last] and draw(st.booleans()):
        state[last], machine[last], start[last] = OperationState.PINNED, draw(st.integers(0, machines - 1)), 90_000
    if odd:
        state = draw(rows(count, st.sampled_from([0, 0, 0, 1, 2, 3])))
        machine = draw(rows(count, st.integers(-1, machines)))
        start = draw(rows(count, st.integers(0, 6000)))
    return Operations(
        job=job,
        center=draw(rows(count, st.integers(-odd, 1))),
        run=draw(rows(count, st.integers(-odd, 400))),
        setup=draw(rows(count, st.sampled_from([0, 0, 30]))),
        machine=machine,
        family=draw(rows(count, st.integers(-1, 1 + odd))),
        quantity=draw(rows(count, st.integers(1 - odd, 20))),
        transfer=draw(rows(count, st.sampled_from([0, 0, 1, 3, 7]))),
        material_at=draw(rows(count, st.sampled_from([-NEVER, 0, 3000, 5000, NEVER if odd else 0]))),
        material=draw(rows(count, st.integers(-1, 9))),
        pausing=draw(rows(count, st.booleans())),
        batch=draw(rows(count, st.sampled_from([0, 6, 6, 8 - 9 * odd]))),
        batch_run=draw(rows(count, st.sampled_from([0, 40, 40, 90]))),
        product=draw(rows(count, st.integers(-1, 1))),
        state=state,
        fixed_start=start,
        fixed_finish=NOW,
    )


def first_of_jobs(job: list[int]) -> list[int]:
    return [operation for operation, number in enumerate(job) if operation == 0 or job[operation - 1] != number]


@st.composite
def links(draw: st.DrawFn, job: list[int], sound: bool) -> Links:
    found = []
    for operation in draw(st.lists(st.integers(0, len(job) - 1), max_size=4)) if job else []:
        feeding = draw(st.integers(job[operation] + 1 if sound else -1, max(job) + 1))
        if not sound or feeding <= max(job):
            found.append((feeding, operation, *draw(st.tuples(*[st.integers(0 if sound else -1, 20)] * 2))))
    return Links(*zip(*found, strict=True)) if found else Links.empty()


@st.composite
def alternatives(draw: st.DrawFn, operations: int, machines: int, odd: int) -> Alternatives:
    found = draw(
        st.lists(st.tuples(*map(st.integers, (0, 0, -odd), (max(operations, 1) - 1, machines - 1, 300))), max_size=4)
    )
    return Alternatives(*zip(*found, strict=True)) if found and operations else Alternatives.empty()


@random_shops
@given(shops(sound=True))
def test_every_operation_of_a_sound_shop_has_a_place_and_every_rule_is_kept(problem: Problem) -> None:
    result = solve(problem)
    assert check(problem, result) == []
    assert result.schedule.finish.max() < NEVER
    assert [fault for fault in result.faults if fault.reason not in ("too_early", "overlap")] == []


@random_shops
@given(shops(sound=True))
def test_the_same_shop_has_the_same_plan(problem: Problem) -> None:
    assert solve(problem).schedule.rows() == solve(problem).schedule.rows()


@random_shops
@given(shops(sound=False))
def test_whatever_is_asked_the_plan_keeps_every_rule_and_names_what_it_leaves_out(problem: Problem) -> None:
    result = solve(problem)
    assert check(problem, result) == []
    left_out = set(np.flatnonzero(result.schedule.finish >= NEVER).tolist())
    assert left_out <= {fault.row for fault in result.faults if fault.table == "operations"}


@random_shops
@given(shops(sound=False))
def test_every_job_has_a_chain_and_machines_are_no_longer_busy_than_open(problem: Problem) -> None:
    result = solve(problem)
    for job in np.unique(problem.operations.job).tolist():
        chain = why_late(result, job)
        assert chain.decisive in chain.steps
        assert chain.tardiness == result.tardiness[job]
    table = load(result)
    finite = ~problem.machines.endless[table.machine] & ~overlapping(problem)[table.machine]
    assert (table.busy <= table.open)[finite].all()
    assert (need(problem, result).asked >= 0).all()


def overlapping(problem: Problem) -> Any:
    """Machines on which fixed operations may stand on each other."""
    found = np.zeros(len(problem.machines), np.bool_)
    fixed = problem.operations.machine[problem.operations.state > 0]
    found[fixed[(fixed >= 0) & (fixed < found.size)]] = True
    return found
