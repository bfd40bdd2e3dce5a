"""How a list whose rows are computed is answered: the page, or its rows where only those are asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from base.chips import chips
from base.pages.requests import wants_fragment
from scheduling.worklist import Worklist


def show(request: Any, template: str, listing: Worklist, more: dict[str, Any]) -> HttpResponse:
    """`more`: what else the template shows; `rows` where the rows of the page have been told more."""
    fragment = wants_fragment(request)
    context = {"listing": listing, "rows": listing.shown, "chips": list(chips(listing)), "fragment": fragment, **more}
    return render(request, f"{template}#rows" if fragment else template, context)
