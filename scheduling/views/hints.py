"""Hints about stock: what is more than needed or does not move, and the safety stocks that usage asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.screens import page
from scheduling.excess import excess, worth
from scheduling.filters import ExcessFilter, SuggestionFilter
from scheduling.network import read_network
from scheduling.queries import planned_at
from scheduling.suggesting import LEAST_WEEKS, suggestions
from scheduling.views.showing import show
from scheduling.worklist import Worklist


@page(
    "excess-stock/", permission="inventory.view_stockbalance", name="excess-stock", label=_("Excess and slow stock"),
    group="materials", icon="snail", place=22,
)  # fmt: skip
@require_safe
def excess_stock(request: Any) -> HttpResponse:
    form = ExcessFilter(request.GET)
    listing = Worklist(form, excess(read_network(), form.asked, timezone.localdate()), request.GET)
    more = {"worth": worth(list(listing.found)), "planned_at": planned_at()}
    return show(request, "scheduling/excess.html", listing, more)


@page(
    "safety-stock-suggestions/", permission="bom.view_safetystock", name="safety-suggestions",
    label=_("Safety stock suggestions"), group="materials", icon="shield-plus", place=24,
)  # fmt: skip
@require_safe
def safety_suggestions(request: Any) -> HttpResponse:
    form, today = SuggestionFilter(request.GET), timezone.localdate()
    wanted = form.asked
    listing = Worklist(form, suggestions(wanted, today), request.GET)
    may_take = all(request.actor.may(f"bom.{verb}_safetystock") for verb in ("add", "change"))
    more = {"today": today, "level": wanted["level"], "may_take": may_take, "least_weeks": LEAST_WEEKS}
    return show(request, "scheduling/suggestions.html", listing, more)
