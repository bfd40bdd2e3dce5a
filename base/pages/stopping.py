"""The button that stops the work a record waits for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from base.claiming import stop
from base.pages.requests import go, permitted, toast, wants_fragment
from base.refusals import NotFound
from base.screens import Screen


@require_POST
def stop_work(request: HttpRequest, screen: Screen, pk: int) -> HttpResponse:
    """Ask the job of this record to stop. It does so at its next step, and nothing of it is kept."""
    actor = permitted(request, screen.permission("view"))
    record: Any = screen.record(pk, actor)
    if record.job_id is None:
        raise NotFound()
    stop(record.job_id, actor)
    said = _("It stops at its next step; nothing of it is kept")
    if not wants_fragment(request):
        return go(request, screen.url("detail", pk=pk), said)
    return toast(HttpResponse(status=204), said, changed=["*"])
