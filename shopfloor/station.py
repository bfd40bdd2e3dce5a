"""What a tablet shows: the queue of a work center by the published plan, and the operation at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from base.people import Actor
from bom.models import WorkCenter
from inventory.models import StockBalance
from inventory.queries import first_to_expire, usable_stock
from orders.models import WorkOrderComponent, WorkOrderOperation
from orders.needs import user_of
from orders.states import OperationState
from shopfloor.checks import ON_THE_FLOOR, first_piece_objections
from shopfloor.models import Employee, FirstPiece, OperationReport, ScrapReason, Shortage
from shopfloor.people import employee_of
from shopfloor.shifts import Window, window_at
from shopfloor.states import ReportState, ShortageState

SHOWN = 40
REPORTS_SHOWN = 4
REASONS_SHOWN = 8
LOTS_SHOWN = 3
ZERO = Decimal(0)
OPEN = ~Q(state=OperationState.COMPLETED)


@dataclass(frozen=True)
class Card:
    """One operation in the queue. `come`: what the operation before has passed on, or what was ordered."""

    operation: WorkOrderOperation
    come: Decimal
    lacks: bool

    @property
    def tone(self) -> str:
        """How it stands, as base/looks.py paints it."""
        row = self.operation
        if row.state == OperationState.PAUSED:
            return "hold"
        if self.is_late:
            return "late"
        if row.state == OperationState.STARTED:
            return "run"
        return "ready" if self.come > 0 else "plan"

    @property
    def is_late(self) -> bool:
        finish = self.operation.finish_at
        return bool(finish and finish < timezone.now()) or self.operation.work_order.due_on < timezone.localdate()


@dataclass(frozen=True)
class Supply:
    """A component of the operation, and of a traced one the lots to take it from, first to expire first."""

    component: WorkOrderComponent
    lots: list[StockBalance]


@dataclass
class Bench:
    """The operation at hand, with all that is needed to work on it."""

    operation: WorkOrderOperation
    steps: list[WorkOrderOperation]
    supplies: list[Supply]
    reports: list[OperationReport]
    reasons: list[ScrapReason]
    check: FirstPiece | None
    objection: Any = ""  # why it cannot be reported yet

    @property
    def come(self) -> Decimal:
        earlier = [step for step in self.steps if step.sequence < self.operation.sequence]
        return earlier[-1].good if earlier else self.operation.work_order.quantity

    @property
    def rest(self) -> Decimal:
        """What may still be reported of what has come."""
        return max(self.come - self.operation.reported, ZERO)

    @property
    def is_at_work(self) -> bool:
        return self.operation.state == OperationState.STARTED


@dataclass
class Station:
    """A work center as its tablet shows it."""

    center: WorkCenter
    queue: list[Card]
    done_today: int
    employee: Employee | None
    shift: Window
    bench: Bench | None = field(default=None)


def stations() -> QuerySet[Any]:
    """The work centers with the number of operations that wait or run there."""
    open_ = Q(work_order_operations__work_order__state__in=ON_THE_FLOOR) & ~Q(
        work_order_operations__state=OperationState.COMPLETED
    )
    return WorkCenter.objects.annotate(waiting=Count("work_order_operations", filter=open_)).order_by("code")


def station(center: WorkCenter, by: Actor, pk: int | None = None) -> Station:
    """The tablet of a work center with one of its operations at hand: the one asked for, else what runs, else first."""
    queue = queue_of(center)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = WorkOrderOperation.objects.filter(work_center=center, finished_at__gte=today).count()
    shift = window_at(center.calendar_id, timezone.now())
    found = Station(center, queue, done, employee_of(by), shift)
    if (at := pk or _first(queue)) is not None:
        found.bench = bench(at)
    return found


def queue_of(center: WorkCenter) -> list[Card]:
    """What waits or runs at a work center, in the order of the published plan; what has no place in it by due date."""
    before = WorkOrderOperation.objects.filter(
        work_order=OuterRef("work_order"), sequence__lt=OuterRef("sequence")
    ).order_by("-sequence")
    short = Shortage.objects.filter(component__work_order=OuterRef("work_order"), state=ShortageState.OPEN)
    rows = (
        WorkOrderOperation.objects.filter(OPEN, work_center=center, work_order__state__in=ON_THE_FLOOR)
        .select_related("work_order__item__unit", "machine")
        .annotate(passed_on=Subquery(before.values("good")[:1]), lacks=Exists(short))
        .order_by(F("start_at").asc(nulls_last=True), "work_order__due_on", "id")
    )
    return [_card(row) for row in rows[:SHOWN]]


def _card(row: Any) -> Card:
    come = row.work_order.quantity if row.passed_on is None else row.passed_on
    return Card(row, come, row.lacks)


def _first(queue: Sequence[Card]) -> int | None:
    """What runs already comes before what could be started, and that before what waits."""
    places = ("run", "late", "hold", "ready", "plan")
    running = [card for card in queue if card.operation.state == OperationState.STARTED]
    ordered = running or sorted(queue, key=lambda card: places.index(card.tone) if card.come > 0 else len(places))
    return ordered[0].operation.pk if ordered else None


def bench(pk: int) -> Bench:
    rows = WorkOrderOperation.objects.select_related("work_order__item__unit", "work_center", "machine")
    operation = rows.get(pk=pk)
    steps = list(operation.work_order.operations.select_related("work_center").order_by("sequence"))
    reports = OperationReport.objects.filter(operation=operation, state=ReportState.POSTED)
    return Bench(
        operation=operation,
        steps=steps,
        supplies=_supplies(operation, steps),
        reports=list(reports.select_related("author", "employee", "scrap_reason").order_by("-id")[:REPORTS_SHOWN]),
        reasons=list(ScrapReason.objects.filter(active=True).order_by("code")[:REASONS_SHOWN]),
        check=FirstPiece.objects.filter(operation=operation).order_by("-id").first(),
        objection=first_piece_objections([operation]).get(operation.pk, ""),
    )


def _supplies(operation: WorkOrderOperation, steps: Sequence[WorkOrderOperation]) -> list[Supply]:
    components = operation.work_order.components.select_related("item__unit").order_by("item__code", "id")
    own = [component for component in components if user_of(component, steps).pk == operation.pk]
    wanted = {c.item_id for c in own if c.item.lot_tracked and c.issued < c.required}
    stock = usable_stock(wanted, after=timezone.localdate()).select_related("lot", "location") if wanted else ()
    lots: dict[int, list[StockBalance]] = {}
    for balance in sorted(stock, key=first_to_expire):
        lots.setdefault(balance.item_id, []).append(balance)
    return [Supply(component, lots.get(component.item_id, [])[:LOTS_SHOWN]) for component in own]
