"""What the plan page shows of the latest plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from base.models import Job
from base.models.work import JobState
from orders.models import SalesOrderLine
from orders.states import SalesOrderState
from scheduling.models import (
    ExceptionMessage,
    PlannedOrder,
    PlanRun,
    PlanVersion,
    PlanVersionLine,
)
from scheduling.reasons import sentence
from scheduling.states import PlannedState, RunKind, RunState, VersionState

MESSAGES_SHOWN = 30
OPENING = 2  # steps of a chain shown before one asks for all
FULL, HIGH = 100, 85  # percent of the open hours
WEEKS_AT_LEAST = 6  # of the load table; those after the last with work are left out
TONES = {"over": "late", "high": "hold", "fine": "ready", "none": "off"}


@dataclass(frozen=True)
class Late:
    """A late order line with its chain in words; the last of them is the ending."""

    number: str
    order_id: int
    position: int
    customer: str
    item: str
    name: str
    quantity: Any
    rush: bool
    due_on: date
    promised_on: date | None
    planned_on: date | None
    days_late: int
    cause: str
    steps: list[str]

    @property
    def opening(self) -> list[str]:
        """What is read first: what is late, and what it waits for."""
        return self.steps[:-1][:OPENING]

    @property
    def between(self) -> list[str]:
        """The way from there to the ending."""
        return self.steps[:-1][OPENING:]

    @property
    def ending(self) -> str:
        return self.steps[-1] if self.steps else ""


def current_version() -> PlanVersion | None:
    """What the page speaks of: the newest proposal, else what is published."""
    found = PlanVersion.objects.filter(state__in=(VersionState.PROPOSED, VersionState.PUBLISHED))
    return found.order_by("-id").first()


def figures(version: PlanVersion | None) -> dict[str, Any]:
    """The tiles of the plan page."""
    open_lines = Q(order__state=SalesOrderState.ACCEPTED, quantity__gt=F("shipped"))
    proposals = PlannedOrder.objects.filter(state=PlannedState.PROPOSED)
    counted = proposals.aggregate(all=Count("id"), past_due=Count("id", filter=Q(past_due=True)))
    return {
        "lines": SalesOrderLine.objects.filter(open_lines).count(),
        **_outlook(version),
        "planned_orders": counted["all"],
        "past_due": counted["past_due"],
        "messages": ExceptionMessage.objects.filter(dismissed=False).count(),
        "mrp_at": planned_at(),
    }


def planned_at() -> datetime | None:
    """When the requirements were last planned."""
    found = PlanRun.objects.filter(kind=RunKind.MRP, state=RunState.DONE).aggregate(at=Max("started_at"))
    return found["at"]  # type: ignore[no-any-return]


def _outlook(version: PlanVersion | None) -> dict[str, Any]:
    """What the plan says of the order lines, and its most loaded work center and week."""
    if version is None:
        return {"late": 0, "on_time": 0, "worst_days": 0, "peak": None}
    worst = PlanVersionLine.objects.filter(plan=version).aggregate(days=Max("days_late"))["days"]
    weeks = [{**week, "center": row["center"]} for row in load_table(version) for week in row["weeks"]]
    return {
        "late": version.lines_late,
        "on_time": version.lines_planned - version.lines_late,
        "worst_days": worst or 0,
        "peak": max(weeks, key=lambda week: week["percent"], default=None),
    }


def promised_lines(version: PlanVersion) -> list[dict[str, Any]]:
    """Every open order line with its promised and planned date, soonest first."""
    rows = PlanVersionLine.objects.filter(plan=version).order_by("line__due_on", "line_id")
    return list(
        rows.values(
            "days_late",
            "planned_on",
            "cause",
            number=F("line__order__number"),
            order_id=F("line__order_id"),
            position=F("line__position"),
            item=F("line__item__code"),
            quantity=F("line__quantity"),
            due_on=F("line__due_on"),
            promised_on=F("line__promised_on"),
            customer=F("line__order__customer__name"),
            order_class=F("line__order__order_class"),
        )
    )


def late_lines(version: PlanVersion) -> list[Late]:
    """The late lines, worst first, those without any date before all."""
    return told_late(PlanVersionLine.objects.filter(Q(days_late__gt=0) | Q(planned_on=None), plan=version))


def told_late(rows: QuerySet[PlanVersionLine]) -> list[Late]:
    """These lines with their chains in words."""
    ordered = rows.select_related("line__order__customer", "line__item").order_by(
        F("planned_on").desc(nulls_first=True), "-days_late", "id"
    )
    return [_late(row) for row in ordered]


def _late(row: PlanVersionLine) -> Late:
    line = row.line
    return Late(
        number=line.order.number,
        order_id=line.order_id,
        position=line.position,
        customer=line.order.customer.name,
        item=line.item.code,
        name=line.item.name,
        quantity=line.quantity,
        rush=line.order.order_class == "rush",
        due_on=line.due_on,
        promised_on=line.promised_on,
        planned_on=row.planned_on,
        days_late=row.days_late,
        cause=row.cause,
        steps=[sentence(step) for step in row.chain],
    )


def load_table(version: PlanVersion) -> list[dict[str, Any]]:
    """Load per work center and week: percent of the open hours that need dates ask for, and that are scheduled."""
    shown = max([WEEKS_AT_LEAST, *(_last_week(center["weeks"]) for center in version.load)])
    return [
        {
            **center,
            "weeks": [
                {**week, **_percents(week), "on": date.fromisoformat(week["from"])} for week in center["weeks"][:shown]
            ],
        }
        for center in version.load
    ]


def _last_week(weeks: list[dict[str, Any]]) -> int:
    """How many weeks there are up to the last that is asked for or worked in."""
    return max((number for number, week in enumerate(weeks, 1) if week["needed"] or week["busy"]), default=0)


def _percents(week: dict[str, Any]) -> dict[str, Any]:
    hours = week["open"]
    percent = round(100 * week["needed"] / hours) if hours else 0
    busy = round(100 * week["busy"] / hours) if hours else 0
    level = "over" if percent > FULL else "high" if percent > HIGH else "fine" if percent else "none"
    return {"percent": percent, "busy_percent": busy, "level": level, "tone": TONES[level]}


def open_messages() -> list[ExceptionMessage]:
    found = ExceptionMessage.objects.filter(dismissed=False).select_related("item")
    return list(found.order_by("kind", "to_on", "id")[:MESSAGES_SHOWN])


def running() -> list[tuple[PlanRun, Job]]:
    """The runs still being calculated, each with the job that tells how far it is."""
    runs = {run.job_id: run for run in PlanRun.objects.filter(state=RunState.WAITING).order_by("id")}
    open_jobs = Job.objects.filter(pk__in=list(runs), state__in=(JobState.WAITING, JobState.RUNNING))
    return [(runs[job.pk], job) for job in open_jobs.order_by("id")]
