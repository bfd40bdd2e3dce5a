"""Finite schedule by dispatch: a feasible plan at once.

    solve(problem, limits) -> Result   problem.py has the tables that go in, result.py those that come out
    why_late(result, job) -> Chain     what made a job late, operation by operation
    load(result), need(problem, result) minutes per machine and week; asked per work center and week
    check(problem, result) -> list     every rule the plan breaks, as sentences: empty for what solve returns

A worked example. One lathe, open 08:00-16:00 on days 0 to 4; two work orders, each turned (30 min set-up) and
then hardened outside for a day; the second is for a customer who weighs three times as much.

    shift = Calendar.of([(day * DAY + 480, day * DAY + 960) for day in range(5)])
    always = Calendar.of([(0, 30 * DAY)])
    problem = Problem(
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
    result = solve(problem)
    result.schedule.start.tolist()   # [810, 2100, 480, 810]: job 1 first; job 0 pauses overnight and goes on
    result.schedule.finish.tolist()  # [2100, 3540, 810, 2250]
    result.tardiness.tolist()        # [660, 0]
    why_late(result, 0).cause        # Cause.MACHINE: its turning waited 330 minutes behind operation 2

How a caller fills the tables:
- Time before now matters only for started and done operations. Calendars must reach well past the last due date
  (twice the horizon is cheap): where one ends, what is left comes back as a fault CALENDAR_ENDS, unplaced.
- A subcontract operation runs on an `endless` machine: run = days x DAY, with an always open calendar for
  calendar days or one open around the clock on working days.
- Maintenance: give the machine its own calendar, `shift.without([(from, to)])`.
- Material: `material_at` = DAY x the day MRP expects the demand (Plan.demands.expected), `material` = that row.
- A work order that makes a component of another: one row of Links, not material_at.
- Rows that cannot be scheduled come back as `Result.faults`; everything that does not depend on them is placed.
"""

from engine.schedule.loads import load, need
from engine.schedule.problem import (
    Alternatives,
    Jobs,
    Limits,
    Links,
    Machines,
    Operations,
    OperationState,
    Problem,
    Rule,
)
from engine.schedule.result import Cause, Chain, Fault, Load, Need, Reason, Result, Schedule, Step, Why
from engine.schedule.solving import solve
from engine.schedule.verifying import check
from engine.schedule.why import why_late

__all__ = [
    "Alternatives",
    "Cause",
    "Chain",
    "Fault",
    "Jobs",
    "Limits",
    "Links",
    "Load",
    "Machines",
    "Need",
    "OperationState",
    "Operations",
    "Problem",
    "Reason",
    "Result",
    "Rule",
    "Schedule",
    "Step",
    "Why",
    "check",
    "load",
    "need",
    "solve",
    "why_late",
]
