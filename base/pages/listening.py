"""A page that stays open asks for a new ticket now and then; whoever may see less by then hears less."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from base.live.tickets import RENEWED_WITHIN, issue, read
from base.refusals import NotPermitted


@require_POST
def renew_ticket(request: Any) -> HttpResponse:
    """A ticket for the topics of an old one, as text."""
    old = read(request.POST.get("ticket", ""), age=RENEWED_WITHIN)
    if old is None or old.tenant_id != request.actor.tenant_id:
        raise NotPermitted()
    return HttpResponse(issue(request.actor, old.topics, request.began), content_type="text/plain")
