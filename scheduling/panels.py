"""What planning shows on the pages of items, sales orders and work orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from base.people import Actor
from orders.models import SalesOrderLine
from scheduling.models import PlanVersion, PlanVersionLine, PlanVersionOperation
from scheduling.phasing import phasing
from scheduling.queries import Late, current_version, told_late
from scheduling.timeline import Mark, ends, marks, timeline

MAY_SEE = "scheduling.view_planversion"


@dataclass(frozen=True)
class ItemOutlook:
    """Supply, demand and the balance they leave, week by week, as the last run has it."""

    template: str = "scheduling/panel_item.html"
    on_top: bool = True

    def context(self, record: Any, actor: Actor) -> dict[str, Any]:
        found = phasing(record.pk, timezone.localdate()) if actor.may("scheduling.view_plannedorder") else None
        if found is None or (not found.needs and not any(bucket.balance for bucket in found.buckets)):
            return {"found": None}
        return {"found": found, "chart": timeline(found.buckets)}


@dataclass(frozen=True)
class OrderPlan:
    """When the plan makes a work order, whether that is late, for whom and why."""

    template: str = "scheduling/panel_work_order.html"
    on_top: bool = True

    def context(self, record: Any, actor: Actor) -> dict[str, Any]:
        version = current_version() if actor.may(MAY_SEE) else None
        rows = PlanVersionOperation.objects.filter(plan=version, operation__work_order=record.pk) if version else ()
        places = list(rows)
        if version is None or not places:
            return {"version": None}
        finish = max(place.finish_at for place in places)
        return {
            "version": version,
            "start": min(place.start_at for place in places),
            "finish": finish,
            "days_late": max(0, (timezone.localdate(finish) - record.due_on).days),
            "late": _waiting(version, record.pk),
        }


def _waiting(version: PlanVersion, work_order: int) -> list[Late]:
    """The late order lines that this work order is among the reasons of."""
    late = Q(days_late__gt=0) | Q(planned_on=None)
    return told_late(PlanVersionLine.objects.filter(late, plan=version, chain__contains=[{"id": work_order}]))


@dataclass(frozen=True)
class Promised:
    """A line of a sales order: when it is wished for, promised and planned, and if that is late, why."""

    line: SalesOrderLine
    planned_on: date | None
    days_late: int
    known: bool
    late: Late | None
    marks: list[Mark]

    @property
    def percent(self) -> int:
        return min(100, int(100 * self.line.shipped / self.line.quantity))


@dataclass(frozen=True)
class Promise:
    """Each line's wish, promise and plan beside each other; four queries."""

    template: str = "scheduling/panel_sales_order.html"
    on_top: bool = True

    def context(self, record: Any, actor: Actor) -> dict[str, Any]:
        version = current_version() if actor.may(MAY_SEE) else None
        lines = list(record.lines.select_related("item__unit").order_by("position"))
        if version is None or not lines:
            return {"version": None}
        rows = PlanVersionLine.objects.filter(plan=version, line__order=record.pk)
        planned = {row.line_id: row for row in rows}
        late = {told.position: told for told in told_late(rows.filter(Q(days_late__gt=0) | Q(planned_on=None)))}
        return {"version": version, "lines": _promised(lines, planned, late)}


def _promised(
    lines: list[SalesOrderLine], planned: dict[int, PlanVersionLine], late: dict[int, Late]
) -> list[Promised]:
    dates = [
        {"due": line.due_on, "promised": line.promised_on, "planned": row.planned_on if row else None}
        for line, row in ((line, planned.get(line.pk)) for line in lines)
    ]
    first, last = ends(dates)
    return [
        Promised(
            line=line,
            planned_on=own["planned"],
            days_late=planned[line.pk].days_late if line.pk in planned else 0,
            known=line.pk in planned,
            late=late.get(line.position),
            marks=marks(own, first, last),
        )
        for line, own in zip(lines, dates, strict=True)
    ]


@dataclass(frozen=True)
class SupplyChain:
    """What exists for a sales order; the page asks for it once it is open."""

    template: str = "scheduling/panel_supply.html"

    def context(self, _record: Any, actor: Actor) -> dict[str, Any]:
        return {"shown": actor.may(MAY_SEE)}
