"""Inputs of purchasing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DateInput, LineForm, Lines, RecordForm
from suppliers.models import PurchaseOrder, PurchaseOrderLine

LINE = ("position", "item", "quantity", "price", "currency", "needed_on", "requested_on", "confirmed_on")


class PurchaseOrderLineForm(LineForm):
    class Meta:
        model = PurchaseOrderLine
        fields = LINE


class PurchaseOrderForm(RecordForm):
    lines = Lines(PurchaseOrderLineForm, label=PurchaseOrderLine._meta.verbose_name_plural)

    class Meta:
        model = PurchaseOrder
        fields = ("number", "supplier", "ordered_on", "note")


class OpeningPurchaseOrderLineForm(LineForm):
    class Meta:
        model = PurchaseOrderLine
        fields = (*LINE, "received")


class OpeningPurchaseOrderForm(PurchaseOrderForm):
    """An order placed before the product came: part of it may have arrived."""

    lines = Lines(OpeningPurchaseOrderLineForm, label=PurchaseOrderLine._meta.verbose_name_plural)


class ConfirmForm(forms.Form):
    """The date the supplier promised for the whole order."""

    confirmed_on = forms.DateField(label=_("confirmed"), widget=DateInput())
