"""A schedule as a proposed plan version: operations, order lines with their reasons, load per center and week."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from base.actions import follow_up
from base.people import Actor
from engine.calendar import NEVER, WEEK
from engine.schedule import Result, Why, load, need
from scheduling.actions.planning import propose
from scheduling.loading.days import date_of, on
from scheduling.loading.shop import Shop
from scheduling.models import PlanVersion, PlanVersionLine, PlanVersionOperation
from scheduling.reasons import Outlook, outlooks

WEEKS_SHOWN = 12


def propose_version(run: int, shop: Shop, result: Result, by: Actor) -> PlanVersion:
    """A new version of what the schedule says; nothing is published by it."""
    seen = outlooks(shop, result)
    operations, lines = _operations(shop, result), _lines(shop, seen)
    facts = {
        "run": run,
        "operations_planned": len(operations),
        "lines_planned": len(lines),
        "lines_late": sum(found.days_late > 0 or found.planned is None for found in seen),
        "load": _load(shop, result),
    }
    version: PlanVersion = follow_up(propose, by=by, data=facts).record
    for row in (*operations, *lines):
        row.plan = version
    PlanVersionOperation.objects.bulk_create(operations, batch_size=5000)
    PlanVersionLine.objects.bulk_create(lines, batch_size=5000)
    return version


def _operations(shop: Shop, result: Result) -> list[PlanVersionOperation]:
    """Everything still to do that has a place."""
    late_jobs = set(result.late().tolist())
    needed = _orders_needed(shop)
    rows, found = shop.requirements.snapshot.operations, []
    for number, row in enumerate(result.schedule.rows()):
        if rows[number]["state"] == "completed" or row["start"] >= NEVER or row["finish"] >= NEVER:
            continue
        machine = shop.capacity.machines[row["machine"]]["id"] if row["machine"] >= 0 else None
        found.append(
            PlanVersionOperation(
                operation_id=rows[number]["id"],
                machine_id=machine,
                start_at=shop.capacity.instant(row["start"]),
                run_at=_run_at(shop, row),
                finish_at=shop.capacity.instant(row["finish"]),
                late=int(shop.problem.operations.job[number]) in late_jobs,
                why=_why(shop, row) | ({"orders": needed[number]} if number in needed else {}),
            )
        )
    return found


def _run_at(shop: Shop, row: dict[str, Any]) -> datetime | None:
    """When the set-up is over; None without one."""
    if not row["setup"] or row["machine"] < 0:
        return None
    calendar = shop.capacity.calendars[shop.capacity.machines[row["machine"]]["calendar"]]
    return shop.capacity.instant(calendar.after(row["start"], row["setup"]))


def _why(shop: Shop, row: dict[str, Any]) -> dict[str, Any]:
    """What an operation waited for, as PlanVersionOperation.why has it.

    A machine that was closed is no reason where something else had to come first.
    """
    snapshot, why, blocker = shop.requirements.snapshot, Why(row["why"]), row["blocker"]
    if why == Why.CALENDAR and row["ready_blocker"] >= 0:
        why, blocker = Why(row["ready_why"]), row["ready_blocker"]
    facts = {"why": why.name.lower(), "waited": max(0, row["start"] - row["ready"])}
    if blocker < 0:
        return facts
    if why in (Why.MACHINE, Why.PREDECESSOR):
        return facts | {"operation": snapshot.operations[blocker]["id"]}
    if why == Why.COMPONENT:
        return facts | {"order": snapshot.work_orders[shop.work_of_job[blocker]]["id"]}
    if why == Why.MATERIAL:
        return facts | {"item": snapshot.items[int(shop.plan.demands.item[blocker])]["id"]}
    return facts


def _orders_needed(shop: Shop) -> dict[int, list[int]]:
    """For each operation the work orders that make what it needs."""
    found: dict[int, list[int]] = defaultdict(list)
    orders = shop.requirements.snapshot.work_orders
    links = shop.problem.links
    for job, operation in sorted(set(zip(links.job.tolist(), links.operation.tolist(), strict=True))):
        found[operation].append(orders[shop.work_of_job[job]]["id"])
    return found


def _lines(shop: Shop, seen: list[Outlook]) -> list[PlanVersionLine]:
    return [
        PlanVersionLine(
            line_id=row["id"],
            planned_on=on(found.planned) if found.planned else None,
            days_late=found.days_late,
            cause=found.cause,
            chain=found.chain,
        )
        for row, found in zip(shop.requirements.snapshot.sales, seen, strict=True)
    ]


def _load(shop: Shop, result: Result) -> list[dict[str, Any]]:
    """Per finite center: for each week the open hours, the hours asked for by need date, the hours scheduled."""
    weeks = range(*_weeks(shop))
    asked = {(row["center"], row["week"]): row for row in need(shop.problem, result).rows()}
    busy: dict[tuple[int, int], int] = defaultdict(int)
    for row in load(result).rows():
        busy[shop.capacity.machines[row["machine"]]["center"], row["week"]] += row["busy"]
    return [
        {
            "center": center["code"],
            "name": center["name"],
            "weeks": [_week(number, week, asked, busy) for week in weeks],
        }
        for number, center in enumerate(shop.capacity.centers)
        if center["kind"] == "finite"
    ]


def _weeks(shop: Shop) -> tuple[int, int]:
    first = shop.problem.now // WEEK
    return first, first + WEEKS_SHOWN


def _week(
    center: int, week: int, asked: dict[tuple[int, int], Any], busy: dict[tuple[int, int], int]
) -> dict[str, Any]:
    row = asked.get((center, week), {"open": 0, "asked": 0})
    return {
        "from": date_of(week * 7).isoformat(),
        "open": round(row["open"] / 60, 1),
        "needed": round(row["asked"] / 60, 1),
        "busy": round(busy[center, week] / 60, 1),
    }
