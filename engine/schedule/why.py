"""Why a job is late: from its last operation back to what came first."""

from __future__ import annotations

import numpy as np

from engine.calendar.kernels import NEVER
from engine.schedule.problem import OperationState
from engine.schedule.result import Cause, Chain, Result, Step, Why


def why_late(result: Result, job: int) -> Chain:
    """The chain of what a job waited for. Raises ValueError for a job without operations."""
    steps = _steps(result, _last_of(result, job))
    tardiness = int(result.tardiness[job])
    if result.job_finish[job] >= NEVER:
        cause = Cause.MATERIAL if steps[-1].why == Why.MATERIAL else Cause.UNPLACED
        return Chain(job, tardiness, cause, steps[-1], NEVER, steps)
    queued = max(steps, key=lambda step: step.waited if step.behind >= 0 else 0)
    missed = _missed(result, steps[-1])
    if queued.behind >= 0 and queued.waited >= missed:
        return Chain(job, tardiness, Cause.MACHINE, queued, queued.waited, steps)
    cause = Cause.MATERIAL if steps[-1].why == Why.MATERIAL and missed > 0 else Cause.LEAD_TIME
    return Chain(job, tardiness, cause, steps[-1], missed if missed > 0 else tardiness, steps)


def _missed(result: Result, first: Step) -> int:
    """Minutes by which the first operation was ready after the latest date that would still have done, had every
    machine been free."""
    ready = max(first.start - first.waited, _begin(result, first.operation))
    return ready - int(result.schedule.latest_start[first.operation])


def _begin(result: Result, operation: int) -> int:
    """What remains of a started operation is counted from now on, as its latest start is."""
    started = result.problem.operations.state[operation] == OperationState.STARTED
    return result.problem.now if started else -NEVER


def _last_of(result: Result, job: int) -> int:
    """The operation of a job that ends last; the first without an end where there is one."""
    operations = np.flatnonzero(result.problem.operations.job == job)
    if not operations.size:
        raise ValueError(f"job {job} has no operations")
    finish = result.schedule.finish[operations]
    if finish.max() >= NEVER:
        return int(operations[finish.argmax()])
    return int(operations[finish.size - 1 - finish[::-1].argmax()])


def _steps(result: Result, operation: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    seen: set[int] = set()
    while operation >= 0 and operation not in seen:
        seen.add(operation)
        steps.append(_step(result, operation))
        operation = _before(result, operation)
    return tuple(steps)


def _step(result: Result, operation: int) -> Step:
    row = result.schedule.row(operation)
    placed = row["start"] < NEVER
    if not placed:
        why, blocker = _what_never_came(result, operation)
        return Step(operation, row["start"], row["finish"], why, blocker, 0, -1)
    behind = row["blocker"] if row["why"] == Why.MACHINE else -1
    why = Why(row["ready_why"])
    return Step(operation, row["start"], row["finish"], why, row["ready_blocker"], row["start"] - row["ready"], behind)


def _before(result: Result, operation: int) -> int:
    """The operation that made this one ready when it was; -1 where none did."""
    step = _step(result, operation)
    if step.why == Why.PREDECESSOR:
        return step.blocker
    return _last_of(result, step.blocker) if step.why == Why.COMPONENT else -1


def _what_never_came(result: Result, operation: int) -> tuple[Why, int]:
    """What an operation without a place waits for: material, the operation before, or another job; UNPLACED where it
    waits for nothing and only found no room."""
    problem, finish = result.problem, result.schedule.finish
    if problem.operations.material_at[operation] >= NEVER:
        return Why.MATERIAL, int(problem.operations.material[operation])
    job = problem.operations.job[operation]
    if operation and problem.operations.job[operation - 1] == job and finish[operation - 1] >= NEVER:
        return Why.PREDECESSOR, operation - 1
    for feeding in problem.links.job[problem.links.operation == operation].tolist():
        if 0 <= feeding < len(problem.jobs) and result.job_finish[feeding] >= NEVER:
            return Why.COMPONENT, feeding
    return Why.UNPLACED, -1
