"""Inputs of purchasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DateInput, LineForm, Lines, RecordForm
from base.references import ReferenceField
from bom.models import Supply
from inventory.models import Location
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine

LINE = ("position", "item", "quantity", "price", "currency", "needed_on", "requested_on", "confirmed_on")


class PurchaseOrderLineForm(LineForm):
    class Meta:
        model = PurchaseOrderLine
        fields = LINE

    def clean_item(self) -> Any:
        item = self.cleaned_data["item"]
        if item.supply == Supply.SUPPLIED:
            raise forms.ValidationError(
                _("%(item)s is brought by the customer: ask for it, it is not bought"), params={"item": item}
            )
        return item


class PurchaseOrderForm(RecordForm):
    lines = Lines(PurchaseOrderLineForm, label=PurchaseOrderLine._meta.verbose_name_plural)

    class Meta:
        model = PurchaseOrder
        fields = ("number", "supplier", "ordered_on", "note")


class OpeningPurchaseOrderLineForm(PurchaseOrderLineForm):
    class Meta:
        model = PurchaseOrderLine
        fields = (*LINE, "received")


class OpeningPurchaseOrderForm(PurchaseOrderForm):
    """An order placed before the product came: part of it may have arrived."""

    lines = Lines(OpeningPurchaseOrderLineForm, label=PurchaseOrderLine._meta.verbose_name_plural)


class ConfirmForm(forms.Form):
    """The date the supplier promised, for the whole order or for one line of it."""

    confirmed_on = forms.DateField(label=_("confirmed"), widget=DateInput())
    position = forms.IntegerField(
        label=_("position"), required=False, min_value=1, help_text=_("of one line; empty for all of them")
    )


class ConfirmLineForm(forms.Form):
    """The date the supplier promised for a line."""

    confirmed_on = forms.DateField(label=_("confirmed"), widget=DateInput())
    position = forms.IntegerField(label=_("position"), min_value=1)


class PrepareForm(forms.Form):
    """Where it will be received."""

    location = ReferenceField(Location, label=_("location"))


class ReceiptLineForm(LineForm):
    class Meta:
        model = ReceiptLine
        fields = ("position", "order_position", "quantity", "lot_code", "supplier_lot", "produced_on", "expires_on")


class ReceiptForm(RecordForm):
    """Without lines it lists what the order still expects."""

    lines = Lines(ReceiptLineForm, label=ReceiptLine._meta.verbose_name_plural, required=False)

    class Meta:
        model = Receipt
        fields = ("number", "order", "location", "received_on", "delivery_note")
