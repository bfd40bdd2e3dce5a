"""The job shop of Fisher and Thompson (1963) with 6 jobs and 6 machines, whose shortest plan is known: 55."""

from __future__ import annotations

from engine.schedule import Jobs, Machines, Operations, Problem, check, solve
from tests.engine.floors import ALWAYS

SHORTEST = 55
MACHINES_AND_MINUTES = [
    [(2, 1), (0, 3), (1, 6), (3, 7), (5, 3), (4, 6)],
    [(1, 8), (2, 5), (4, 10), (5, 10), (0, 10), (3, 4)],
    [(2, 5), (3, 4), (5, 8), (0, 9), (1, 1), (4, 7)],
    [(1, 5), (0, 5), (2, 5), (3, 3), (4, 8), (5, 9)],
    [(2, 9), (1, 3), (4, 5), (5, 4), (0, 3), (3, 1)],
    [(1, 3), (3, 3), (5, 9), (0, 10), (4, 4), (2, 1)],
]


def test_the_plan_of_a_known_job_shop_is_within_a_quarter_of_the_shortest() -> None:
    steps = [(job, *step) for job, row in enumerate(MACHINES_AND_MINUTES) for step in row]
    job, center, run = zip(*steps, strict=True)
    problem = Problem(
        now=0,
        calendars=(ALWAYS,),
        machines=Machines(center=range(6), calendar=[0] * 6),
        jobs=Jobs(due=[9000] * 6),
        operations=Operations(job=job, center=center, run=run),
    )
    result = solve(problem)
    assert check(problem, result) == []
    assert SHORTEST <= result.last_finish <= 1.25 * SHORTEST
