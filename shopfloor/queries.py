"""Reads of the floor that combine tables."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from inventory.models import StockBalance
from inventory.queries import first_to_expire, usable_stock
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation
from orders.states import OperationState
from shopfloor.checks import ON_THE_FLOOR

ZERO = Decimal(0)


@dataclass(frozen=True)
class Pick:
    """What of a component is still to be brought, and the stock to take it from, the first to expire first."""

    component: WorkOrderComponent
    open: Decimal
    places: list[tuple[StockBalance, Decimal]]


def overdue(operations: QuerySet[WorkOrderOperation], _name: str = "", asked: bool = True) -> QuerySet[Any]:
    """Operations of orders on the floor that the plan has finished by now and that are not; or all the others."""
    late = Q(work_order__state__in=ON_THE_FLOOR, finish_at__lt=timezone.now()) & ~Q(state=OperationState.COMPLETED)
    return operations.filter(late) if asked else operations.exclude(late)


def steps(order: WorkOrder) -> list[WorkOrderOperation]:
    return list(order.operations.select_related("work_center", "machine").order_by("sequence"))


def picks(order: WorkOrder) -> list[Pick]:
    """What is picked for an order, in the order of its operations; two queries."""
    picked = order.components.filter(item__stocked=True).select_related("item__unit")
    components = list(picked.order_by("operation_sequence", "item__code", "id"))
    found = usable_stock({component.item_id for component in components}, after=timezone.localdate())
    stock: dict[int, list[tuple[StockBalance, Decimal]]] = {}
    for balance in sorted(found.select_related("lot", "location"), key=first_to_expire):
        stock.setdefault(balance.item_id, []).append((balance, balance.quantity))
    return [_pick(component, stock.get(component.item_id, [])) for component in components]


def _pick(component: WorkOrderComponent, stock: list[tuple[StockBalance, Decimal]]) -> Pick:
    """Takes from `stock` what the component still needs, so that the next line of the same item gets the rest."""
    open_ = left = max(component.required - component.issued, ZERO)
    places = []
    while stock and left > 0:
        balance, there = stock.pop(0)
        taken = min(there, left)
        places.append((balance, taken))
        left -= taken
        if there > taken:
            stock.insert(0, (balance, there - taken))
    return Pick(component, open_, places)
