"""The verbs of inspection plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from base.actions import action
from base.lines import save_lines
from base.people import Actor
from quality.forms import InspectionPlanForm
from quality.models import InspectionPlan


@action(InspectionPlan, "add", form=InspectionPlanForm, creates=True, many=True, label=_("Add"))
def add_plan(plans: Sequence[InspectionPlan], inputs: Sequence[Any], *, by: Actor) -> None:
    """Inspections opened from now on ask for its characteristics."""
    _with_lines(plans, inputs)


@action(InspectionPlan, "change", form=InspectionPlanForm, many=True, label=_("Change"))
def change_plan(plans: Sequence[InspectionPlan], inputs: Sequence[Any], *, by: Actor) -> None:
    """Inspections opened already stay as they are."""
    _with_lines(plans, inputs)


def _with_lines(plans: Sequence[InspectionPlan], inputs: Sequence[Any]) -> None:
    save_lines([(plan, given["lines"]) for plan, given in zip(plans, inputs, strict=True)], "characteristics")
