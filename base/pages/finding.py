"""Finding things: the look-up behind every reference, and the search behind Ctrl+K."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from base.filters import search_path
from base.people import Actor
from base.references import ReferenceField, resolve
from base.refusals import NotFound, NotPermitted
from base.screens import PAGES, SCREENS, Screen

SHOWN = 20
FOUND_PER_SCREEN = 5


@require_GET
def lookup(request: Any, label: str) -> HttpResponse:
    """Rows of a model that match `q`, as options. Open to whoever may see the model's screen."""
    screen = _screen(request, label)
    context = {"options": _matches(screen, request, SHOWN), "list": request.GET.get("list", "option")}
    return render(request, "base/lookup.html", context)


@require_POST
def codes(request: Any, label: str) -> JsonResponse:
    """The ids of the rows these codes name, and for each code that names none a sentence."""
    screen, asked = _screen(request, label), request.POST.getlist("code")
    rows = resolve(screen.model, asked)
    seen = screen.visible(request.actor).filter(pk__in=[row.pk for row in rows.values()])
    visible = set(seen.values_list("pk", flat=True))
    known = {code: row.pk for code, row in rows.items() if row.pk in visible}
    missing = ReferenceField(screen.model).missing
    unknown = {code: missing(code).messages[0] for code in asked if code not in known}
    return JsonResponse({"known": known, "unknown": unknown})


def _screen(request: Any, label: str) -> Screen:
    """The screen of a model, for whoever may see it."""
    try:
        screen = SCREENS.get(apps.get_model(label))
    except (LookupError, ValueError):
        screen = None
    if screen is None:
        raise NotFound()
    if not request.actor.may(screen.permission("view")):
        raise NotPermitted()
    return screen


@require_GET
def search(request: Any) -> JsonResponse:
    """What Ctrl+K shows: pages and screens by name, new records, and rows of every screen that has a search text."""
    words = request.GET.get("q", "").strip()
    seen = [s for s in SCREENS.values() if request.actor.may(s.permission("view"))]
    rows = [entry for s in seen if words and search_path(s) for entry in _entries(s, request)]
    rows.sort(key=lambda row: not str(row["text"]).lower().startswith(words.lower()))  # what is called so comes first
    return JsonResponse({"results": [*_places(words, seen, request.actor), *rows]})


def _places(words: str, seen: list[Screen], actor: Actor) -> list[dict[str, str]]:
    """Where one may go: by name, and once something is typed also to make something new."""
    pages = [(str(p.label), reverse(p.name)) for p in PAGES.values() if p.label and actor.may(p.permission)]
    lists = [(str(s.label), s.url()) for s in seen if s.group]
    made = [s for s in seen if words and s.form and s.group and actor.may(s.permission("add"))]
    new = [(_("New %(what)s") % {"what": s.model._meta.verbose_name}, s.url("new")) for s in made]
    return [
        {"text": capfirst(text), "more": "", "kind": "", "url": url}
        for text, url in (*pages, *lists, *new)
        if words.lower() in text.lower()
    ]


def _entries(screen: Screen, request: HttpRequest) -> list[dict[str, Any]]:
    rows = _matches(screen, request, FOUND_PER_SCREEN)
    kind = str(screen.model._meta.verbose_name)
    return [
        {"text": str(row["text"]), "more": row["more"], "kind": kind, "url": screen.url("detail", pk=row["pk"])}
        for row in rows
    ]


def _matches(screen: Screen, request: Any, limit: int) -> list[dict[str, Any]]:
    rows = screen.visible(request.actor)
    path, label = search_path(screen), _label_path(screen.model)
    words = request.GET.get("q", "").lower().replace("\x00", "").split()
    for word in words:
        rows = rows.filter(**{f"{path}__contains": word} if path else {f"{label}__icontains": word})
    more = [
        name for name in ("name", "spec") if any(f.name == name for f in screen.model._meta.fields) and name != label
    ]
    found = rows.order_by(label).values_list("pk", label, *more)[:limit]
    return [{"pk": pk, "text": text, "more": " ".join(str(m) for m in rest if m)} for pk, text, *rest in found]


def _label_path(model: Any) -> str:
    """Where the text that names a row is: in a column of its own, or in the row it is about."""
    named = model._meta.get_field(model.label_field)
    return f"{named.name}__{_label_path(named.related_model)}" if named.is_relation else str(named.name)
