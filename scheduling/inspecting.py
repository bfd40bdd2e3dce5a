"""What the board tells of one operation: why it stands where it does, what is around it, what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bom.models import Item
from orders.models import WorkOrder, WorkOrderOperation
from orders.needs import user_of
from orders.states import OperationState
from scheduling.models import PlanVersion, PlanVersionLine, PlanVersionOperation
from scheduling.queries import Late, told_late
from shopfloor.kitting import Need, kits

MADE_FOR = 6  # as many of those that take what is made are named


@dataclass(frozen=True)
class Place:
    """An operation of the chain; `planned` is None where it is done, or the plan has no place for it."""

    operation: WorkOrderOperation
    planned: PlanVersionOperation | None

    @property
    def at(self) -> datetime | None:
        return self.operation.finished_at or (self.planned.finish_at if self.planned else None)

    @property
    def machine(self) -> Any:
        named = self.planned.machine if self.planned else None
        return named or self.operation.machine or self.operation.work_center

    @property
    def percent(self) -> int:
        return min(100, int(100 * (self.operation.good + self.operation.scrap) / self.operation.work_order.quantity))


@dataclass(frozen=True)
class Inspected:
    """`late`: the order lines that wait for this order, each with its chain of reasons."""

    here: Place
    why: str
    chain: list[Place]
    late: list[Late]
    needs: list[Need]
    makers: list[WorkOrder]
    takers: list[PlanVersionOperation]

    @property
    def order(self) -> WorkOrder:
        return self.here.operation.work_order

    @property
    def finish(self) -> datetime | None:
        """When the plan has the order finished."""
        return max((place.planned.finish_at for place in self.chain if place.planned), default=None)


def inspected(version: PlanVersion, pk: int) -> Inspected | None:
    """Of the operation with this id, in as many queries for any order; None where there is none."""
    chain = _chain(version, pk)
    here = next((place for place in chain if place.operation.pk == pk), None)
    if here is None:
        return None
    order = here.operation.work_order
    steps = [place.operation for place in chain]
    facts = here.planned.why if here.planned else {}
    return Inspected(
        here=here,
        why=why(facts),
        chain=chain,
        late=_late(version, order),
        needs=[need for need in kits([order])[order.pk].needs if user_of(need.component, steps).pk == pk],
        makers=list(WorkOrder.objects.filter(pk__in=facts.get("orders", ())).select_related("item").order_by("number")),
        takers=_takers(version, order),
    )


def _chain(version: PlanVersion, pk: int) -> list[Place]:
    order = WorkOrderOperation.objects.filter(pk=pk).values("work_order")
    steps = WorkOrderOperation.objects.filter(work_order__in=order).order_by("sequence")
    rows = list(steps.select_related("work_order__item__unit", "work_center", "machine"))
    found = PlanVersionOperation.objects.filter(plan=version, operation__in=rows).select_related("machine")
    planned = {row.operation_id: row for row in found}
    return [Place(row, planned.get(row.pk) if row.state != OperationState.COMPLETED else None) for row in rows]


def _late(version: PlanVersion, order: WorkOrder) -> list[Late]:
    """Order lines that are late and have this order in their chain of reasons."""
    waiting = Q(days_late__gt=0) | Q(planned_on=None)
    rows = PlanVersionLine.objects.filter(waiting, plan=version, chain__contains=[{"id": order.pk}])
    return told_late(rows)


def _takers(version: PlanVersion, order: WorkOrder) -> list[PlanVersionOperation]:
    """Operations that need what this order makes, the first to start first."""
    found = PlanVersionOperation.objects.filter(plan=version, why__orders__contains=[order.pk])
    return list(found.select_related("operation__work_order__item").order_by("start_at", "id")[:MADE_FOR])


# In words -----------------------------------------------------------------------------------


def why(facts: dict[str, Any]) -> str:
    """Why an operation starts when it does (PlanVersionOperation.why), in the language of the reader."""
    kind = facts.get("why", "")
    if kind not in SENTENCES:
        return ""
    return SENTENCES[kind]() % {"hours": round(facts.get("waited", 0) / 60, 1), **_names(facts)}


def _names(facts: dict[str, Any]) -> dict[str, Any]:
    """What the row is called that it waited for."""
    names = {"operation": "–", "order": "–", "item": "–", "name": ""}
    if "operation" in facts:
        row = WorkOrderOperation.objects.filter(pk=facts["operation"]).select_related("work_order").first()
        return names | ({"operation": str(row), "order": row.work_order.number} if row else {})
    if "order" in facts:
        order = WorkOrder.objects.filter(pk=facts["order"]).select_related("item").first()
        return names | ({"order": order.number, "item": order.item.code, "name": order.item.name} if order else {})
    if "item" in facts:
        item = Item.objects.filter(pk=facts["item"]).first()
        return names | ({"item": item.code, "name": item.name} if item else {})
    return names


SENTENCES = {
    "none": lambda: _("It could start at once: nothing holds it up"),
    "fixed": lambda: _("It has begun and stays where it is"),
    "predecessor": lambda: _("It starts as soon as operation %(operation)s is done"),
    "component": lambda: _("It waits for %(order)s, which makes %(item)s %(name)s"),
    "material": lambda: _("It waits for the material %(item)s %(name)s"),
    "machine": lambda: _("It waits %(hours)s h for the machine, behind %(order)s operation %(operation)s"),
    "calendar": lambda: _("It waits %(hours)s h until the machine is open"),
}
