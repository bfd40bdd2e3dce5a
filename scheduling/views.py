"""The plan page: what is promised, what is planned, what is late and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.screens import page
from scheduling.queries import (
    bars,
    current_version,
    figures,
    late_lines,
    load_table,
    open_messages,
    promised_lines,
)


@page(
    "plan/", permission="scheduling.view_planversion", name="plan", label=_("Plan"), group="plan", icon="gauge", place=1
)
@require_safe
def plan(request: Any) -> HttpResponse:
    """The first page after signing in."""
    version = current_version()
    context: dict[str, Any] = {"version": version, "figures": figures(version), "messages_open": open_messages()}
    if version:
        context |= {
            "late": late_lines(version),
            "lines": promised_lines(version),
            "load": load_table(version),
            "schedule": bars(version),
        }
    actor = request.actor
    context["may_run"] = actor.may("scheduling.add_planrun")
    context["may_publish"] = bool(
        version and version.state == "proposed" and actor.may("scheduling.publish_planversion")
    )
    return render(request, "scheduling/plan.html", context)
