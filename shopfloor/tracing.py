"""Which lots an order used went into which lots it made.

Units go through an order first in, first out: the first unit that leaves carries what the first unit used. So the
genealogy of an order is a function of what it used, what left it, and in which order; after every change the
difference to what was written before is written, and a correction leads back to exactly what it was.

What comes out beside the product comes of the same lots: of what the units reported with it had used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Q, Sum
from django.utils import timezone

from base.people import Actor
from inventory.genealogy import transform
from inventory.models import MoveKind, StockMove, Transformation
from inventory.movements import Cause
from orders.models import WorkOrder, WorkOrderComponent
from orders.needs import needed
from shopfloor.models import LotIssue, OperationReport, Shortage
from shopfloor.states import ReportState

ZERO = Decimal(0)
Edges = dict[tuple[int, int], Decimal]  # (lot used, lot made) -> how much of the lot used


@dataclass(frozen=True, slots=True)
class Leaving:
    """Units that left the order: into a lot (good at the last operation), or as scrap of some operation. Of what comes
    out beside it, the units with which it came."""

    quantity: Decimal
    sequence: int
    lot_id: int | None


def trace(
    order: WorkOrder, by: Actor, *, made: Mapping[int, int | None] | None = None, without: int | None = None
) -> None:
    """Bring the genealogy of an order's lots up to date with its reports and the lots it used.

    `made`: the lots of reports being posted just now. `without`: the report being taken back just now.
    """
    _write(order, [_leaving(order, made or {}, without)], beside=False)
    if order.outputs.filter(item__lot_tracked=True).exists():
        _write(order, _beside(order, without), beside=True)


def _write(order: WorkOrder, ways: Sequence[Sequence[Leaving]], *, beside: bool) -> None:
    """What is to be added to the genealogy that is written, for what left in each of these ways."""
    written, wanted = _written(order, beside), defaultdict[tuple[int, int], Decimal](Decimal)
    if not written and not any(out.lot_id for leaving in ways for out in leaving):
        return
    for leaving in ways:
        for edge, quantity in _edges(order, leaving).items():
            wanted[edge] += quantity
    changes: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for used, lot in {*wanted, *written}:
        if change := wanted.get((used, lot), ZERO) - written.get((used, lot), ZERO):
            changes[lot][used] = change
    cause = Cause(MoveKind.ISSUE, order, on=timezone.localdate())
    for lot, lots in changes.items():
        transform(lot, lots, cause, beside=beside)


def _leaving(order: WorkOrder, made: Mapping[int, int | None], without: int | None) -> list[Leaving]:
    """What left, first to last. Of one report the good leave before the scrap."""
    last = order.operations.order_by("-sequence").values_list("sequence", flat=True)[0]
    reports = OperationReport.objects.filter(operation__work_order=order, state=ReportState.POSTED).exclude(pk=without)
    found = []
    for pk, sequence, good, scrap, lot in reports.order_by("id").values_list(
        "pk", "operation__sequence", "good", "scrap", "lot"
    ):
        if sequence == last and good:
            found.append(Leaving(good, sequence, made.get(pk, lot)))
        if scrap:
            found.append(Leaving(scrap, sequence, None))
    return found


def _beside(order: WorkOrder, without: int | None) -> list[list[Leaving]]:
    """For each item that comes out beside the product: the units it came with, first to last."""
    posted = OperationReport.objects.filter(operation__work_order=order, state=ReportState.POSTED).exclude(pk=without)
    reports = {report.pk: report for report in posted.select_related("operation")}
    came = StockMove.objects.filter(
        subject_type=OperationReport._meta.label_lower,
        subject_id__in=reports,
        kind=MoveKind.RECEIVE,
        quantity__gt=0,
        lot__isnull=False,
        item__in=order.outputs.values("item"),
    )
    found: dict[int, list[Leaving]] = defaultdict(list)
    for item, lot, pk in came.order_by("subject_id", "pk").values_list("item", "lot", "subject_id"):
        found[item].append(Leaving(reports[pk].total, reports[pk].operation.sequence, lot))
    return list(found.values())


def _edges(order: WorkOrder, leaving: Sequence[Leaving]) -> Edges:
    used = _used(order) if leaving else {}
    components = order.components.filter(item__in=used).select_related("item__unit")
    shares: dict[int, list[tuple[int | None, Decimal]]] = defaultdict(list)
    by_item: dict[int, list[WorkOrderComponent]] = defaultdict(list)
    for component in components:
        by_item[component.item_id].append(component)
    for item, own in by_item.items():
        shares[item] = _shares(order, own, leaving)
    edges: Edges = defaultdict(Decimal)
    for item, lots in used.items():
        for lot, made, quantity in _matched(lots, shares[item]):
            edges[lot, made] += quantity
    return edges


def _shares(
    order: WorkOrder, components: Sequence[WorkOrderComponent], leaving: Sequence[Leaving]
) -> list[tuple[int | None, Decimal]]:
    """What the units of each leaving had used of an item, through all operations they had been at."""
    through = dict.fromkeys((component.pk for component in components), ZERO)
    last = max(out.sequence for out in leaving)
    found = []
    for out in leaving:
        share = ZERO
        for component in components:
            if min(component.operation_sequence or 0, last) <= out.sequence:
                before, through[component.pk] = through[component.pk], through[component.pk] + out.quantity
                share += needed(component, order, through[component.pk]) - needed(component, order, before)
        found.append((out.lot_id, share))
    return found


def _used(order: WorkOrder) -> dict[int, list[tuple[int, Decimal]]]:
    """By item, the lots the order got and how much of each, first to last."""
    documents = (
        (OperationReport, OperationReport.objects.filter(operation__work_order=order)),
        (Shortage, Shortage.objects.filter(component__work_order=order)),
        (LotIssue, LotIssue.objects.filter(component__work_order=order)),
    )
    any_of_them = Q()
    for model, rows in documents:
        any_of_them |= Q(subject_type=model._meta.label_lower, subject_id__in=rows.values("pk"))
    moves = StockMove.objects.filter(any_of_them, lot__isnull=False, kind__in=(MoveKind.ISSUE, MoveKind.RETURN))
    sums = moves.values_list("item", "lot", "subject_type", "subject_id").annotate(
        total=Sum("quantity"), first=Min("pk")
    )
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for item, lot, *_document, total, _first in sums.order_by("first"):
        if total < 0:
            found[item].append((lot, -total))
    return found


def _matched(
    lots: Sequence[tuple[int, Decimal]], shares: Sequence[tuple[int | None, Decimal]]
) -> Iterator[tuple[int, int, Decimal]]:
    """Lay the lots used along the units that left; what left as scrap leads into no lot."""
    waiting = list(lots)
    for made, share in shares:
        while share > 0 and waiting:
            lot, there = waiting.pop(0)
            part = min(there, share)
            share -= part
            if there > part:
                waiting.insert(0, (lot, there - part))
            if made is not None and made != lot:
                yield lot, made, part


def _written(order: WorkOrder, beside: bool) -> Mapping[tuple[int, int], Decimal]:
    rows = Transformation.objects.filter(subject_type=order._meta.label_lower, subject_id=order.pk, beside=beside)
    sums = rows.values_list("consumed", "produced").annotate(total=Sum("quantity")).order_by()
    return {(used, made): total for used, made, total in sums}
