"""The stock ledger: moves, the balances they add up to, and the genealogy of lots."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import QuantityField
from base.records import LedgerModel, Record
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from inventory.models.places import Location, Lot


class StockStatus(models.TextChoices):
    USABLE = "usable", _("usable")
    INSPECTION = "inspection", _("inspection")
    BLOCKED = "blocked", _("blocked")
    REJECTED = "rejected", _("rejected")


class StockOwner(models.TextChoices):
    OWN = "own", _("own")
    CUSTOMER = "customer", pgettext_lazy("stock owner", "customer")
    SUPPLIER = "supplier", pgettext_lazy("stock owner", "supplier")


class MoveKind(models.TextChoices):
    """What moved stock. A reversal is of the kind it takes back, so that the sum of a kind is what remains of it."""

    OPENING = "opening", _("Opening stock")
    RECEIVE = "receive", pgettext_lazy("stock move", "receive")
    ISSUE = "issue", pgettext_lazy("stock move", "issue")
    SHIP = "ship", pgettext_lazy("stock move", "ship")
    ADJUST = "adjust", pgettext_lazy("stock move", "adjust")
    COUNT = "count", pgettext_lazy("stock move", "count")
    TRANSFER = "transfer", pgettext_lazy("stock move", "transfer")
    HOLD = "hold", pgettext_lazy("stock move", "hold")
    INSPECT = "inspect", pgettext_lazy("stock move", "inspect")
    SCRAP = "scrap", pgettext_lazy("stock move", "scrap")
    RETURN = "return", pgettext_lazy("stock move", "return")
    DOWNGRADE = "downgrade", pgettext_lazy("stock move", "downgrade")


TAKES_USABLE = (MoveKind.ISSUE, MoveKind.SHIP)


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
    """One line of the ledger: never edited, never removed. `subject`: the document that moved it.

    `business_on`: the day it happened; `posted_on`: the day it counts on. They differ where a report came late,
    after its own day was closed. `reverses`: the move this one takes back, exactly and once.
    """

    item = TenantForeignKey(Item, models.PROTECT, related_name="moves", verbose_name=_("item"))
    location = TenantForeignKey(Location, models.PROTECT, related_name="moves", verbose_name=_("location"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="moves", verbose_name=_("lot"), null=True)
    status = models.CharField(_("status"), max_length=12, choices=StockStatus)
    owner = models.CharField(pgettext_lazy("stock", "owner"), max_length=10, choices=StockOwner)
    quantity = QuantityField(_("quantity"))
    kind = models.CharField(_("move"), max_length=12, choices=MoveKind)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    business_on = models.DateField(_("business date"))
    posted_on = models.DateField(_("posting date"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    reverses = TenantForeignKey(
        "self", models.PROTECT, related_name="reversals", verbose_name=_("reverses"), null=True, db_index=False
    )

    class Meta:
        verbose_name, verbose_name_plural = _("stock move"), _("stock moves")
        constraints = [
            TenantUnique("reverses", name="move_reversed_once"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=TAKES_USABLE, quantity__lt=0) | models.Q(status=StockStatus.USABLE),
                name="only_usable_stock_leaves",
                violation_error_message=_("Only usable stock is issued or shipped: release it first"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "item", "business_on", "id"], name="move_by_item"),
            models.Index(fields=["tenant_id", "lot", "id"], name="move_by_lot"),
            models.Index(fields=["tenant_id", "posted_on", "id"], name="move_by_date"),
            models.Index(fields=["tenant_id", "subject_type", "subject_id"], name="move_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.quantity}"


class Transformation(LedgerModel):
    """So much of a lot became part of another one. What is taken back is a second row with less than zero.

    `beside`: the lot made is a co-product or by-product of an order whose product got the same quantity, which counts
    once: there.
    """

    consumed = TenantForeignKey(Lot, models.PROTECT, related_name="used_in", verbose_name=_("lot used"))
    produced = TenantForeignKey(Lot, models.PROTECT, related_name="made_from", verbose_name=_("lot made"))
    quantity = QuantityField(_("quantity"))
    beside = models.BooleanField(_("co-product or by-product"), default=False)
    business_on = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    reverses = TenantForeignKey(
        "self", models.PROTECT, related_name="reversals", verbose_name=_("reverses"), null=True, db_index=False
    )

    class Meta:
        verbose_name, verbose_name_plural = _("transformation"), _("transformations")
        constraints = [TenantUnique("reverses", name="transformation_reversed_once")]
        indexes = [
            models.Index(
                fields=["tenant_id", "consumed", "produced"], include=["quantity"], name="transformation_down"
            ),
            models.Index(fields=["tenant_id", "produced", "consumed"], include=["quantity"], name="transformation_up"),
            models.Index(fields=["tenant_id", "subject_type", "subject_id"], name="transformation_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.consumed_id} → {self.produced_id}"
