"""The shortage workbench (缺料): which order lacks what, until when, and what could serve it sooner."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.chips import chips
from base.pages.requests import wants_fragment
from base.screens import page
from scheduling.filters import LackingFilter
from scheduling.lacking import Lack, Outlook, lacking, told
from scheduling.network import read_network
from scheduling.queries import planned_at
from scheduling.worklist import Worklist

MAY_SEE = "scheduling.view_plannedorder"


@page(
    "lacking/", permission=MAY_SEE, name="lacking", label=_("Shortage workbench"), group="plan", icon="package-search",
    place=9,
)  # fmt: skip
@require_safe
def shortages(request: Any) -> HttpResponse:
    today, network = timezone.localdate(), read_network()
    form = LackingFilter(request.GET)
    wanted = form.asked
    found = lacking(network, wanted, today)
    shown = [row for row in found if not wanted["outlook"] or row.outlook in wanted["outlook"]]
    listing = Worklist(form, shown, request.GET)
    context = {
        "listing": listing,
        "rows": told(network, listing.shown, today),
        "chips": list(chips(listing)),
        "figures": _figures(listing, found),
        "planned_at": planned_at(),
        "fragment": wants_fragment(request),
    }
    template = "scheduling/lacking.html#rows" if wants_fragment(request) else "scheduling/lacking.html"
    return render(request, template, context)


def _figures(listing: Worklist, found: list[Lack]) -> dict[str, Any]:
    """How many orders wait; of each outlook how many rows have it, whichever are shown, and where only those are."""
    outlooks = [row.outlook for row in found]
    counted = {o.value: {"count": outlooks.count(o), "url": listing.link(outlook=o, page=1)} for o in Outlook}
    return {"orders": len({row.order for row in found}), **counted}
