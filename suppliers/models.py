"""Who we buy from, what, and on which terms."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.fields import NOT_NEGATIVE, POSITIVE, CurrencyField, MoneyField, QuantityField, SearchField
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from inventory.models import Location, Lot
from suppliers.states import PURCHASE_ORDER, RECEIPT


class Supplier(Record):
    """A source. Only approved ones are bought from. Rates and tolerances: 0.05 means 5 % of what was ordered."""

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    city = models.CharField(_("city"), max_length=60, blank=True)
    approved = models.BooleanField(_("approved"), default=False)
    on_time_rate = models.DecimalField(
        _("on-time rate"), max_digits=5, decimal_places=4, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    over_tolerance = models.DecimalField(
        _("over-delivery"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    under_tolerance = models.DecimalField(
        _("under-delivery"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    risk_note = models.CharField(_("risk"), max_length=200, blank=True)
    owner_name = models.CharField(_("owner"), max_length=60, blank=True)
    search = SearchField(sources=("code", "name", "city"))

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("supplier"), _("suppliers")
        constraints = [
            TenantUnique("code", name="supplier_code"),
            TenantUnique("name", name="supplier_name"),
            models.CheckConstraint(
                condition=models.Q(over_tolerance__gte=0, under_tolerance__gte=0, under_tolerance__lte=1),
                name="supplier_tolerances",
                violation_error_message=_("A tolerance is a rate: 0.05 means 5 %%"),
            ),
        ]


class SupplierItem(Record):
    """What a supplier sells, on which terms. Lower `priority` is asked first.

    `quota`: its share of what is bought of the item, in percent, against the shares of the others; 0 is asked last.
    """

    supplier = TenantForeignKey(Supplier, models.CASCADE, related_name="items", verbose_name=_("supplier"))
    item = TenantForeignKey(Item, models.CASCADE, related_name="sources", verbose_name=_("item"))
    priority = models.PositiveSmallIntegerField(_("priority"), default=1)
    quota = models.PositiveSmallIntegerField(_("quota (%)"), default=0, validators=[MaxValueValidator(100)])
    approved = models.BooleanField(_("approved"), default=False)
    lead_days = models.PositiveSmallIntegerField(_("lead time (days)"), default=0)
    lead_in_working_days = models.BooleanField(_("lead time in working days"), default=False)
    minimum = QuantityField(_("minimum order"), default=Decimal(0), validators=[NOT_NEGATIVE])
    multiple = QuantityField(_("order multiple"), default=Decimal(0), validators=[NOT_NEGATIVE])
    price = MoneyField(_("price"), default=Decimal(0), validators=[NOT_NEGATIVE])
    currency = CurrencyField()
    expedite_days = models.PositiveSmallIntegerField(_("expedited lead time (days)"), null=True, blank=True)
    expedite_price = MoneyField(_("expedited price"), null=True, blank=True)
    expedite_maximum = QuantityField(_("expedited at most"), null=True, blank=True)

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("supplier item"), _("supplier items")
        constraints = [
            TenantUnique("supplier", "item", name="supplier_item_once"),
            models.CheckConstraint(
                condition=models.Q(minimum__gte=0, multiple__gte=0, price__gte=0),
                name="supplier_item_not_negative",
                violation_error_message=_("Minimum, multiple and price cannot be negative"),
            ),
            models.CheckConstraint(
                condition=models.Q(quota__lte=100),
                name="supplier_item_quota",
                violation_error_message=_("A quota is at most 100 %%"),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "item", "priority"], name="supplier_item_by_item")]


class Certificate(Record):
    """A supplier's certificate, watched until it expires."""

    supplier = TenantForeignKey(Supplier, models.CASCADE, related_name="certificates", verbose_name=_("supplier"))
    name = models.CharField(_("certificate"), max_length=100)
    expires_on = models.DateField(_("expires"))

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("certificate"), _("certificates")
        constraints = [TenantUnique("supplier", "name", name="certificate_once")]
        indexes = [models.Index(fields=["tenant_id", "expires_on"], name="certificate_by_expiry")]


