"""What a requirements run was given, as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from base.screens import page
from engine.mrp import to_json
from scheduling.inputs import input_of


@page("plan-runs/<int:pk>/case/", permission="scheduling.view_planrun", name="plan-run-case")
@require_safe
def plan_run_case(request: Any, pk: int) -> HttpResponse:
    """The case that `python -m engine.mrp CASE.json` plans, on any machine."""
    headers = {"Content-Disposition": f'attachment; filename="plan-run-{pk}.json"'}
    return HttpResponse(to_json(input_of(pk)), content_type="application/json", headers=headers)
