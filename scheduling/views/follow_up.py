"""Following up purchases (采购跟催): needed, requested and confirmed beside each other, and whom a late one delays."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.screens import page
from scheduling.filters import FollowUpFilter
from scheduling.follow_up import Purchase, Standing, follow_up, told
from scheduling.network import read_network
from scheduling.queries import planned_at
from scheduling.views.showing import show
from scheduling.worklist import Worklist

MAY_SEE = "scheduling.view_plannedorder"


@page(
    "follow-up/", permission=MAY_SEE, name="follow-up", label=_("Purchase follow-up"), group="purchasing",
    icon="phone-outgoing", place=5,
)  # fmt: skip
@require_safe
def purchases(request: Any) -> HttpResponse:
    today, network = timezone.localdate(), read_network()
    form = FollowUpFilter(request.GET)
    wanted = form.asked
    found = follow_up(network, wanted, today)
    shown = [row for row in found if not wanted["standing"] or set(wanted["standing"]) & set(row.standing)]
    listing = Worklist(form, shown, request.GET)
    may = {verb: request.actor.may(f"suppliers.{verb}_purchaseorder") for verb in ("confirm", "confirm_line")}
    figures = _figures(listing, found)
    more = {"rows": told(network, listing.shown), "figures": figures, "planned_at": planned_at(), "may": may}
    return show(request, "scheduling/follow_up.html", listing, more)


NOTES = {
    Standing.LATE: _("come after somebody needs them"),
    Standing.OVERDUE: _("should have come by yesterday"),
    Standing.SLIPPED: _("promised later than asked for"),
    Standing.UNCONFIRMED: _("no date from the supplier yet"),
}


def _figures(listing: Worklist, purchases: list[Purchase]) -> list[dict[str, Any]]:
    """Of each thing that may be wrong how many purchases have it, whichever are shown, and where only those are."""
    found = [each for row in purchases for each in row.standing]
    counts = ((each, found.count(each), listing.link(standing=each, page=1)) for each in Standing)
    return [{"label": capfirst(e.label), "note": NOTES[e], "count": count, "url": url} for e, count, url in counts]
