"""One record: its detail page, its forms, its verbs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.actions import Action, Outcome, perform
from base.columns import Column
from base.forms import RecordForm
from base.pages.requests import go, key_of, permitted, toast, wants_fragment
from base.pages.settling import settled
from base.pages.undoing import offer
from base.panels import facts, history
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
    if outcome.secret:
        return show_once(request, screen, outcome)
    return go(request, screen.url("detail", pk=outcome.answer["id"]), _("Saved"))


@require_http_methods(GET_POST)
def edit_page(request: HttpRequest, screen: Screen, pk: int) -> HttpResponse:
    change = screen.action("change")
    actor = permitted(request, change.permission)
    if request.method == "GET":
        record = screen.record(pk, actor)
        return ask(request, screen, change, record, change.open_form(record))
    version = _posted_version(request)
    try:
        data = settled(request.POST, change, screen.record(pk, actor))
        perform(change, pk, by=actor, data=data, key=key_of(request), version=version)
    except NotFound:
        raise
    except Refusal as refusal:
        return _ask_again(request, screen, change, pk, refusal)
    return go(request, screen.url("detail", pk=pk), _("Saved"))


@require_http_methods(GET_POST)
def act(request: HttpRequest, screen: Screen, pk: int, verb: str) -> HttpResponse:
    """One verb: GET asks for its input, POST does it and answers with the record as it is now."""
    action = screen.verb(verb)
    actor = permitted(request, action.permission)
    if request.method == "GET":
        record = screen.record(pk, actor)
        return ask(request, screen, action, record, action.open_form(record))
    try:
        outcome = perform(action, pk, by=actor, data=request.POST, key=key_of(request))
    except NotFound:
        raise
    except Refusal as refusal:
        return _ask_again(request, screen, action, pk, refusal)
    if outcome.secret:
        return show_once(request, screen, outcome)
    done, back = _("%(verb)s: done") % {"verb": action.label}, offer(screen, action, outcome, actor)
    if action.takes_input or not wants_fragment(request) or "next" in request.POST:
        return go(request, screen.url("detail", pk=pk), done, back)
    return toast(show(request, screen, screen.record(pk, actor), fragment=True), done, undo=back)


def show(request: Any, screen: Screen, record: Any, fragment: bool) -> HttpResponse:
    actor = request.actor
    context = {
        "screen": screen,
        "record": record,
        "topic": f"{record._meta.label_lower}:{record.pk}",
        "title": str(record),
        "subtitle": getattr(record, "name", "") if screen.model.label_field != "name" else "",
        "state": record.get_state_display() if screen.model.transitions else "",
        "fields": facts([c for c in screen.detail_columns if not _in_head(c, record)], record),
        "buttons": _buttons([a for a in screen.verbs if actor.may(a.permission)], record, actor),
        "leading": _shown(screen, record, actor, on_top=True),
        "panels": _shown(screen, record, actor, on_top=False),
        "history": history(record),
        "may_change": screen.editable and actor.may(screen.permission("change")),
        "key": str(uuid.uuid4()),
    }
    response = render(request, "base/detail.html#record" if fragment else "base/detail.html", context)
    response["ETag"] = f'"v{record.version}"'
    return response


def _shown(screen: Screen, record: Any, actor: Any, on_top: bool) -> list[tuple[str, Any]]:
    """Panels with what they show; those on top stand above the fields."""
    own = [panel for panel in screen.panels if getattr(panel, "on_top", False) is on_top]
    return [(panel.template, panel.context(record, actor)) for panel in own]


def show_once(request: Any, screen: Screen, outcome: Outcome) -> HttpResponse:
    """The secret that was just made. Nobody can read it again, and no cache or history keeps the page."""
    fragment = wants_fragment(request)
    context = {"screen": screen, "record": outcome.record, "secret": outcome.secret}
    response = render(request, "base/secret.html#once" if fragment else "base/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _in_head(column: Column, record: Any) -> bool:
    """Whether the page's head says it already."""
    return column.name in ("state", record.label_field)


@dataclass(frozen=True)
class Button:
    """A verb on a record's page: why it is blocked ("" when it is not), and how it looks."""

    action: Action
    objection: Any
    look: str


def _buttons(verbs: list[Action], record: Any, actor: Any) -> list[Button]:
    """Verbs in their order; of the steps a record may take next, the furthest is the page's primary button."""
    found = [(act, _objection(act, record, actor)) for act in verbs]
    steps = [act for act, objection in found if act.primary and not objection]
    return [
        Button(act, objection, "primary" if act in steps[-1:] else "danger" if act.danger else "")
        for act, objection in found
    ]


def _objection(action: Action, record: Any, actor: Any) -> Any:
    refusal = action.objections([record], actor).get(record.pk)
    return refusal.detail if refusal else ""


def ask(
    request: HttpRequest, screen: Screen, action: Action, record: Any, form: Any, refusal: Refusal | None = None
) -> HttpResponse:
    """The input form; after a refusal with what was typed, the reason, and the same key."""
    stale = isinstance(refusal, Stale)
    if isinstance(form, RecordForm):
        form.shown_to(request.actor)  # type: ignore[attr-defined]
    context = {
        "screen": screen,
        "action": action,
        "record": record,
        "heading": _heading(screen, action, record),
        "submit": _("Save") if action.verb in ("add", "change") else action.label,
        "back": screen.url("detail", pk=record.pk) if record else screen.url(),
        "next": request.POST.get("next", ""),
        "form": form,
        "refusal": refusal,
        "version": refusal.version if isinstance(refusal, Stale) else getattr(record, "version", 0),
        "key": str(uuid.uuid4()) if stale or not key_of(request) else key_of(request),
    }
    template = "base/form.html#form" if wants_fragment(request) else "base/form.html"
    return render(request, template, context, status=refusal.status if refusal else 200)


def _heading(screen: Screen, action: Action, record: Any) -> str:
    """What the form is for."""
    facts = {"what": screen.model._meta.verbose_name, "record": record, "verb": action.label}
    known = {"add": _("New %(what)s"), "change": _("Edit %(record)s")}
    return known.get(action.verb, _("%(verb)s %(record)s")) % facts


def _ask_again(request: Any, screen: Screen, action: Action, pk: int, refusal: Refusal) -> HttpResponse:
    form = (
        refusal.form
        if isinstance(refusal, Invalid)
        else action.open_form(screen.record(pk, request.actor), request.POST)
    )
    form.is_valid()  # rows of lines are read while cleaning
    return ask(request, screen, action, screen.record(pk, request.actor), form, refusal)


def _posted_version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdigit() and len(version) < 10 else 0
