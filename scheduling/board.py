"""The schedule board of a plan version: columns instead of objects, read in as many queries for any size.

Instants are minutes of the site's own clock, counted from midnight of today.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta
from itertools import chain, compress, count
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Expression, F, Func, IntegerField, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.columns import plain_number
from base.models import Site
from engine.calendar import DAY, Calendar
from orders.models import WorkOrder, WorkOrderOperation
from orders.states import OperationState, WorkOrderState
from scheduling.loading import capacity
from scheduling.loading.capacity import Capacity
from scheduling.loading.days import day_of
from scheduling.models import PlanVersion, PlanVersionOperation
from shopfloor.models import Shortage
from shopfloor.states import ShortageState

DAYS_DONE = 3  # what was finished so recently is still shown
DAYS_OPEN = 21  # the board reaches at least so far
DAYS_AFTER = 7  # and so far past the last operation
LEGEND = {
    "plan": pgettext_lazy("operation", "planned"),
    "ready": _("ready"),
    "run": pgettext_lazy("operation", "running"),
    "hold": _("waiting, or paused"),
    "late": pgettext_lazy("operation", "late"),
    "done": pgettext_lazy("operation", "done"),
}
TONES = tuple(LEGEND)
PLAN, READY, RUN, HOLD, LATE, DONE = range(len(TONES))
ON_THE_FLOOR = (WorkOrderState.RELEASED, WorkOrderState.STARTED)

Columns = dict[str, list[Any]]


def board(version: PlanVersion, centers: Container[int] = ()) -> dict[str, Any]:
    """Everything the board draws, or what lies on the machines of these work centers only.

    `tones` and `names` are what the numbers in `operations.tone` and `operations.name` stand for.
    """
    site = Site.objects.order_by("id").first()
    zone = site.zone if site else settings.TIME_ZONE
    today = timezone.localdate(timezone=ZoneInfo(zone))
    operations = _operations(version, zone, today)
    first = min([*operations["start"], 0]) - DAY
    last = max([*operations["finish"], DAYS_OPEN * DAY]) + DAYS_AFTER * DAY
    open_time = capacity.read(today, zone, before=1 - first // DAY, after=1 + last // DAY)
    rows = _Rows(open_time, centers)
    operations["row"] = rows.of(operations.pop("machine"), operations.pop("center"))
    operations = _shown(operations)
    names = {name: number for number, name in enumerate(dict.fromkeys(operations["name"]))}
    operations["name"] = [names[name] for name in operations["name"]]
    return {
        "today": today.isoformat(),
        "now": open_time.minute(timezone.now()) - day_of(today) * DAY,
        "first": first,
        "last": last,
        "tones": TONES,
        "names": list(names),
        **rows.columns(day_of(today) * DAY, first, last),
        "orders": _orders(operations["order"], today),
        "operations": operations,
        "links": _links(version),
    }


def _minute(instant: Any, zone: str, today: date) -> Expression:
    """An instant as minutes since midnight of today, by the database: a plan has thousands of them."""
    path = F(instant) if isinstance(instant, str) else instant
    since = Func(Value(zone), path, function="timezone")
    template = "floor(date_part('epoch', %(expressions)s) / 60)"  # a float: EXTRACT counts in decimals, and slowly
    minutes = Func(since, template=template, output_field=IntegerField())
    return Cast(minutes, IntegerField()) - (today - date(1970, 1, 1)).days * DAY


# Operations --------------------------------------------------------------------------------

NAMES = ("id", "order", "machine", "center", "sequence", "name", "start", "run", "finish", "percent")
FACTS = ("late", "state", "order_state", "why")


def _operations(version: PlanVersion, zone: str, today: date) -> Columns:
    """What the version places, and what was done in the days before it."""
    columns = zip(*_planned(version, zone, today), *_done(zone, today), strict=True)
    found: Columns = {name: list(next(columns, ())) for name in (*NAMES, *FACTS)}
    found["tone"] = list(_tones(_short(), *(found[name] for name in ("order", "percent", *FACTS))))
    return {name: values for name, values in found.items() if name not in FACTS}


def _shown(operations: Columns) -> Columns:
    """Those that lie on a row."""
    shown = [row is not None for row in operations["row"]]
    return {name: list(compress(values, shown)) for name, values in operations.items()}


def _planned(version: PlanVersion, zone: str, today: date) -> Iterable[tuple[Any, ...]]:
    found = PlanVersionOperation.objects.filter(plan=version).order_by("operation__work_order", "operation__sequence")
    return found.values_list(
        "operation_id",
        "operation__work_order_id",
        "machine_id",
        "operation__work_center_id",
        "operation__sequence",
        "operation__name",
        _minute("start_at", zone, today),
        _minute(Coalesce("run_at", "start_at"), zone, today),
        _minute("finish_at", zone, today),
        _percent("operation__"),
        "late",
        "operation__state",
        "operation__work_order__state",
        KT("why__why"),
    )


def _done(zone: str, today: date) -> Iterable[tuple[Any, ...]]:
    begun = _minute(Coalesce("started_at", "finished_at"), zone, today)
    found = WorkOrderOperation.objects.filter(
        state=OperationState.COMPLETED, finished_at__gte=timezone.now() - timedelta(days=DAYS_DONE)
    )
    return found.order_by("work_order", "sequence").values_list(
        "id",
        "work_order_id",
        "machine_id",
        "work_center_id",
        "sequence",
        "name",
        begun,
        begun,
        _minute("finished_at", zone, today),
        Value(100),
        Value(False, BooleanField()),
        "state",
        "work_order__state",
        Value(""),
    )


def _percent(path: str) -> Expression:
    """How much of an order an operation has turned out, up to 100."""
    reported = F(f"{path}good") + F(f"{path}scrap")
    share = Cast(100 * reported / F(f"{path}work_order__quantity"), IntegerField())
    return Func(share, Value(100), function="least", output_field=IntegerField())


def _short() -> set[int]:
    """The work orders at which somebody lacked a component that has not come yet."""
    return set(Shortage.objects.filter(state=ShortageState.OPEN).values_list("component__work_order_id", flat=True))


def _tones(short: set[int], *columns: Sequence[Any]) -> Iterable[int]:
    """The tone of each operation; one that waits is ready when what it needs has come from the operation before."""
    before: tuple[Any, int] = (None, 0)
    for order, percent, late, state, order_state, why in zip(*columns, strict=True):
        come = order_state in ON_THE_FLOOR and (before[0] != order or before[1] > 0)
        before = order, percent
        if state == OperationState.COMPLETED:
            yield DONE
        elif late:
            yield LATE
        elif state == OperationState.STARTED:
            yield RUN
        elif state == OperationState.PAUSED or order in short or why == "material":
            yield HOLD
        else:
            yield READY if come else PLAN


# What they are on and for ------------------------------------------------------------------


class _Rows:
    """The machines by work center, each a row of the board; a center without machines is a row itself."""

    def __init__(self, open_time: Capacity, chosen: Container[int]) -> None:
        self.capacity = open_time
        ids = [open_time.centers[row["center"]]["id"] for row in open_time.machines]
        shown = [not chosen or center in chosen for center in ids]
        self.machines = list(compress(open_time.machines, shown))
        number = count()
        rows = [next(number) if each else None for each in shown]
        self.of_machine = {row["id"]: at for row, at in zip(open_time.machines, rows, strict=True) if row["id"]}
        self.of_center = dict(zip(reversed(ids), reversed(rows), strict=True))

    def of(self, machines: Iterable[int | None], centers: Iterable[int]) -> list[int | None]:
        """The rows of operations; where a machine is not named, or no longer there, the first of the center."""
        known, first = self.of_machine, self.of_center
        return [known[m] if m in known else first[c] for m, c in zip(machines, centers, strict=True)]

    def columns(self, midnight: int, first: int, last: int) -> dict[str, Any]:
        """Centers, machines and the open spans of each different calendar, flat: from, until, from, until, …"""
        calendars: dict[tuple[int, ...], int] = {}
        for row in self.machines:
            spans = _spans(self.capacity.calendars[row["calendar"]], midnight, first, last)
            row["spans"] = calendars.setdefault(spans, len(calendars))
        machines, centers = self.machines, self.capacity.centers
        return {
            "calendars": list(calendars),
            "centers": {name: [row[name] for row in centers] for name in ("code", "name", "kind")},
            "machines": {
                "code": [row["code"] or centers[row["center"]]["code"] for row in machines],
                "name": [row["name"] or centers[row["center"]]["name"] for row in machines],
                "center": [row["center"] for row in machines],
                "calendar": [row["spans"] for row in machines],
                "endless": [row["endless"] for row in machines],
            },
        }


def _spans(calendar: Calendar, midnight: int, first: int, last: int) -> tuple[int, ...]:
    """The open spans that touch these minutes."""
    begin = int(calendar.finishes.searchsorted(midnight + first, side="right"))
    end = int(calendar.starts.searchsorted(midnight + last))
    pairs = zip(calendar.starts[begin:end].tolist(), calendar.finishes[begin:end].tolist(), strict=True)
    return tuple(instant - midnight for instant in chain.from_iterable(pairs))


def _orders(known: Sequence[int], today: date) -> Columns:
    """The work orders of the operations. `due`: days from today."""
    names = ("id", "number", "item", "name", "quantity", "due")
    found = WorkOrder.objects.filter(pk__in=set(known)).order_by("number")
    rows = list(found.values_list("id", "number", "item__code", "item__name", "quantity", "due_on"))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return columns | {
        "quantity": [plain_number(quantity) for quantity in columns["quantity"]],
        "due": [(due - today).days for due in columns["due"]],
    }


def _links(version: PlanVersion) -> Columns:
    """Which orders make what an operation needs."""
    found = PlanVersionOperation.objects.filter(Q(plan=version), why__has_key="orders")
    pairs = [(order, pk) for pk, orders in found.values_list("operation_id", "why__orders") for order in orders]
    return {"order": [order for order, _pk in pairs], "operation": [pk for _order, pk in pairs]}
