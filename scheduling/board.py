"""The schedule view: a lane per machine, a bar per operation, placed in percent of the days shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.states import OperationState
from scheduling.models import PlanVersion, PlanVersionOperation

BARS_SHOWN = 3000
DAYS_SHOWN = 14
NARROWEST = 0.15  # percent: a bar one can still see and hit
WORDY = 1.6  # percent: enough for a few letters
WEEKEND = 5


@dataclass(frozen=True)
class Day:
    """A column of the board; `left` is where it begins, in percent."""

    on: datetime
    left: str
    rest: bool


@dataclass(frozen=True)
class Bar:
    """An operation on a machine. `tip` says all of it in words; `wordy`: there is room for its name on the bar."""

    number: str
    name: str
    order_id: int
    tone: str
    tip: str
    left: str
    width: str
    wordy: bool


@dataclass(frozen=True)
class Lane:
    """A machine with its bars in order of time."""

    code: str
    name: str
    bars: list[Bar]


@dataclass(frozen=True)
class Board:
    """What the view draws; `now` is where the present is, in percent."""

    rows: list[Lane]
    days: list[Day]
    now: str

    @property
    def legend(self) -> list[tuple[str, str]]:
        waiting, started = str(OperationState.WAITING.label), str(OperationState.STARTED.label)
        return [("plan", waiting), ("run", started), ("late", _("makes an order late"))]


def board(version: PlanVersion) -> Board:
    """Two weeks of a plan: from this morning on, or from the day its first operation starts."""
    now = timezone.localtime()
    first = PlanVersionOperation.objects.filter(plan=version).aggregate(at=Min("start_at"))["at"] or now
    start = max(now, timezone.localtime(first)).replace(hour=0, minute=0, second=0, microsecond=0)
    span = timedelta(days=DAYS_SHOWN)
    lanes: dict[str, Lane] = {}
    for row in _operations(version, start, start + span):
        lane = lanes.setdefault(row["machine_code"], Lane(row["machine_code"], row["machine_name"], []))
        lane.bars.append(_bar(row, start, span))
    mornings = [start + timedelta(days=number) for number in range(DAYS_SHOWN)]
    days = [Day(on, _percent(on - start, span), on.weekday() >= WEEKEND) for on in mornings]
    return Board(list(lanes.values()), days, _percent(now - start, span))


def _operations(version: PlanVersion, start: datetime, finish: datetime) -> list[dict[str, Any]]:
    found = PlanVersionOperation.objects.filter(
        plan=version, start_at__lt=finish, finish_at__gt=start, machine__isnull=False
    )
    ordered = found.order_by("machine__work_center__code", "machine__code", "start_at")
    return list(
        ordered.values(
            "start_at",
            "finish_at",
            "late",
            machine_code=F("machine__code"),
            machine_name=F("machine__name"),
            name=F("operation__name"),
            number=F("operation__work_order__number"),
            order_id=F("operation__work_order_id"),
            item=F("operation__work_order__item__code"),
            state=F("operation__state"),
        )[:BARS_SHOWN]
    )


def _bar(row: Mapping[str, Any], start: datetime, span: timedelta) -> Bar:
    left = max(timedelta(0), row["start_at"] - start) / span
    right = min(span, row["finish_at"] - start) / span
    width = max(100 * (right - left), NARROWEST)
    tone = "late" if row["late"] else "run" if row["state"] == OperationState.STARTED else "plan"
    place = f"{100 * left:.3f}", f"{width:.3f}", width > WORDY
    return Bar(row["number"], row["name"], row["order_id"], tone, _tip(row), *place)


def _tip(row: Mapping[str, Any]) -> str:
    times = {name: f"{timezone.localtime(row[f'{name}_at']):%m-%d %H:%M}" for name in ("start", "finish")}
    said = _("%(number)s %(name)s (%(item)s) on %(machine)s: %(start)s to %(finish)s") % {
        **{name: row[name] for name in ("number", "name", "item")},
        "machine": row["machine_code"],
        **times,
    }
    return f"{said}\n{_('makes an order late')}" if row["late"] else said


def _percent(part: timedelta, whole: timedelta) -> str:
    return f"{100 * (part / whole):.3f}"
