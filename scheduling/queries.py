"""What the plan page shows of the latest plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from orders.models import SalesOrderLine
from orders.states import SalesOrderState
from scheduling.models import (
    ExceptionMessage,
    PlannedOrder,
    PlanRun,
    PlanVersion,
    PlanVersionLine,
    PlanVersionOperation,
)
from scheduling.reasons import sentence
from scheduling.states import PlannedState, RunKind, RunState, VersionState

MESSAGES_SHOWN = 30
BARS_SHOWN = 3000
DAYS_SHOWN = 14


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
    last = PlanRun.objects.filter(kind=RunKind.MRP, state=RunState.DONE).aggregate(at=Max("started_at"))
    return {
        "lines": SalesOrderLine.objects.filter(open_lines).count(),
        "late": version.lines_late if version else 0,
        "planned_orders": counted["all"],
        "past_due": counted["past_due"],
        "messages": ExceptionMessage.objects.filter(dismissed=False).count(),
        "mrp_at": last["at"],
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
    rows = PlanVersionLine.objects.filter(Q(days_late__gt=0) | Q(planned_on=None), plan=version)
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
    return [
        {
            **center,
            "weeks": [{**week, **_percents(week), "on": date.fromisoformat(week["from"])} for week in center["weeks"]],
        }
        for center in version.load
    ]


def _percents(week: dict[str, Any]) -> dict[str, Any]:
    hours = week["open"]
    percent = round(100 * week["needed"] / hours) if hours else 0
    level = "over" if percent > 100 else "high" if percent > 85 else "fine" if percent else "none"
    return {"percent": percent, "busy_percent": round(100 * week["busy"] / hours) if hours else 0, "level": level}


def bars(version: PlanVersion, first: datetime | None = None) -> dict[str, Any]:
    """The schedule of the next two weeks: rows are machines, bars are operations in percent of the span."""
    start = (first or timezone.localtime()).replace(hour=0, minute=0, second=0, microsecond=0)
    finish = start + timedelta(days=DAYS_SHOWN)
    found = PlanVersionOperation.objects.filter(
        plan=version, start_at__lt=finish, finish_at__gt=start, machine__isnull=False
    )
    rows: dict[str, dict[str, Any]] = {}
    for row in found.order_by("machine__work_center__code", "machine__code", "start_at").values(
        "start_at",
        "finish_at",
        "late",
        "why",
        machine_code=F("machine__code"),
        machine_name=F("machine__name"),
        name=F("operation__name"),
        number=F("operation__work_order__number"),
        order_id=F("operation__work_order_id"),
        item=F("operation__work_order__item__code"),
        state=F("operation__state"),
    )[:BARS_SHOWN]:
        machine = rows.setdefault(
            row["machine_code"], {"code": row["machine_code"], "name": row["machine_name"], "bars": []}
        )
        machine["bars"].append(row | _place(row, start, finish))
    days = [start + timedelta(days=number) for number in range(DAYS_SHOWN)]
    return {"rows": list(rows.values()), "days": days, "start": start, "finish": finish}


def _place(row: dict[str, Any], start: datetime, finish: datetime) -> dict[str, str]:
    span = (finish - start).total_seconds()
    left = max(0.0, (row["start_at"] - start).total_seconds()) / span * 100
    right = min(span, (row["finish_at"] - start).total_seconds()) / span * 100
    return {"left": f"{left:.3f}", "width": f"{max(right - left, 0.15):.3f}"}


def open_messages() -> list[ExceptionMessage]:
    found = ExceptionMessage.objects.filter(dismissed=False).select_related("item")
    return list(found.order_by("kind", "to_on", "id")[:MESSAGES_SHOWN])
