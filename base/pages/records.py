"""One record: its detail page, its forms, its verbs."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.actions import Action, perform
from base.pages.requests import key_of, permitted, toast, wants_fragment
from base.panels import history
from base.refusals import Invalid, NotFound, Refusal, Stale
from base.screens import Screen

GET_POST = ["GET", "POST"]


@require_safe
def detail_page(request: HttpRequest, screen: Screen, pk: int) -> HttpResponse:
    actor = permitted(request, screen.permission("view"))
    return show(request, screen, screen.record(pk, actor), wants_fragment(request))


@require_http_methods(GET_POST)
def create_page(request: HttpRequest, screen: Screen) -> HttpResponse:
    add = screen.action("add")
    actor = permitted(request, add.permission)
    if request.method == "GET":
        return ask(request, screen, add, None, add.open_form(screen.model()))
    try:
        outcome = perform(add, by=actor, data=request.POST, key=key_of(request))
    except Refusal as refusal:
        form = refusal.form if isinstance(refusal, Invalid) else add.open_form(screen.model(), request.POST)
        return ask(request, screen, add, None, form, refusal)
    return redirect(screen.url("detail", pk=outcome.answer["id"]))


@require_http_methods(GET_POST)
def edit_page(request: HttpRequest, screen: Screen, pk: int) -> HttpResponse:
    change = screen.action("change")
    actor = permitted(request, change.permission)
    if request.method == "GET":
        record = screen.record(pk, actor)
        return ask(request, screen, change, record, change.open_form(record))
    version = _posted_version(request)
    try:
        perform(change, pk, by=actor, data=request.POST, key=key_of(request), version=version)
    except NotFound:
        raise
    except Refusal as refusal:
        return _ask_again(request, screen, change, pk, refusal)
    return redirect(screen.url("detail", pk=pk))


@require_http_methods(GET_POST)
def act(request: HttpRequest, screen: Screen, pk: int, verb: str) -> HttpResponse:
    """One verb: GET asks for its input, POST does it and answers with the record as it is now."""
    action = screen.verb(verb)
    actor = permitted(request, action.permission)
    if request.method == "GET":
        record = screen.record(pk, actor)
        return ask(request, screen, action, record, action.open_form(record))
    try:
        perform(action, pk, by=actor, data=request.POST, key=key_of(request))
    except NotFound:
        raise
    except Refusal as refusal:
        return _ask_again(request, screen, action, pk, refusal)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(screen.url("detail", pk=pk))
    response = show(request, screen, screen.record(pk, actor), fragment=True)
    return toast(response, _("%(verb)s: done") % {"verb": action.label})


def show(request: Any, screen: Screen, record: Any, fragment: bool) -> HttpResponse:
    actor = request.actor
    verbs = [a for a in screen.verbs if actor.may(a.permission)]
    context = {
        "screen": screen,
        "record": record,
        "title": str(record),
        "fields": [(c.label, c.kind, c.text(c.of(record)), c.of(record)) for c in screen.detail_columns],
        "buttons": [(a, _objection(a, record, actor)) for a in verbs],
        "panels": [(panel.template, panel.context(record, actor)) for panel in screen.panels],
        "history": history(record),
        "may_change": bool(screen.form) and actor.may(screen.permission("change")),
    }
    response = render(request, "base/detail.html#record" if fragment else "base/detail.html", context)
    response["ETag"] = f'"v{record.version}"'
    return response


def _objection(action: Action, record: Any, actor: Any) -> Any:
    refusal = action.objections([record], actor).get(record.pk)
    return refusal.detail if refusal else ""


def ask(
    request: HttpRequest, screen: Screen, action: Action, record: Any, form: Any, refusal: Refusal | None = None
) -> HttpResponse:
    """The input form; after a refusal with what was typed, the reason, and the same key."""
    stale = isinstance(refusal, Stale)
    context = {
        "screen": screen,
        "action": action,
        "record": record,
        "form": form,
        "refusal": refusal,
        "version": refusal.version if isinstance(refusal, Stale) else getattr(record, "version", 0),
        "key": str(uuid.uuid4()) if stale or not key_of(request) else key_of(request),
    }
    template = "base/form.html#form" if wants_fragment(request) else "base/form.html"
    return render(request, template, context, status=refusal.status if refusal else 200)


def _ask_again(request: Any, screen: Screen, action: Action, pk: int, refusal: Refusal) -> HttpResponse:
    record = screen.record(pk, request.actor)
    form = refusal.form if isinstance(refusal, Invalid) else action.open_form(record, request.POST)
    return ask(request, screen, action, screen.record(pk, request.actor), form, refusal)


def _posted_version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdigit() and len(version) < 10 else 0