class PurchaseOrder(Record):
    number = NumberField("PO-{yyyy}-{seq:05}", verbose_name=_("number"))
    supplier = TenantForeignKey(Supplier, models.PROTECT, related_name="orders", verbose_name=_("supplier"))
    ordered_on = models.DateField(_("ordered"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = StateField(PURCHASE_ORDER, verbose_name=_("state"))
    search = SearchField(sources=("number", "note"))

    label_field = "number"
    transitions = PURCHASE_ORDER

    class Meta:
        verbose_name, verbose_name_plural = _("purchase order"), _("purchase orders")
        constraints = [TenantUnique("number", name="purchase_order_number")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "ordered_on", "id"], name="purchase_order_by_state"),
            models.Index(fields=["tenant_id", "supplier", "id"], name="purchase_order_by_supplier"),
            models.Index(fields=["tenant_id", "ordered_on", "id"], name="purchase_order_by_date"),
        ]


class PurchaseOrderLine(Record):
    """`needed_on`: when we need it; `requested_on`: what we asked for; `confirmed_on`: what the supplier promised."""

    order = TenantForeignKey(PurchaseOrder, models.CASCADE, related_name="lines", verbose_name=_("purchase order"))
    position = models.PositiveIntegerField(_("position"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="purchase_lines", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    received = QuantityField(_("received"), default=Decimal(0), validators=[NOT_NEGATIVE])
    price = MoneyField(_("price"), default=Decimal(0), validators=[NOT_NEGATIVE])
    currency = CurrencyField()
    needed_on = models.DateField(_("needed"))
    requested_on = models.DateField(_("requested"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("purchase order line"), _("purchase order lines")
        constraints = [
            TenantUnique("order", "position", name="purchase_order_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, received__gte=0),
                name="purchase_order_line_positive",
                violation_error_message=_("The quantity is more than zero and what was received is not negative"),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "item", "needed_on"], name="purchase_order_line_by_item")]

    def __str__(self) -> str:
        return f"{self.order}/{self.position}"


class Receipt(Record):
    """What arrived of a purchase order at one location. Posted, it is stock; wrong, it is taken back whole."""

    number = NumberField("GR-{yyyy}-{seq:05}", verbose_name=_("number"))
    order = TenantForeignKey(PurchaseOrder, models.PROTECT, related_name="receipts", verbose_name=_("purchase order"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="receipts", verbose_name=_("location"))
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    delivery_note = models.CharField(_("delivery note"), max_length=60, blank=True)
    state = StateField(RECEIPT, verbose_name=_("state"))
    search = SearchField(sources=("number", "delivery_note"))

    label_field = "number"
    transitions = RECEIPT

    class Meta:
        verbose_name, verbose_name_plural = _("receipt"), _("receipts")
        constraints = [TenantUnique("number", name="receipt_number")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="receipt_by_state"),
            models.Index(fields=["tenant_id", "received_on", "id"], name="receipt_by_date"),
        ]


class ReceiptLine(Record):
    """So much of one line of the order, in one lot. `lot_code`: ours; left empty, the lot gets the next number."""

    receipt = TenantForeignKey(Receipt, models.CASCADE, related_name="lines", verbose_name=_("receipt"))
    position = models.PositiveIntegerField(_("position"))
    order_line = TenantForeignKey(
        PurchaseOrderLine, models.PROTECT, related_name="receipt_lines", verbose_name=_("purchase order line")
    )
    order_position = models.PositiveIntegerField(_("order line"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="receipt_lines", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    lot_code = models.CharField(_("lot"), max_length=60, blank=True)
    supplier_lot = models.CharField(_("supplier's lot"), max_length=60, blank=True)
    produced_on = models.DateField(_("produced"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="receipt_lines", verbose_name=_("lot"), null=True)

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("receipt line"), _("receipt lines")
        constraints = [
            TenantUnique("receipt", "position", name="receipt_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="receipt_line_positive",
                violation_error_message=_("More than nothing arrives"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt}/{self.position}"
