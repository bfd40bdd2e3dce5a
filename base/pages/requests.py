"""What every page asks of a request."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from base.people import Actor
from base.refusals import NotPermitted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def permitted(request: Any, permission: str) -> Actor:
    """The person asking, if they may; raises NotPermitted."""
    actor: Actor = request.actor
    if not actor.may(permission):
        raise NotPermitted()
    return actor


def wants_fragment(request: Any) -> bool:
    """htmx asks for the changed part; coming back through history, or for a new body, it needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request and not request.htmx.boosted


def key_of(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")


def attachment(content: bytes, name: str) -> HttpResponse:
    """A file for the person asking to keep: CSV or XLSX, by its name."""
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else XLSX
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def toast(
    response: HttpResponse, text: Any, level: str = "ok", *, undo: Any = None, changed: list[str] | None = None
) -> HttpResponse:
    """Ask the page to show a short message, with a way back; and to ask anew for what shows these topics."""
    events: dict[str, Any] = {"toast": {"level": level, "text": str(text), "undo": undo}}
    if changed:
        events["changed"] = {"topics": changed}
    response["HX-Trigger"] = json.dumps(events)
    return response


def go(request: Any, url: str, said: Any, undo: Any = None) -> HttpResponse:
    """To the page that shows what was done, with a message there. A posted `next` of ours wins over `url`."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        url = wanted
    messages.success(request, str(said), extra_tags=json.dumps(undo) if undo else "")
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)
