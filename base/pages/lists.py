"""The list of a screen, its export, its bulk actions."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from base.actions import perform
from base.chips import chips
from base.columns import Column
from base.files import csv_bytes, xlsx_bytes
from base.listing import Listing
from base.pages.requests import attachment, key_of, permitted, toast, wants_fragment
from base.pages.saved import preferred, views_of
from base.pages.undoing import offer
from base.people import Actor
from base.refusals import NotFound, Refusal, Unacceptable
from base.screens import Screen
from base.sheets import sheet_of

MAY_IMPORT = "base.add_importrun"
MOST_ROWS = 5_000  # in one verb: it is one transaction


@require_safe
def list_page(request: HttpRequest, screen: Screen) -> HttpResponse:
    actor = permitted(request, screen.permission("view"))
    return preferred(request, screen, actor) or show_list(request, screen, actor)


def show_list(request: HttpRequest, screen: Screen, actor: Actor, parameters: Any = None) -> HttpResponse:
    listing = screen.listing(request.GET if parameters is None else parameters, actor)
    fragment = wants_fragment(request)
    context = {
        "screen": screen,
        "topic": screen.model._meta.label_lower,
        "listing": listing,
        "chips": list(chips(listing)),
        "columns": _offered(screen, listing),
        "standard": " ".join(column.name for column in screen.list_columns),
        "fragment": fragment,
        "views": views_of(screen, actor, request.GET.get("view", "")) if not fragment else None,
        "may_add": bool(screen.form) and actor.may(screen.permission("add")),
        "sheet": sheet_of(screen.model) if actor.may(MAY_IMPORT) else None,
        "source": screen.source if screen.source and actor.may(screen.source.permission("view")) else None,
        "bulk": [act for act in screen.bulk if actor.may(act.permission)],
        "key": str(uuid.uuid4()),
    }
    template = "base/list.html#rows" if fragment else "base/list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _offered(screen: Screen, listing: Listing) -> list[tuple[Column, bool]]:
    """The columns to choose from: those shown in their order, then the others."""
    shown = {column.name for column in listing.columns}
    rest = [column for column in screen.available_columns if column.name not in shown]
    return [(column, True) for column in listing.columns] + [(column, False) for column in rest]


@require_GET
def export(request: HttpRequest, screen: Screen, kind: str) -> HttpResponse:
    """The current view as CSV or XLSX. Written whole: a streamed body would run after the tenant scope has ended."""
    listing = screen.listing(request.GET, permitted(request, screen.permission("view")))
    heads = [str(column.label) for column in listing.columns]
    if kind == "csv":
        content = csv_bytes(heads, listing.all_texts())
    else:
        content = xlsx_bytes(str(screen.label), heads, listing.all_values())
    return attachment(content, f"{screen.slug}.{kind}")


@require_POST
def bulk(request: HttpRequest, screen: Screen, verb: str) -> HttpResponse:
    """One verb for the selected rows: all of them or none."""
    act = screen.verb(verb)
    actor = permitted(request, act.permission)
    if not act.bulk:
        raise NotFound()
    try:
        keys = _selected(request, screen, actor)
        outcome = perform(act, keys, by=actor, data=request.POST.dict(), key=key_of(request))
    except Refusal as refusal:
        return toast(show_list(request, screen, actor), refusal.detail, "error")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(screen.url())
    text = ngettext("%(verb)s: %(count)d row", "%(verb)s: %(count)d rows", len(keys))
    said = text % {"verb": act.label, "count": len(keys)}
    return toast(show_list(request, screen, actor), said, undo=offer(screen, act, outcome, actor))


def _selected(request: HttpRequest, screen: Screen, actor: Actor) -> list[int]:
    """The rows ticked, or with `all` every row the filters in the address match. Raises Unacceptable past MOST_ROWS."""
    if not request.POST.get("all"):
        return [int(key) for key in request.POST.getlist("pk") if key.isdigit()]
    keys = list(screen.listing(request.GET, actor).queryset.values_list("pk", flat=True)[: MOST_ROWS + 1])
    if len(keys) > MOST_ROWS:
        raise Unacceptable(_("More than %(most)d rows match: filter the list first") % {"most": MOST_ROWS})
    return keys
