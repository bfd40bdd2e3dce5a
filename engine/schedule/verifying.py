"""check(problem, result): whether a plan keeps every rule, by other means than it was made.

Plain Python over rows, for reading: it shares no kernel with the solver, so that neither can hide the other's error.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from engine.calendar.kernels import NEVER
from engine.schedule.problem import OperationState, Problem
from engine.schedule.result import Reason, Result

Row = dict[str, Any]
BEGUN = (OperationState.STARTED, OperationState.PINNED, OperationState.DONE)


def check(problem: Problem, result: Result) -> list[str]:
    """Every rule the plan breaks, as sentences; none for what solve returns. Pinned operations may be in the way if
    a fault says so."""
    if len(result.schedule) != len(problem.operations):
        return [f"the schedule has {len(result.schedule)} rows for {len(problem.operations)} operations"]
    plan = _Plan(problem, result)
    return [
        *_unplaced(plan),
        *(said for row in plan.rows if row["placed"] for said in _place(plan, row)),
        *(said for row in plan.rows if row["placed"] for said in _waits(plan, row)),
        *(said for machine in range(len(problem.machines)) for said in _machine(plan, machine)),
        *_figures(plan),
    ]


class _Plan:
    """Each operation with its place (`at`), and open time as lists."""

    def __init__(self, problem: Problem, result: Result) -> None:
        self.problem, self.result = problem, result
        self.machines, self.jobs = problem.machines.rows(), problem.jobs.rows()
        self.rows = [Row(row) for row in problem.operations.rows()]
        self.others: dict[int, dict[int, int]] = {}
        self.replaced = set(problem.alternatives.operation.tolist())
        for other in problem.alternatives.rows():
            if other["run"] >= 0:
                self.others.setdefault(other["operation"], {}).setdefault(other["machine"], other["run"])
        self.links: dict[int, list[Row]] = {}
        for link in problem.links.rows():
            self.links.setdefault(link["operation"], []).append(link)
        self.of_job: dict[int, list[Row]] = {}
        for number, (row, at) in enumerate(zip(self.rows, result.schedule.rows(), strict=True)):
            row.update(number=number, at=at, placed=at["start"] < NEVER, free=row["state"] not in BEGUN)
            self.of_job.setdefault(row["job"], []).append(row)
        self.named = {(fault.row, fault.reason) for fault in result.faults if fault.table == "operations"}
        self.spans = [calendar.spans for calendar in problem.calendars]

    def before(self, row: Row) -> Row | None:
        """The operation before this one in its job."""
        own = self.of_job[row["job"]]
        place = next(place for place, other in enumerate(own) if other is row)
        return own[place - 1] if place else None

    def run(self, row: Row, machine: int) -> int:
        """Standard run minutes. What remains of a started operation is its own."""
        other = self.others.get(row["number"], {}).get(machine)
        return int(row["run"] if other is None or row["state"] == OperationState.STARTED else other)

    def minutes(self, standard: int, machine: int) -> int:
        """Open minutes of standard ones."""
        efficiency = self.problem.calendars[self.machines[machine]["calendar"]].efficiency
        return math.ceil(standard / efficiency - 1e-6)

    def open_from(self, machine: int, instant: int) -> Iterator[tuple[int, int]]:
        """What is left of open time from an instant on."""
        spans = self.spans[self.machines[machine]["calendar"]]
        first = bisect_right(spans, instant, key=lambda span: span[1])
        return ((max(start, instant), finish) for start, finish in spans[first:])

    def end(self, machine: int, instant: int, minutes: int) -> int:
        """When so many open minutes from an instant on are over."""
        if minutes <= 0:
            return instant
        for start, finish in self.open_from(machine, instant):
            if minutes <= finish - start:
                return start + minutes
            minutes -= finish - start
        return NEVER

    def begin(self, row: Row) -> int:
        """From when on the minutes of an operation are counted."""
        start = int(row["at"]["start"])
        return max(start, self.problem.now) if row["state"] == OperationState.STARTED else start

    def units_there(self, row: Row, units: int) -> int:
        """When an operation has passed on so many units, whole transfer lots; 0 = all."""
        at, lot, whole = row["at"], row["transfer"], row["quantity"]
        passed = math.ceil(units / lot) * lot if units > 0 and lot > 0 else whole
        if passed >= whole or row["state"] == OperationState.DONE:
            return int(at["finish"])
        run = math.ceil(self.run(row, at["machine"]) * passed / whole)
        return self.end(at["machine"], self.begin(row), at["setup"] + self.minutes(run, at["machine"]))


def _overlaps(before: Row | None) -> bool:
    """Whether the next operation may begin before this one ends."""
    return before is not None and before["state"] != OperationState.DONE and 0 < before["transfer"] < before["quantity"]


def _unplaced(plan: _Plan) -> Iterator[str]:
    explained = {row for row, _ in plan.named}
    for row in plan.rows:
        if row["at"]["finish"] >= NEVER and row["number"] not in explained:
            yield f"operation {row['number']} has no place, and no fault says why"


# One operation in its place ----------------------------------------------------------------


def _place(plan: _Plan, row: Row) -> Iterator[str]:
    """Machine, start and end of one operation."""
    at, name = row["at"], f"operation {row['number']}"
    if not row["free"]:
        if at["start"] != row["fixed_start"] or at["machine"] != row["machine"]:
            yield f"{name} is fixed on machine {row['machine']} at {row['fixed_start']}, but was moved"
            return
    elif at["machine"] not in _machines(plan, row):
        yield f"{name} cannot go to machine {at['machine']}"
        return
    elif at["start"] < plan.problem.now:
        yield f"{name} starts at {at['start']}, before now"
    elif next(plan.open_from(at["machine"], at["start"]), (NEVER, NEVER))[0] != at["start"]:
        yield f"{name} starts at {at['start']}, when machine {at['machine']} is closed"
    if not at["shared"] and at["finish"] != (end := _end(plan, row)):
        yield f"{name} ends at {at['finish']} instead of {end}"
    elif row["free"] and not row["pausing"] and not _in_one(plan, at):
        yield f"{name} cannot pause, but machine {at['machine']} closes during it"


def _machines(plan: _Plan, row: Row) -> set[int]:
    """Where an operation can go."""
    if row["number"] in plan.replaced:
        own = set(plan.others.get(row["number"], {}))
    elif row["machine"] >= 0 > row["center"]:
        own = {row["machine"]}
    else:
        own = {n for n, machine in enumerate(plan.machines) if machine["center"] == row["center"] >= 0}
        own &= {row["machine"]} if row["machine"] >= 0 else own
    return {n for n in own if n in range(len(plan.machines)) and plan.machines[n]["calendar"] in range(len(plan.spans))}


def _end(plan: _Plan, row: Row) -> int:
    """When an operation that starts where it does must end; while it overlaps the one before, not before that one's
    last transfer lot is through."""
    machine = row["at"]["machine"]
    if row["state"] == OperationState.DONE:
        return int(max(row["fixed_start"], row["fixed_finish"]))
    run = plan.run(row, machine)
    end = plan.end(machine, plan.begin(row), row["at"]["setup"] + plan.minutes(run, machine))
    before = plan.before(row)
    if row["free"] and before is not None and _overlaps(before):
        lot = before["quantity"] % before["transfer"] or before["transfer"]
        tail = plan.minutes(math.ceil(run * lot / before["quantity"]), machine)
        end = max(end, plan.end(machine, before["at"]["finish"], tail))
    return end


def _in_one(plan: _Plan, at: Row) -> bool:
    start, finish = next(plan.open_from(at["machine"], at["start"]), (NEVER, NEVER))
    return bool(start == at["start"] and at["finish"] <= finish)


# What it waits for -------------------------------------------------------------------------


def _waits(plan: _Plan, row: Row) -> Iterator[str]:
    """Release, material, the operation before and component jobs. A pinned operation may be early if that is said."""
    pinned = row["state"] == OperationState.PINNED
    if not (row["free"] or pinned) or (pinned and (row["number"], Reason.TOO_EARLY) in plan.named):
        return
    start = row["at"]["start"]
    for what, instant in _needed(plan, row):
        if start < instant:
            when = f"at {instant}" if instant < NEVER else "never"
            yield f"operation {row['number']} starts at {start}, but {what} is there {when}"


def _needed(plan: _Plan, row: Row) -> Iterator[tuple[str, int]]:
    yield f"job {row['job']}", plan.jobs[row["job"]]["release"]
    yield f"material {row['material']}", row["material_at"]
    before = plan.before(row)
    if before is not None:
        units = before["transfer"] if _overlaps(before) else 0
        yield f"operation {before['number']}", _there(plan, before, units)
    for link in plan.links.get(row["number"], []):
        if own := plan.of_job.get(link["job"]):
            there = _there(plan, own[-1], link["quantity"])
            yield f"component job {link['job']}", there + link["lag"] if there < NEVER else NEVER


def _there(plan: _Plan, row: Row, units: int) -> int:
    return plan.units_there(row, units) if row["at"]["finish"] < NEVER else NEVER


# One machine -------------------------------------------------------------------------------


def _machine(plan: _Plan, machine: int) -> Iterator[str]:
    """One operation at a time, each with the set-up that what ran before it makes necessary."""
    on_it = [row for row in plan.rows if row["placed"] and row["at"]["machine"] == machine]
    rows = sorted((row for row in on_it if row["state"] != OperationState.DONE), key=_when)
    endless = plan.machines[machine]["endless"]
    if not endless:
        yield from _one_at_a_time(plan, machine, rows)
        yield from _batches(plan, machine, rows)
    ended = sorted(rows, key=_ended)
    for row in rows:
        families = _families_before(plan, machine, ended, row) if row["free"] and not endless else set()
        changes = {_change(plan, family, row["family"]) for family in families} or {0}
        allowed = {plan.minutes(row["setup"] + change, machine) for change in changes}
        allowed = {0} if row["at"]["shared"] else allowed
        if row["at"]["setup"] not in allowed:
            needed = " or ".join(map(str, sorted(allowed)))
            yield f"operation {row['number']} has {row['at']['setup']} minutes of set-up instead of {needed}"


def _when(row: Row) -> tuple[int, int]:
    return row["at"]["start"], row["at"]["finish"]


def _ended(row: Row) -> tuple[int, int]:
    return row["at"]["finish"], row["at"]["start"]


def _one_at_a_time(plan: _Plan, machine: int, rows: list[Row]) -> Iterator[str]:
    running: Row | None = None
    for row in rows:
        if running and row["at"]["start"] < running["at"]["finish"] and not _may_meet(plan, running, row):
            yield f"operations {running['number']} and {row['number']} are on machine {machine} at once"
        if running is None or row["at"]["finish"] > running["at"]["finish"]:
            running = row


def _may_meet(plan: _Plan, *rows: Row) -> bool:
    """What shares a batch may overlap, what has begun, and what is pinned if that is said: nobody can move it."""
    if any(row["at"]["shared"] for row in rows) and rows[0]["product"] == rows[1]["product"] >= 0:
        return True
    if any(row["free"] for row in rows):
        return False
    pinned = [row["number"] for row in rows if row["state"] == OperationState.PINNED]
    return not pinned or any((number, Reason.OVERLAP) in plan.named for number in pinned)


def _batches(plan: _Plan, machine: int, rows: list[Row]) -> Iterator[str]:
    """What is said to have shared a batch: it had the room, and only then goes on with batches of its own."""
    product, room, filled, ended = -1, 0, 0, 0
    for row in sorted(rows, key=_joining):
        at, left = row["at"], row["quantity"] - row["at"]["shared"]
        if at["shared"]:
            saved = math.ceil(row["quantity"] / row["batch"]) - math.ceil(left / row["batch"])
            run = max(0, plan.run(row, machine) - saved * row["batch_run"])
            fits = row["product"] == product >= 0 and at["shared"] == min(room, row["quantity"]) > 0
            if (
                not fits
                or at["start"] != filled
                or at["finish"] != plan.end(machine, ended, plan.minutes(run, machine))
            ):
                yield f"operation {row['number']} cannot share {at['shared']} units of a batch on machine {machine}"
        begun = ended if at["shared"] else at["start"]
        ended = at["finish"]
        if at["shared"] and left == 0:
            room -= at["shared"]
        elif not (row["free"] and row["batch"] and row["batch_run"] and row["product"] >= 0) or at["start"] == ended:
            product, room = -1, 0
        else:
            product, room = row["product"], -left % row["batch"]
            filled = max(begun, _filled(plan, machine, ended, row["batch_run"]))


def _joining(row: Row) -> tuple[Any, ...]:
    """What ends at once in this order: batches, what joins them, and what takes no time and so holds nothing."""
    at = row["at"]
    return at["finish"], at["start"] == at["finish"], at["shared"] == row["quantity"], at["start"]


def _filled(plan: _Plan, machine: int, ended: int, run: int) -> int:
    """When the batch began that ended then."""
    calendar = plan.problem.calendars[plan.machines[machine]["calendar"]]
    minutes = plan.minutes(run, machine)
    return calendar.before(ended, minutes) if minutes else ended


def _families_before(plan: _Plan, machine: int, ended: list[Row], row: Row) -> set[int]:
    """The family a machine may stand in when an operation starts: of what ended last before. Which of several that
    end and start at once came last cannot be told."""
    families: set[int] = set()
    last: tuple[int, int] | None = None
    for place in range(bisect_right(ended, (row["at"]["start"], NEVER), key=_ended) - 1, -1, -1):
        other = ended[place]
        if last and _ended(other) != last:
            return families
        if other is not row:
            families.add(other["family"])
            last = None if _when(other) == _when(row) else _ended(other)
    return families if last else families | {plan.machines[machine]["family"]}


def _change(plan: _Plan, before: int, family: int) -> int:
    """Minutes from one family to another; from an unknown one the most there are."""
    changeover = plan.problem.changeover
    if not changeover.size or family < 0:
        return 0
    return int(changeover[before, family] if before >= 0 else changeover[:, family].max())


# What the result says of the whole ---------------------------------------------------------


def _figures(plan: _Plan) -> Iterator[str]:
    result, total = plan.result, 0
    for number, job in enumerate(plan.jobs):
        ends = [row["at"]["finish"] for row in plan.of_job.get(number, [])]
        finish = max(ends, default=plan.problem.now)
        late = max(0, finish - job["due"]) if ends and finish < NEVER else 0
        total += late * job["weight"]
        if result.job_finish[number] != finish:
            yield f"job {number} ends at {finish}, not {result.job_finish[number]}"
        if result.tardiness[number] != (late if finish < NEVER else NEVER):
            yield f"job {number} is {late} minutes late, not {result.tardiness[number]}"
    last = max((row["at"]["finish"] for row in plan.rows if row["at"]["finish"] < NEVER), default=plan.problem.now)
    setup = sum(row["at"]["setup"] for row in plan.rows)
    found = {
        "weighted tardiness": (total, result.weighted_tardiness),
        "last finish": (max(last, plan.problem.now), result.last_finish),
        "set-up": (setup, result.setup_minutes),
    }
    for what, (counted, said) in found.items():
        if counted != said:
            yield f"{what} is {counted}, not {said}"
