"""Inputs of stock verbs."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from base.fields import NOT_NEGATIVE, POSITIVE
from base.forms import DateInput, ReasonForm, RecordForm
from inventory.models import Lot, LotHold, StockBalance


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
            "item", "code", "produced_on", "expires_on", "available_on", "supplier_name", "supplier_lot", "note",
        )  # fmt: skip


class ProducedLotForm(RecordForm):
    """A lot of what is made here. `origin`: the order or shift whose lot it is."""

    origin = forms.CharField(label=_("lot of"), max_length=100, required=False)

    class Meta:
        model = Lot
        fields = ("item", "produced_on")


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
