"""Where things are, how much of them, and in which state."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import QuantityField, SearchField
from base.models import Site
from base.records import LedgerModel, Record
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item


class StockStatus(models.TextChoices):
    USABLE = "usable", _("usable")
    INSPECTION = "inspection", _("inspection")
    BLOCKED = "blocked", _("blocked")
    REJECTED = "rejected", _("rejected")


class StockOwner(models.TextChoices):
    OWN = "own", _("own")
    CUSTOMER = "customer", pgettext_lazy("stock owner", "customer")
    SUPPLIER = "supplier", pgettext_lazy("stock owner", "supplier")


class Location(Record):
    """A place in a site where stock lies."""

    site = TenantForeignKey(Site, models.PROTECT, related_name="locations", verbose_name=_("site"))
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("location"), _("locations")
        constraints = [TenantUnique("code", name="location_code")]


class Lot(Record):
    """A quantity of an item that is traced as one. `available_on`: the expected release while in inspection."""

    item = TenantForeignKey(Item, models.PROTECT, related_name="lots", verbose_name=_("item"))
    code = models.CharField(_("lot"), max_length=60)
    produced_on = models.DateField(_("produced"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    available_on = models.DateField(_("expected release"), null=True, blank=True)
    supplier_name = models.CharField(_("supplier"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    search = SearchField(sources=("code", "note"))

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("lot"), _("lots")
        constraints = [TenantUnique("item", "code", name="lot_code")]
        indexes = [
            models.Index(fields=["tenant_id", "expires_on", "id"], name="lot_by_expiry"),
            models.Index(fields=["tenant_id", "available_on", "id"], name="lot_by_release"),
        ]


class StockBalance(Record):
    """What the moves add up to, per item, location, lot, status and owner. Written only with the moves."""

    item = TenantForeignKey(Item, models.PROTECT, related_name="balances", verbose_name=_("item"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="balances", verbose_name=_("location"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="balances", verbose_name=_("lot"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=StockStatus, default=StockStatus.USABLE)
    owner = models.CharField(pgettext_lazy("stock", "owner"), max_length=10, choices=StockOwner, default=StockOwner.OWN)
    quantity = QuantityField(_("quantity"))

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("stock balance"), _("stock")
        constraints = [
            TenantUnique("item", "location", "lot", "status", "owner", name="stock_balance_key", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0),
                name="stock_not_negative",
                violation_error_message=_("There is less stock than this: count it, or move less"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "item", "status"], name="stock_by_item"),
            models.Index(fields=["tenant_id", "status", "id"], name="stock_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity.normalize():f}"


class StockMove(LedgerModel):
    """One line of the ledger: never edited, never removed. `subject`: the document that moved it."""

    item = TenantForeignKey(Item, models.PROTECT, related_name="moves", verbose_name=_("item"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="moves", verbose_name=_("location"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="moves", verbose_name=_("lot"), null=True)
    status = models.CharField(_("status"), max_length=12, choices=StockStatus)
    owner = models.CharField(pgettext_lazy("stock", "owner"), max_length=10, choices=StockOwner)
    quantity = QuantityField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=200)
    business_on = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stock move"), _("stock moves")
        indexes = [
            models.Index(fields=["tenant_id", "item", "business_on", "id"], name="move_by_item"),
            models.Index(fields=["tenant_id", "lot", "id"], name="move_by_lot"),
            models.Index(fields=["tenant_id", "business_on", "id"], name="move_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.quantity}"
