"""Today's output beside the published plan, whole and hour by hour, in standard hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from orders.models import WorkOrderOperation
from orders.states import OperationState, WorkOrderState
from scheduling.loading.capacity import Capacity
from shopfloor.models import OperationReport
from shopfloor.states import ReportState

ZERO = Decimal(0)
HOURS_BEFORE, HOURS_SHOWN = 7, 12
WITHDRAWN = WorkOrderState.CANCELLED
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Day:
    """Units finished today and planned to be; and how far what should be done by now is done, in percent.

    `achieved` is None where nothing was planned until now. `yielded`: percent of today's reported units that are good.
    """

    planned: Decimal
    done: Decimal
    achieved: int | None
    yielded: int | None


@dataclass(frozen=True)
class Hour:
    """Standard hours earned and planned within an hour of the clock; `done` is None for hours to come."""

    at: datetime
    done: Decimal | None
    planned: Decimal

    @property
    def short(self) -> bool:
        """Over, and a tenth or more behind the plan."""
        return self.done is not None and self.done < self.planned * 9 / 10


def day(now: datetime) -> Day:
    """Four queries."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    last = ~Exists(_later(OuterRef("work_order"), OuterRef("sequence")))
    planned = WorkOrderOperation.objects.filter(last, finish_at__gte=midnight, finish_at__lt=midnight + 24 * HOUR)
    reports = _reports(midnight)
    finished = reports.filter(~Exists(_later(OuterRef("operation__work_order"), OuterRef("operation__sequence"))))
    whole = reports.aggregate(good=Sum("good"), scrap=Sum("scrap"))
    good, scrap = whole["good"] or ZERO, whole["scrap"] or ZERO
    return Day(
        planned=planned.exclude(work_order__state=WITHDRAWN).aggregate(n=Sum("work_order__quantity"))["n"] or ZERO,
        done=finished.aggregate(n=Sum("good"))["n"] or ZERO,
        achieved=percent_achieved(now),
        yielded=round(100 * good / (good + scrap)) if good + scrap else None,
    )


def _later(order: OuterRef, sequence: OuterRef) -> QuerySet[WorkOrderOperation]:
    return WorkOrderOperation.objects.filter(work_order=order, sequence__gt=sequence)


def _reports(since: datetime) -> QuerySet[OperationReport]:
    return OperationReport.objects.filter(state=ReportState.POSTED, reported_at__gte=since)


def percent_achieved(now: datetime) -> int | None:
    """Of what should be done by now, today's and what is left of earlier days, each operation at most as planned.

    None where nothing should be.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = Q(finish_at__gte=midnight) | ~Q(state=OperationState.COMPLETED)
    rows = WorkOrderOperation.objects.filter(asked, start_at__lt=now, finish_at__gt=F("start_at"))
    planned = done = ZERO
    for row in rows.exclude(work_order__state=WITHDRAWN).select_related("work_order"):
        share = Decimal(min(1.0, (now - row.start_at) / (row.finish_at - row.start_at)))
        units = row.work_order.quantity * share
        planned += row.hours(units)
        done += row.hours(min(row.good, units)) if row.good else ZERO
    return round(100 * done / planned) if planned else None


def hours(now: datetime, open_time: Capacity) -> list[Hour]:
    """Some hours before this one and some after it; two queries."""
    this = now.replace(minute=0, second=0, microsecond=0)
    first = this - HOURS_BEFORE * HOUR
    marks = [first + number * HOUR for number in range(HOURS_SHOWN + 1)]
    planned, done = _planned(marks, open_time), _earned(marks)
    return [Hour(at, done[n] if at <= now else None, planned[n]) for n, at in enumerate(marks[:-1])]


def _earned(marks: list[datetime]) -> list[Decimal]:
    found = [ZERO] * HOURS_SHOWN
    rows = (
        _reports(marks[0])
        .filter(reported_at__lt=marks[-1])
        .values_list("reported_at", "good", "operation__run_minutes")
    )
    for at, good, minutes in rows:
        found[int((at - marks[0]) / HOUR)] += good * minutes / 60
    return found


def _planned(marks: list[datetime], open_time: Capacity) -> list[Decimal]:
    """The hours of each operation spread over the open time between its start and its finish."""
    calendars = {row["id"]: open_time.calendars[row["calendar"]] for row in open_time.machines if row["id"]}
    minutes = [open_time.minute(mark) for mark in marks]
    found = [ZERO] * HOURS_SHOWN
    rows = WorkOrderOperation.objects.filter(start_at__lt=marks[-1], finish_at__gt=marks[0], machine__isnull=False)
    for row in rows.exclude(work_order__state=WITHDRAWN).select_related("work_order"):
        start, finish = open_time.minute(row.start_at), open_time.minute(row.finish_at)
        calendar = calendars.get(row.machine_id)
        whole = calendar.between(start, finish) if calendar else 0
        if not calendar or not whole:
            continue
        hours = row.run_minutes * row.work_order.quantity / 60
        for number in range(HOURS_SHOWN):
            part = calendar.between(max(start, minutes[number]), min(finish, minutes[number + 1]))
            found[number] += hours * max(0, part) / whole
    return found
