"""Inputs of quality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.fields import POSITIVE
from base.forms import DateInput, LineForm, Lines, ReasonForm, RecordForm
from base.references import ReferenceField
from bom.models import Item
from quality.models import (
    Characteristic,
    CharacteristicKind,
    DispositionKind,
    Inspection,
    InspectionPlan,
    Measurement,
    Nonconformance,
)


class CharacteristicForm(LineForm):
    class Meta:
        model = Characteristic
        fields = ("position", "name", "kind", "lower", "upper", "unit", "method")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        lower, upper = given.get("lower"), given.get("upper")
        if given.get("kind") == CharacteristicKind.MEASURED and lower is None and upper is None:
            self.add_error("upper", _("What is measured has a limit, lower or upper"))
        if lower is not None and upper is not None and lower > upper:
            self.add_error("lower", _("The lower limit is not above the upper one"))
        return given


class InspectionPlanForm(RecordForm):
    lines = Lines(CharacteristicForm, rows="characteristics", label=Characteristic._meta.verbose_name_plural)

    class Meta:
        model = InspectionPlan
        fields = ("item", "samples", "note")


class OfLotForm(RecordForm):
    """The row is of the lot's item."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if lot := given.get("lot"):
            self.instance.item_id = lot.item_id
        return given


class InspectionForm(OfLotForm):
    """Stock of a lot is to be looked at again."""

    class Meta:
        model = Inspection
        fields = ("number", "lot", "quantity", "note")


class OpenInspectionForm(OfLotForm):
    """Stock that waits in inspection, and the document that brought it."""

    source = forms.CharField(label=_("source document"), max_length=60, required=False)
    source_type = forms.CharField(label=_("kind of document"), max_length=60, required=False)
    source_id = forms.IntegerField(label=_("number of the document"), required=False)

    class Meta:
        model = Inspection
        fields = ("lot", "quantity", "note")


class MeasurementForm(LineForm):
    """What was found; name and sample only say of what."""

    optional = ("name", "sample")

    class Meta:
        model = Measurement
        fields = ("position", "name", "sample", "value", "passed")
        widgets = {name: forms.TextInput({"readonly": True}) for name in ("position", "name", "sample")}


class MeasureForm(RecordForm):
    lines = Lines(MeasurementForm, rows="measurements", fixed=True, label=Measurement._meta.verbose_name_plural)

    class Meta:
        model = Inspection
        fields = ()


class NonconformanceForm(OfLotForm):
    class Meta:
        model = Nonconformance
        fields = ("number", "lot", "quantity", "description", "found_on")


class OpenNonconformanceForm(OfLotForm):
    """What an inspection rejected."""

    inspection = ReferenceField(Inspection, label=_("inspection"), required=False)

    class Meta:
        model = Nonconformance
        fields = ("lot", "quantity", "description")


class NonconformanceChangeForm(RecordForm):
    class Meta:
        model = Nonconformance
        fields = ("description", "found_on")


class DisposeForm(ReasonForm):
    """What becomes of how much, and why."""

    kind = forms.ChoiceField(label=_("disposition"), choices=DispositionKind.choices)
    quantity = forms.DecimalField(label=_("quantity"), max_digits=18, decimal_places=6, validators=[POSITIVE])
    to_item = ReferenceField(Item, label=_("downgraded to"), required=False)
    available_on = forms.DateField(label=_("back"), widget=DateInput(), required=False)

    field_order = ("kind", "quantity", "reason", "to_item", "available_on")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        if given.get("kind") == DispositionKind.DOWNGRADE and not given.get("to_item"):
            self.add_error("to_item", _("Say what it is good for"))
        return given
