"""The shortage workbench (缺料): which order lacks what, until when, and what could serve it sooner."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.screens import page
from scheduling.filters import LackingFilter
from scheduling.lacking import Lack, Outlook, lacking, told
from scheduling.network import read_network
from scheduling.queries import planned_at
from scheduling.views.showing import show
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
    rows, figures = told(network, listing.shown, today), _figures(listing, found)
    more = {"rows": rows, "figures": figures, "planned_at": planned_at()}
    return show(request, "scheduling/lacking.html", listing, more)


def _figures(listing: Worklist, found: list[Lack]) -> dict[str, Any]:
    """How many orders wait; of each outlook how many rows have it, whichever are shown, and where only those are."""
    outlooks = [row.outlook for row in found]
    counted = {o.value: {"count": outlooks.count(o), "url": listing.link(outlook=o, page=1)} for o in Outlook}
    return {"orders": len({row.order for row in found}), **counted}
