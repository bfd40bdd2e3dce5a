"""Inputs of stock verbs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, POSITIVE
from base.forms import DateInput, LineForm, Lines, ReasonForm, RecordForm
from base.references import ReferenceField
from inventory.models import (
    Location,
    Lot,
    LotHold,
    StockAdjustment,
    StockAdjustmentLine,
    StockBalance,
    StockCount,
    StockCountLine,
)
from inventory.queries import own_lot


class OpeningStockForm(RecordForm):
    """What lies somewhere on the first day."""

    on = forms.DateField(label=_("business date"), required=False, widget=DateInput())

    class Meta:
        model = StockBalance
        fields = ("item", "location", "lot", "status", "owner", "quantity")

    def clean_quantity(self) -> Decimal:
        found: Decimal = self.cleaned_data["quantity"]
        POSITIVE(found)
        return found


class CountForm(forms.Form):
    """What was counted, and why it differs."""

    counted = forms.DecimalField(label=_("counted"), max_digits=18, decimal_places=6, validators=[NOT_NEGATIVE])
    reason = forms.CharField(label=_("reason"), max_length=200)


class LotForm(RecordForm):
    class Meta:
        model = Lot
        fields = (
            "item", "code", "produced_on", "expires_on", "available_on", "supplier_name", "supplier_lot",
            "customer_name", "note",
        )  # fmt: skip


class ProducedLotForm(RecordForm):
    """A lot of what is made here. `origin`: the order or shift whose lot it is."""

    origin = forms.CharField(label=_("lot of"), max_length=100, required=False)

    class Meta:
        model = Lot
        fields = ("item", "produced_on")


class ExpectForm(forms.Form):
    """When a lot will be released."""

    available_on = forms.DateField(label=_("expected release"), widget=DateInput())


class HoldForm(RecordForm):
    class Meta:
        model = LotHold
        fields = ("lot", "reason")


class CloseForm(forms.Form):
    """The last day that is closed."""

    closed_to = forms.DateField(label=_("closed to"), widget=DateInput())


class ReopenForm(ReasonForm):
    """The last day that stays closed, if any, and why the rest is opened again."""

    closed_to = forms.DateField(label=_("stays closed to"), widget=DateInput(), required=False)


def quantity(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=18, decimal_places=6, **more)


class AdjustForm(ReasonForm):
    """By how much stock changes, and why."""

    change = quantity(pgettext_lazy("stock", "change"))


class TransferForm(forms.Form):
    """How much of it goes where."""

    quantity = quantity(_("quantity"), validators=[POSITIVE])
    to = ReferenceField(Location, label=_("to location"))


class LotLineForm(LineForm):
    """A line that names an item and a lot of it."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        item, lot = given.get("item"), given.get("lot")
        if item and lot:
            given["lot"] = own_lot(item, lot)
        if lot and given["lot"] is None:
            self.add_error("lot", _("%(lot)s is no lot of %(item)s") % {"lot": lot, "item": item})
        return given


class StockAdjustmentLineForm(LotLineForm):
    class Meta:
        model = StockAdjustmentLine
        fields = ("position", "item", "location", "lot", "status", "owner", "change")

    def clean_change(self) -> Decimal:
        found: Decimal = self.cleaned_data["change"]
        if not found:
            raise forms.ValidationError(_("A line changes stock by more or less than zero"))
        return found


class StockAdjustmentForm(RecordForm):
    lines = Lines(StockAdjustmentLineForm, label=StockAdjustmentLine._meta.verbose_name_plural)

    class Meta:
        model = StockAdjustment
        fields = ("number", "business_on", "reason")


class StockCountLineForm(LotLineForm):
    class Meta:
        model = StockCountLine
        fields = ("position", "item", "lot", "status", "owner", "counted")


class StockCountForm(RecordForm):
    """Without lines it lists all that should lie in the location."""

    lines = Lines(StockCountLineForm, label=StockCountLine._meta.verbose_name_plural, required=False)

    class Meta:
        model = StockCount
        fields = ("number", "location", "business_on", "note")


class TallyLineForm(forms.Form):
    """By how much the quantity done of a line changes; less than nothing where it is taken back."""

    position = forms.IntegerField(label=_("position"), min_value=1)
    quantity = quantity(_("quantity"))


class TallyForm(forms.Form):
    """What a receipt or shipment has done of an order, line by line."""

    lines = Lines(TallyLineForm, label=_("lines"))
