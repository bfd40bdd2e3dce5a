"""Inputs of planning verbs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import RecordForm
from scheduling.models import PlanRun, PlanVersion


class RunForm(RecordForm):
    class Meta:
        model = PlanRun
        fields = ("kind",)


class FinishForm(forms.Form):
    """What a finished calculation says of itself."""

    counts = forms.JSONField(label=_("figures"))
    faults = forms.JSONField(label=_("left out"), required=False)
    digest = forms.CharField(label=_("input digest"), max_length=64)
    seconds = forms.DecimalField(label=_("seconds"), max_digits=9, decimal_places=3)


class ProposeForm(RecordForm):
    class Meta:
        model = PlanVersion
        fields = ("run", "operations_planned", "lines_planned", "lines_late", "load")
