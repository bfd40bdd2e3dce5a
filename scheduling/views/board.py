"""The schedule board: a page, the columns its canvas draws, and what the inspector tells of one operation."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.pages.requests import wants_fragment
from base.refusals import NotFound
from base.screens import page
from scheduling.board import LEGEND, board
from scheduling.inspecting import inspected
from scheduling.models import PlanVersion
from scheduling.queries import current_version, figures
from scheduling.views.centers import Centers
from scheduling.views.plan import MAY_SEE, buttons

LONGEST_ID = 18


@page("board/", permission=MAY_SEE, name="board", label=_("Schedule board"), group="plan", icon="chart-gantt", place=5)
@require_safe
def current_board(request: Any) -> HttpResponse:
    """The board of the plan that the plan page speaks of."""
    return _page(request, current_version())


@page("board/<int:pk>/", permission=MAY_SEE, name="board-version")
@require_safe
def board_of_version(request: Any, pk: int) -> HttpResponse:
    return _page(request, _version(pk))


@page("board/<int:pk>/data/", permission=MAY_SEE, name="board-data")
@require_safe
def board_data(request: Any, pk: int) -> HttpResponse:
    """What the canvas draws, as columns; `?work_center=` names those whose machines are asked for."""
    return HttpResponse(orjson.dumps(board(_version(pk), Centers(request.GET).chosen)), content_type="application/json")


@page("board/operations/<int:pk>/", permission=MAY_SEE, name="board-operation")
@require_safe
def board_operation(request: Any, pk: int) -> HttpResponse:
    """What the inspector shows of an operation in `?plan=`, else in the current plan."""
    plan = request.GET.get("plan", "")
    version = _version(int(plan)) if plan.isdecimal() and len(plan) <= LONGEST_ID else current_version()
    found = inspected(version, pk) if version else None
    if found is None:
        raise NotFound()
    return render(request, "scheduling/board_inspector.html", {"seen": found})


def _page(request: Any, version: PlanVersion | None) -> HttpResponse:
    context = {"version": version, "figures": figures(version), "tones": LEGEND.items()}
    context |= buttons(request.actor, version)
    if wants_fragment(request):
        return render(request, "scheduling/board.html#head", context)
    context["centers"] = Centers(request.GET)
    return render(request, "scheduling/board.html", context)


def _version(pk: int) -> PlanVersion:
    found = PlanVersion.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
