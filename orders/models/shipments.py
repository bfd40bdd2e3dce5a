"""What leaves for customers."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.fields import POSITIVE, QuantityField, SearchField
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from inventory.models import Location, Lot
from orders.models.sales import SalesOrder, SalesOrderLine
from orders.states import SHIPMENT


class Shipment(Record):
    """What leaves of a sales order at once. A draft says what to pick; shipped, it is out of stock."""

    number = NumberField("SH-{yyyy}-{seq:05}", verbose_name=_("number"))
    order = TenantForeignKey(SalesOrder, models.PROTECT, related_name="shipments", verbose_name=_("sales order"))
    shipped_on = models.DateField(_("shipped on"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = StateField(SHIPMENT, verbose_name=_("state"))
    search = SearchField(sources=("number", "note"))

    label_field = "number"
    transitions = SHIPMENT

    class Meta:
        verbose_name, verbose_name_plural = _("shipment"), _("shipments")
        constraints = [TenantUnique("number", name="shipment_number")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="shipment_by_state"),
            models.Index(fields=["tenant_id", "shipped_on", "id"], name="shipment_by_date"),
        ]


class ShipmentLine(Record):
    """So much of one line of the order, out of one lot in one place."""

    shipment = TenantForeignKey(Shipment, models.CASCADE, related_name="lines", verbose_name=_("shipment"))
    position = models.PositiveIntegerField(_("position"))
    order_line = TenantForeignKey(
        SalesOrderLine, models.PROTECT, related_name="shipment_lines", verbose_name=_("sales order line")
    )
    order_position = models.PositiveIntegerField(_("order line"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="shipment_lines", verbose_name=_("item"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="shipment_lines", verbose_name=_("location"))
    lot = TenantForeignKey(
        Lot, models.PROTECT, related_name="shipment_lines", verbose_name=_("lot"), null=True, blank=True
    )
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("shipment line"), _("shipment lines")
        constraints = [
            TenantUnique("shipment", "position", name="shipment_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="shipment_line_positive",
                violation_error_message=_("More than nothing leaves"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment}/{self.position}"
