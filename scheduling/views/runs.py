"""What a requirements run was given, as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from base.pages.requests import attachment
from base.refusals import NotFound
from base.screens import page
from engine.mrp import to_json, unpack
from scheduling.inputs import input_of


@page("plan-runs/<int:pk>/case/", permission="scheduling.view_planrun", name="plan-run-case")
@require_safe
def plan_run_case(request: Any, pk: int) -> HttpResponse:
    """The case that `python -m engine.mrp CASE.json` plans, on any machine."""
    content = input_of(pk)
    if content is None:
        raise NotFound()
    return attachment(to_json(unpack(content)).encode(), f"plan-run-{pk}.json")
