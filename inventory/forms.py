"""Inputs of stock verbs."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from base.fields import NOT_NEGATIVE, POSITIVE
from base.forms import DateInput, RecordForm
from inventory.models import StockBalance


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
