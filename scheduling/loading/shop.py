"""Open work orders as a scheduling problem: operations, machines, and the material each waits for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

from bom.durations import minutes_for
from engine.calendar import DAY, NEVER
from engine.mrp import Plan, Source
from engine.schedule import Jobs, Links, Machines, Operations, OperationState, Problem
from orders.models import OrderClass
from orders.states import OperationState as FloorState
from scheduling.loading.capacity import Capacity
from scheduling.loading.days import day_of
from scheduling.loading.releases import release
from scheduling.loading.requirements import Requirements

SHIP_BY = 18 * 60  # an order ships on its day if it is finished by 18:00
RUSH_WEIGHT, STABLE_WEIGHT = 3, 1
STATES = {
    FloorState.WAITING: OperationState.WAITING,
    FloorState.STARTED: OperationState.STARTED,
    FloorState.COMPLETED: OperationState.DONE,
}


@dataclass(frozen=True)
class Shop:
    """The problem; its jobs are the snapshot's work orders that have operations, its operations the snapshot's."""

    requirements: Requirements
    plan: Plan
    capacity: Capacity
    problem: Problem
    job_of_work: dict[int, int]
    work_of_job: list[int]


def shop(requirements: Requirements, plan: Plan, capacity: Capacity, now: datetime) -> Shop:
    """Arrays for engine.schedule from what MRP pegged: `plan` is the answer to `requirements`."""
    snapshot = requirements.snapshot
    with_operations = {row["work_order_id"] for row in snapshot.operations}
    work_of_job = [n for n, row in enumerate(snapshot.work_orders) if row["id"] in with_operations]
    job_of_work = {work: job for job, work in enumerate(work_of_job)}
    begin = capacity.next_open(capacity.minute(now))
    builder = _Builder(requirements, plan, capacity, begin, work_of_job)
    problem = Problem(
        now=builder.now,
        calendars=capacity.calendars,
        machines=_machines(capacity),
        jobs=builder.jobs(work_of_job),
        operations=builder.operations(),
        links=builder.links(),
    )
    return Shop(requirements, plan, capacity, problem, job_of_work, work_of_job)


def _machines(capacity: Capacity) -> Machines:
    rows = capacity.machines
    return Machines(
        center=[row["center"] for row in rows],
        calendar=[row["calendar"] for row in rows],
        endless=[row["endless"] for row in rows],
    )


class _Builder:
    """Holds the look-ups that the tables share."""

    def __init__(
        self, requirements: Requirements, plan: Plan, capacity: Capacity, now: int, work_of_job: list[int]
    ) -> None:
        self.requirements, self.plan, self.capacity, self.now = requirements, plan, capacity, now
        self.snapshot = requirements.snapshot
        self.work_of_job = work_of_job
        self.job_of_work = {work: job for job, work in enumerate(work_of_job)}
        self.center = {row["id"]: number for number, row in enumerate(capacity.centers)}
        self.machine = {row["id"]: number for number, row in enumerate(capacity.machines) if row["id"]}
        self.family = _numbered(row["setup_family"] for row in self.snapshot.items)
        self.family_of = {row["id"]: self.family.get(row["setup_family"], -1) for row in self.snapshot.items}
        self.material, self.feeds = self._supplies()

    def jobs(self, work_of_job: list[int]) -> Jobs:
        found = [self._promise(self.requirements.work_receipt(work)) for work in work_of_job]
        return Jobs(
            due=[due for due, _weight in found],
            release=[release(self.requirements, self.plan, work) for work in work_of_job],
            weight=[weight for _due, weight in found],
        )

    def operations(self) -> Operations:
        rows = self.snapshot.operations
        work = [self.snapshot.work_order(row["work_order_id"]) for row in rows]
        left = [_left(order, row) for order, row in zip(work, rows, strict=True)]
        waiting = [self.material.get(number, (-NEVER, -1)) for number in range(len(rows))]
        return Operations(
            job=[self._job_of(number) for number in range(len(rows))],
            center=[self.center[row["work_center_id"]] for row in rows],
            run=[self._run(row, quantity) for row, quantity in zip(rows, left, strict=True)],
            setup=[0 if row["state"] != FloorState.WAITING else _up(row["setup_minutes"]) for row in rows],
            machine=[self._on(row) for row in rows],
            family=[self.family_of.get(order["item_id"], -1) for order in work],
            quantity=[max(1, _up(quantity)) for quantity in left],
            transfer=[_up(row["transfer_lot"]) for row in rows],
            pausing=[not _is_one_batch(row, quantity) for row, quantity in zip(rows, left, strict=True)],
            batch=[_up(row["run_quantity"]) if row["in_batches"] else 0 for row in rows],
            batch_run=[_up(row["run_minutes"]) if row["in_batches"] else 0 for row in rows],
            product=[self.snapshot.item_number[order["item_id"]] for order in work],
            material_at=[at for at, _demand in waiting],
            material=[demand for _at, demand in waiting],
            state=[STATES[row["state"]] for row in rows],
            fixed_start=[self._minute(row["start_at"]) for row in rows],
            fixed_finish=[self._minute(row["finish_at"]) for row in rows],
        )

    def links(self) -> Links:
        return Links(
            job=[job for job, _operation, _quantity in self.feeds],
            operation=[operation for _job, operation, _quantity in self.feeds],
            quantity=[quantity for _job, _operation, quantity in self.feeds],
            lag=[self._held(self._made_by(job)) for job, _operation, _quantity in self.feeds],
        )

    def _minute(self, instant: datetime | None) -> int:
        return min(self.now, self.capacity.minute(instant)) if instant else self.now

    def _on(self, row: dict[str, Any]) -> int:
        """A started operation stays on its machine; where nobody said which, on the first of its center."""
        if row["machine_id"] in self.machine:
            return self.machine[row["machine_id"]] if row["state"] != FloorState.WAITING else -1
        if row["state"] == FloorState.WAITING:
            return -1
        number = self.center[row["work_center_id"]]
        return next(n for n, machine in enumerate(self.capacity.machines) if machine["center"] == number)

    def _run(self, row: dict[str, Any], quantity: Decimal) -> int:
        """Standard minutes still to run; at a subcontractor the days, or the time until the parts are back."""
        if row["back_on"] and row["state"] == FloorState.STARTED:
            center = self.center[row["work_center_id"]]
            machine = next(m for m in self.capacity.machines if m["center"] == center)
            back = day_of(row["back_on"]) * DAY
            return max(0, self.capacity.calendars[machine["calendar"]].between(self.now, back))
        if row["subcontract_days"]:
            return int(row["subcontract_days"]) * DAY
        return _up(minutes_for(quantity, row["run_minutes"], row["run_quantity"], row["in_batches"]))

    def _promise(self, receipt: int) -> tuple[int, int]:
        """Due minute and weight of a work order: of the earliest sales line it ends in, less the time it waits for its
        inspection; feeders weigh nothing."""
        lines = [self.snapshot.sales[number] for number in self._sales_of(Source.RECEIPT, receipt)]
        order = self.snapshot.work_orders[receipt - len(self.snapshot.purchases)]
        if not lines:
            return day_of(order["due_on"]) * DAY + SHIP_BY, 0
        first = min(lines, key=lambda line: line["need_on"])
        rush = any(line["order_class"] == OrderClass.RUSH for line in lines)
        ship = day_of(first["need_on"]) * DAY + SHIP_BY - self._held(order["item_id"])
        return ship, RUSH_WEIGHT if rush else STABLE_WEIGHT

    def _made_by(self, job: int) -> int:
        """The item a job makes."""
        made: int = self.snapshot.work_orders[self.work_of_job[job]]["item_id"]
        return made

    def _held(self, item_id: int) -> int:
        """Minutes that what is new of an item waits for its inspection."""
        return self.snapshot.hold_days.get(item_id, 0) * DAY

    def _job_of(self, operation: int) -> int:
        """The job an operation belongs to."""
        return self.job_of_work[self.snapshot.work_number[self.snapshot.operations[operation]["work_order_id"]]]

    def _sales_of(self, source: Source, supply: int) -> list[int]:
        """Sales lines this supply serves directly, or through phantoms (kits), which exist only on paper."""
        found = []
        for peg in self.plan.pegs_of_supply(source, supply):
            demand = int(self.plan.pegs.demand[peg])
            planned = int(self.plan.demands.planned[demand])
            if planned >= 0:
                found += self._sales_of(Source.PLANNED, planned)
            elif demand < len(self.snapshot.sales):
                found.append(demand)
        return found

    def _supplies(self) -> tuple[dict[int, tuple[int, int]], list[tuple[int, int, int]]]:
        """For each operation the latest material and its demand; and which job feeds which operation with how much."""
        material: dict[int, tuple[int, int]] = {}
        feeds: list[tuple[int, int, int]] = []
        given: dict[int, int] = defaultdict(int)
        for demand in self._components_by_day():
            operation = self._operation_of(demand)
            if operation is None:
                continue
            at = NEVER if self.plan.demands.missing[demand] else -NEVER
            for peg in self.plan.pegs_of_demand(demand):
                source, supply = Source(int(self.plan.pegs.source[peg])), int(self.plan.pegs.supply[peg])
                if (job := self._job(source, supply)) is not None:
                    given[job] += int(self.plan.pegs.quantity[peg])
                    feeds.append((job, operation, -(-given[job] // 1_000_000)))
                else:
                    at = max(at, supply_day(self.plan, source, supply) * DAY)
            if at > material.get(operation, (-NEVER, -1))[0]:
                material[operation] = (at, demand)
        return material, feeds

    def _components_by_day(self) -> list[int]:
        first = len(self.snapshot.sales)
        last = first + len(self.snapshot.components)
        return sorted(range(first, last), key=lambda demand: int(self.plan.demands.day[demand]))

    def _job(self, source: Source, supply: int) -> int | None:
        purchases = len(self.snapshot.purchases)
        return self.job_of_work.get(supply - purchases) if source == Source.RECEIPT and supply >= purchases else None

    def _operation_of(self, demand: int) -> int | None:
        """The operation that needs this component: the one named, or the first after it that is not done."""
        component = self.snapshot.components[demand - len(self.snapshot.sales)]
        wanted = component["operation_sequence"] or 0
        own = self._operations_of_work[component["work_order_id"]]
        open_ones = [n for n in own if self.snapshot.operations[n]["state"] != FloorState.COMPLETED]
        return next((n for n in open_ones if self.snapshot.operations[n]["sequence"] >= wanted), None)

    @cached_property
    def _operations_of_work(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(self.snapshot.operations):
            found[row["work_order_id"]].append(number)
        return found


def supply_day(plan: Plan, source: Source, supply: int) -> int:
    """The day a lot, receipt or planned order can truly be used."""
    if source == Source.LOT:
        return int(plan.problem.lots.available[supply])
    if source == Source.RECEIPT:
        return int(plan.receipt_expected[supply])
    return int(plan.planned.expected[supply])


def _left(order: dict[str, Any], operation: dict[str, Any]) -> Decimal:
    """What an operation still has to make of its order."""
    return max(Decimal(0), order["quantity"] - operation["good"] - operation["scrap"])


def _is_one_batch(operation: dict[str, Any], quantity: Decimal) -> bool:
    """What is in the kettle is not left there over night; between two batches it is."""
    return bool(operation["in_batches"] and quantity <= operation["run_quantity"])


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def _numbered(names: Any) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted({name for name in names if name}))}
