"""Documents that change stock by what people found: adjustments and counts."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, QuantityField
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from inventory.models.places import Location, Lot
from inventory.models.stock import StockOwner, StockStatus
from inventory.states import STOCK_DOCUMENT


class StockDocument(Record):
    """What both have: a business day, an author, and a state. Its lines say by how much stock changes."""

    business_on = models.DateField(_("business date"), default=timezone.localdate)
    author_id = models.BigIntegerField(_("author"), null=True, editable=False)
    author_name = models.CharField(_("author"), max_length=150, editable=False)
    state = StateField(STOCK_DOCUMENT, verbose_name=_("state"))

    label_field = "number"
    transitions = STOCK_DOCUMENT

    class Meta:
        abstract = True


class StockAdjustment(StockDocument):
    number = NumberField("SA-{yyyy}-{seq:05}", verbose_name=_("number"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("stock adjustment"), _("stock adjustments")
        constraints = [TenantUnique("number", name="stock_adjustment_number")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="stock_adjustment_by_state"),
            models.Index(fields=["tenant_id", "business_on", "id"], name="stock_adjustment_by_date"),
        ]


class StockAdjustmentLine(Record):
    """By how much the stock of an item in a place changes: more, or less than zero."""

    adjustment = TenantForeignKey(
        StockAdjustment, models.CASCADE, related_name="lines", verbose_name=_("stock adjustment")
    )
    position = models.PositiveIntegerField(_("position"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("location"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=StockStatus, default=StockStatus.USABLE)
    owner = models.CharField(pgettext_lazy("stock", "owner"), max_length=10, choices=StockOwner, default=StockOwner.OWN)
    change = QuantityField(pgettext_lazy("stock", "change"))

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("adjustment line"), _("adjustment lines")
        constraints = [
            TenantUnique("adjustment", "position", name="stock_adjustment_line_position"),
            models.CheckConstraint(
                condition=~models.Q(change=0),
                name="stock_adjustment_line_changes",
                violation_error_message=_("A line changes stock by more or less than zero"),
            ),
        ]


class StockCount(StockDocument):
    """The stock of one location, counted. `expected` of a line is what the ledger said when it was written down."""

    number = NumberField("SC-{yyyy}-{seq:05}", verbose_name=_("number"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="counts", verbose_name=_("location"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stock count"), _("stock counts")
        constraints = [TenantUnique("number", name="stock_count_number")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="stock_count_by_state"),
            models.Index(fields=["tenant_id", "business_on", "id"], name="stock_count_by_date"),
        ]


class StockCountLine(Record):
    """`counted` is empty until somebody has counted; `difference` is by how much stock changes then."""

    count = TenantForeignKey(StockCount, models.CASCADE, related_name="lines", verbose_name=_("stock count"))
    position = models.PositiveIntegerField(_("position"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=StockStatus, default=StockStatus.USABLE)
    owner = models.CharField(pgettext_lazy("stock", "owner"), max_length=10, choices=StockOwner, default=StockOwner.OWN)
    expected = QuantityField(pgettext_lazy("count", "expected"), default=Decimal(0), editable=False)
    counted = QuantityField(_("counted"), null=True, blank=True, validators=[NOT_NEGATIVE])
    difference = QuantityField(_("difference"), null=True, editable=False)

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("count line"), _("count lines")
        constraints = [
            TenantUnique("count", "position", name="stock_count_line_position"),
            models.CheckConstraint(
                condition=models.Q(counted__isnull=True) | models.Q(counted__gte=0),
                name="stock_count_line_not_negative",
                violation_error_message=_("Nobody counts less than nothing"),
            ),
        ]

    @property
    def location_id(self) -> int:
        found: int = self.count.location_id
        return found

    @property
    def change(self) -> Decimal:
        return self.difference or Decimal(0)
