"""Inputs of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.fields import NOT_NEGATIVE, POSITIVE
from base.forms import DateInput, LineForm, Lines, ReasonForm, RecordForm
from bom.models import Supply
from orders.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine, WorkOrder
from orders.states import WorkOrderState

SALES_LINE = (
    "position", "item", "quantity", "price", "currency", "due_on", "promised_on", "minimum_life", "customer_supplied",
)  # fmt: skip


class SalesOrderLineForm(LineForm):
    class Meta:
        model = SalesOrderLine
        fields = SALES_LINE


class SalesOrderForm(RecordForm):
    lines = Lines(SalesOrderLineForm, label=SalesOrderLine._meta.verbose_name_plural)

    class Meta:
        model = SalesOrder
        fields = ("number", "customer", "order_class", "priority", "ordered_on", "note")


class OpeningSalesOrderLineForm(LineForm):
    class Meta:
        model = SalesOrderLine
        fields = (*SALES_LINE, "shipped")


class OpeningSalesOrderForm(SalesOrderForm):
    """An order accepted before the product came: part of it may have left already."""

    lines = Lines(OpeningSalesOrderLineForm, label=SalesOrderLine._meta.verbose_name_plural)


class WorkOrderForm(RecordForm):
    class Meta:
        model = WorkOrder
        fields = ("number", "item", "quantity", "due_on", "customer", "note")

    def clean_item(self) -> Any:
        item = self.cleaned_data["item"]
        if item.supply != Supply.MAKE:
            raise forms.ValidationError(
                _("%(item)s is not made here (%(supply)s): change its supply, or buy it"),
                params={"item": item, "supply": item.get_supply_display()},
            )
        return item


def _quantity(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=18, decimal_places=6, validators=[NOT_NEGATIVE], initial=Decimal(0)
    )


class MakeLessForm(ReasonForm):
    """How much of a work order is still wanted."""

    quantity = forms.DecimalField(label=_("quantity"), max_digits=18, decimal_places=6, validators=[POSITIVE])


class OpeningWorkOrderForm(WorkOrderForm):
    """A work order begun before the product came, and how far it is."""

    good = _quantity(_("good"))
    scrap = _quantity(_("scrap"))
    sequence = forms.IntegerField(label=_("operation reached"), required=False, min_value=0)
    good_at_operation = _quantity(_("good at this operation"))
    back_on = forms.DateField(label=_("back from the subcontractor"), required=False, widget=DateInput())
    state = forms.ChoiceField(
        label=_("state"),
        required=False,
        choices=[(s.value, s.label) for s in (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)],
    )


class ShipmentLineForm(LineForm):
    """Without a location it is taken from usable lots, first to expire first."""

    optional = ("position", "location")

    class Meta:
        model = ShipmentLine
        fields = ("position", "order_position", "location", "lot", "quantity")


class ShipmentForm(RecordForm):
    """Without lines it lists all that is still to be shipped and can be."""

    lines = Lines(ShipmentLineForm, label=ShipmentLine._meta.verbose_name_plural, required=False)

    class Meta:
        model = Shipment
        fields = ("number", "order", "shipped_on", "note")
