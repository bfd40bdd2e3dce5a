"""What each machine does, and whether that is what the published plan says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bom.models import MachineClosure
from orders.models import WorkOrderOperation
from orders.states import OperationState
from scheduling.loading.capacity import Capacity
from shopfloor.checks import ON_THE_FLOOR

WORDS = {
    "run": pgettext_lazy("machine", "running"),
    "ready": pgettext_lazy("machine", "idle"),
    "hold": pgettext_lazy("machine", "paused"),
    "late": gettext_lazy("behind plan"),
    "off": pgettext_lazy("machine", "closed"),
}
GRACE = timedelta(minutes=15)  # what is later than this is behind the plan
BUSY = (OperationState.STARTED, OperationState.PAUSED)


@dataclass(frozen=True)
class Tile:
    """A machine, or a work center without machines. `percent`: how much of its order is made."""

    code: str
    name: str
    tone: str
    text: str
    more: str = ""
    percent: int = 0

    @property
    def word(self) -> Any:
        return WORDS[self.tone]


def tallies(found: Iterable[Tile]) -> list[tuple[str, Any, int]]:
    """How many machines are in each state."""
    tones = [tile.tone for tile in found]
    return [(tone, word, tones.count(tone)) for tone, word in WORDS.items()]


def tiles(now: datetime, open_time: Capacity) -> list[Tile]:
    """In the order of the work centers; three queries."""
    busy, due = _operations(now)
    closed = {row.machine_id: row for row in MachineClosure.objects.filter(start_at__lte=now, finish_at__gt=now)}
    return [_tile(now, open_time.centers[row["center"]], row, closed, busy, due) for row in open_time.machines]


Operations = dict[Any, WorkOrderOperation]


def _operations(now: datetime) -> tuple[Operations, Operations]:
    """By machine, or by work center where none is named: what is being done, and what should have begun first."""
    begun = Q(state__in=BUSY)
    awaited = Q(state=OperationState.WAITING, start_at__lt=now - GRACE, work_order__state__in=ON_THE_FLOOR)
    rows = (
        WorkOrderOperation.objects.filter(begun | awaited).select_related("work_order__item").order_by("start_at", "id")
    )
    busy: Operations = {}
    due: Operations = {}
    for row in rows:
        (busy if row.state in BUSY else due).setdefault(_place(row.machine_id, row.work_center_id), row)
    return busy, due


def _place(machine: int | None, center: int) -> tuple[str, int]:
    return ("machine", machine) if machine else ("center", center)


def _tile(
    now: datetime,
    center: dict[str, Any],
    machine: dict[str, Any],
    closed: dict[int, Any],
    busy: Operations,
    due: Operations,
) -> Tile:
    named = machine["code"] or center["code"], machine["name"] or center["name"]
    if closure := closed.get(machine["id"]):
        return Tile(*named, "off", closure.reason, f"→ {timezone.localtime(closure.finish_at):%m-%d %H:%M}")
    place = _place(machine["id"], center["id"])
    if row := busy.get(place):
        return _busy(now, named, row)
    if row := due.get(place):
        return Tile(*named, "late", row.work_order.number, _behind(now, row.start_at))
    return Tile(*named, "ready", str(WORDS["ready"]))


def _busy(now: datetime, named: tuple[str, str], row: WorkOrderOperation) -> Tile:
    percent = min(100, int(100 * row.reported / row.work_order.quantity))
    if row.state == OperationState.PAUSED:
        return Tile(*named, "hold", row.work_order.number, str(WORDS["hold"]), percent)
    if row.finish_at and row.finish_at < now - GRACE:
        return Tile(*named, "late", row.work_order.number, _behind(now, row.finish_at), percent)
    return Tile(*named, "run", row.work_order.number, row.name, percent)


def _behind(now: datetime, planned: datetime | None) -> str:
    hours = (now - planned).total_seconds() / 3600 if planned else 0
    return _("%(hours)s h behind") % {"hours": f"{hours:.0f}" if hours >= 10 else f"{hours:.1f}"}
