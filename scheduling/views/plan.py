"""The plan page: what is promised, what is planned, what is late and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from base.pages.requests import wants_fragment
from base.people import Actor
from base.screens import page
from scheduling.models import PlanVersion
from scheduling.queries import (
    current_version,
    figures,
    late_lines,
    load_table,
    open_messages,
    promised_lines,
    running,
)
from scheduling.states import RunKind, VersionState

MAY_SEE = "scheduling.view_planversion"
RUNS = ((RunKind.MRP, "calculator", _("Plan requirements")), (RunKind.SCHEDULE, "calendar-range", _("Schedule")))


@page("plan/", permission=MAY_SEE, name="plan", label=_("Plan"), group="plan", icon="gauge", place=1)
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
        }
    context |= buttons(request.actor, version)
    template = "scheduling/plan.html#plan" if wants_fragment(request) else "scheduling/plan.html"
    return render(request, template, context)


def buttons(actor: Actor, version: PlanVersion | None) -> dict[str, Any]:
    """What somebody may start or publish from a page about this plan."""
    proposed = version is not None and version.state == VersionState.PROPOSED
    return {
        "running": running(),
        "runs": RUNS,
        "may_run": actor.may("scheduling.add_planrun"),
        "may_publish": proposed and actor.may("scheduling.publish_planversion"),
    }


@page("plan/progress/", permission=MAY_SEE, name="plan-progress")
@require_safe
def plan_progress(request: Any) -> HttpResponse:
    """How far the running calculations are; when there are none any more, the page shows what they found."""
    if not (found := running()):
        return HttpResponseClientRefresh()
    return render(request, "scheduling/plan_progress.html", {"running": found})
