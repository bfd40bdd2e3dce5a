"""What planning adds to the page of a sales order once that is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base.pages.requests import permitted
from base.screens import SCREENS, page
from orders.models import SalesOrder
from scheduling.chain import chain_of
from scheduling.views.plan import MAY_SEE


@page("sales-orders/<int:pk>/supply/", permission=MAY_SEE, name="supply-chain")
@require_safe
def supply_chain(request: Any, pk: int) -> HttpResponse:
    """Everything that exists for the order, down through what is made: asked for by its page, since it is a walk."""
    screen = SCREENS[SalesOrder]
    order = screen.record(pk, permitted(request, screen.permission("view")))
    return render(request, "scheduling/supply_chain.html", {"links": chain_of(order)})
