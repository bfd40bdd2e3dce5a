"""The bell alone: open pages ask for it again when an alert is raised, seen to or gone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base.screens import page


@page("alerts/bell/", permission="base.view_alert", name="bell")
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """How many alerts wait for this person."""
    return render(request, "base/bell.html")
