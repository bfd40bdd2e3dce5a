"""The MRP page: an item's time-phased grid, its pegs both ways, its messages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.pages.requests import wants_fragment
from base.refusals import NotFound
from base.screens import page
from bom.models import Item
from scheduling.pegs import linked
from scheduling.phasing import items, phasing

MAY_SEE = "scheduling.view_plannedorder"


@page("mrp/", permission=MAY_SEE, name="mrp", label=_("Requirements"), group="plan", icon="table-2", place=8)
@require_safe
def requirements(request: Any) -> HttpResponse:
    """The first of the items that match `?q=`; as a fragment, only the list of them."""
    found = items(request.GET.get("q", ""))
    if wants_fragment(request):
        return render(request, "scheduling/mrp_items.html", {"items": found, "q": request.GET.get("q", "")})
    return _page(request, found, found[0].pk if found else None)


@page("mrp/<int:pk>/", permission=MAY_SEE, name="mrp-item")
@require_safe
def requirements_of(request: Any, pk: int) -> HttpResponse:
    """As a fragment, only what is told of the item."""
    return _page(request, items(request.GET.get("q", "")), pk)


def _page(request: Any, found: list[Item], pk: int | None) -> HttpResponse:
    """`?by=day` shows days instead of weeks, `?from=` and `?to=` only the needs between two days."""
    today = timezone.localdate()
    by = "day" if request.GET.get("by") == "day" else "week"
    seen = phasing(pk, today, by) if pk else None
    if pk and seen is None:
        raise NotFound()
    context = {"items": found, "q": request.GET.get("q", ""), "seen": seen, "by": by, "today": today}
    if seen:
        first, last = _day(request, "from"), _day(request, "to")
        chosen = seen.between(first, last) if first and last else seen.needs
        context |= {"needs": linked(chosen), "first": first, "last": last}
    return render(request, "scheduling/mrp.html#item" if wants_fragment(request) else "scheduling/mrp.html", context)


def _day(request: Any, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
