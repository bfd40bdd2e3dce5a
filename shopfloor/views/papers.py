"""Papers that go with an order: its route card and its pick list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.printing import code_to_scan, printed
from base.screens import SCREENS, page
from orders.models import WorkOrder
from shopfloor.codes import code_of
from shopfloor.queries import picks, steps

VIEW = "orders.view_workorder"


@page("work-orders/<int:pk>/route-card.pdf", permission=VIEW, name="route-card")
@require_safe
def route_card(request: Any, pk: int) -> HttpResponse:
    """The operations of an order, each with a code that opens it on a tablet."""
    order = SCREENS[WorkOrder].record(pk, request.actor)
    rows = [
        {"step": step, "code": code_to_scan(code_of(order, step)), "hours": step.hours(order.quantity)}
        for step in steps(order)
    ]
    return printed("shopfloor/route_card.html", _head(order) | {"rows": rows}, f"{_('Route card')} {order}")


@page("work-orders/<int:pk>/pick-list.pdf", permission=VIEW, name="pick-list")
@require_safe
def pick_list(request: Any, pk: int) -> HttpResponse:
    """What to bring to an order, where it lies, and which lot goes first."""
    order = SCREENS[WorkOrder].record(pk, request.actor)
    return printed("shopfloor/pick_list.html", _head(order) | {"picks": picks(order)}, f"{_('Pick list')} {order}")


def _head(order: WorkOrder) -> dict[str, Any]:
    return {"order": order, "code": code_to_scan(code_of(order))}
