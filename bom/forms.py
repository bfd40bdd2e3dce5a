"""Inputs of standards: a bill of material with its lines, a routing with its operations, a calendar with its shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import LineForm, Lines, RecordForm
from bom.models import Bom, BomLine, Calendar, Operation, Routing, Shift, Substitute
from bom.queries import replaced_in_a_circle


class BomLineForm(LineForm):
    class Meta:
        model = BomLine
        fields = (
            "position", "kind", "component", "quantity", "scrap_rate", "yield_rate", "cost_share", "operation_sequence",
            "effective_from", "effective_to",
        )  # fmt: skip


class BomForm(RecordForm):
    lines = Lines(BomLineForm, label=BomLine._meta.verbose_name_plural)

    class Meta:
        model = Bom
        fields = ("item", "revision", "base_quantity", "effective_on")


class SubstituteForm(RecordForm):
    class Meta:
        model = Substitute
        fields = ("parent", "component", "item", "priority", "ratio", "active")

    def clean(self) -> dict[str, Any]:
        """No two items replace each other, nor one itself. In a set the import has looked already."""
        found = super().clean()
        component, item = found.get("component"), found.get("item")
        if self.instance.one_of_many or not (component and item and found.get("active")):
            return found
        if circle := replaced_in_a_circle([(component.pk, item.pk)], but=self.instance.pk):
            sentence = _("%(path)s: items cannot replace each other. Take one of these substitutes away")
            self.add_error("item", sentence % {"path": " → ".join(*circle.values())})
        return found


class OperationForm(LineForm):
    optional = ("sequence",)

    class Meta:
        model = Operation
        fields = (
            "sequence", "name", "work_center", "setup_minutes", "run_minutes", "run_quantity", "in_batches",
            "transfer_lot", "subcontract_days", "inspection", "first_piece",
        )  # fmt: skip


class RoutingForm(RecordForm):
    lines = Lines(OperationForm, rows="operations", key="sequence", label=Operation._meta.verbose_name_plural)

    class Meta:
        model = Routing
        fields = ("item", "revision")


class ShiftForm(LineForm):
    class Meta:
        model = Shift
        fields = ("name", "weekdays", "start", "finish", "breaks")


class CalendarForm(RecordForm):
    lines = Lines(ShiftForm, rows="shifts", key="name", label=Shift._meta.verbose_name_plural, required=False)

    class Meta:
        model = Calendar
        fields = ("code", "name")


class YearForm(forms.Form):
    """Which year's holidays."""

    year = forms.IntegerField(label=_("year"), min_value=2004, max_value=2100)
