"""Places where stock lies, what the rules there are, and lots."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, CurrencyField, MoneyField, SearchField
from base.models import Site
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from inventory.states import HOLD


class Location(Record):
    """A place in a site where stock lies."""

    site = TenantForeignKey(Site, models.PROTECT, related_name="locations", verbose_name=_("site"))
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("location"), _("locations")
        constraints = [TenantUnique("code", name="location_code")]


class StockControl(Record):
    """The rules of a site's stock; a site without them has their defaults.

    `closed_to`: nothing is posted on this day or before. `approval_above`: what changes stock by more than this
    value, at standard cost, somebody else than its author approves.
    """

    site = TenantForeignKey(Site, models.PROTECT, related_name="stock_controls", verbose_name=_("site"))
    closed_to = models.DateField(_("closed to"), null=True, editable=False)
    approval_above = MoneyField(_("approval above"), default=Decimal(1000), validators=[NOT_NEGATIVE])
    currency = CurrencyField()

    label_field = "site"

    class Meta:
        verbose_name, verbose_name_plural = _("stock rules"), _("stock rules")
        constraints = [TenantUnique("site", name="stock_control_once")]


class Lot(Record):
    """A quantity of an item that is traced as one. `available_on`: the expected release while in inspection.

    `origin`: the order or shift it is the lot of, by its item's lot rule; empty where each lot is new.
    """

    item = TenantForeignKey(Item, models.PROTECT, related_name="lots", verbose_name=_("item"))
    code = NumberField("L{yy}{mm}{dd}-{seq:03}", verbose_name=_("lot"), max_length=60)
    produced_on = models.DateField(_("produced"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    available_on = models.DateField(_("expected release"), null=True, blank=True)
    supplier_name = models.CharField(_("supplier"), max_length=100, blank=True)
    supplier_lot = models.CharField(_("supplier's lot"), max_length=60, blank=True)
    customer_name = models.CharField(_("customer who owns it"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    origin = models.CharField(_("origin"), max_length=100, blank=True, editable=False)
    search = SearchField(sources=("code", "supplier_lot", "note"))

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("lot"), _("lots")
        constraints = [
            TenantUnique("item", "code", name="lot_code"),
            TenantUnique("item", "origin", name="lot_origin", condition=~models.Q(origin="")),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "expires_on", "id"], name="lot_by_expiry"),
            models.Index(fields=["tenant_id", "available_on", "id"], name="lot_by_release"),
        ]


class LotHold(Record):
    """A reason why nothing of a lot may be used. A lot may have several: it is free when the last is released."""

    lot = TenantForeignKey(Lot, models.PROTECT, related_name="holds", verbose_name=_("lot"))
    reason = models.CharField(_("reason"), max_length=200)
    placed_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    released_at = models.DateTimeField(pgettext_lazy("hold", "released"), null=True, editable=False)
    state = StateField(HOLD, verbose_name=_("state"))

    label_field = "reason"
    transitions = HOLD

    class Meta:
        verbose_name, verbose_name_plural = pgettext_lazy("lot", "hold"), pgettext_lazy("lot", "holds")
        indexes = [models.Index(fields=["tenant_id", "state", "id"], name="lot_hold_by_state")]
