"""What was found wrong, and what becomes of it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import POSITIVE, QuantityField, SearchField
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from inventory.models import Lot
from quality.models.inspections import Inspection
from quality.states import NONCONFORMANCE


class DispositionKind(models.TextChoices):
    REWORK = "rework", pgettext_lazy("disposition", "rework")
    REPAIR = "repair", pgettext_lazy("disposition", "repair")
    SORT = "sort", pgettext_lazy("disposition", "sort")
    DOWNGRADE = "downgrade", pgettext_lazy("disposition", "downgrade")
    SCRAP = "scrap", pgettext_lazy("disposition", "scrap")
    RETURN = "return", pgettext_lazy("disposition", "return")
    CONCESSION = "concession", pgettext_lazy("disposition", "concession")


class Nonconformance(Record):
    """So much of a lot is not as it should be, and stays out of use until all of it is disposed of."""

    number = NumberField("NCR-{yyyy}-{seq:05}", verbose_name=_("number"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="nonconformances", verbose_name=_("item"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="nonconformances", verbose_name=_("lot"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    disposed = QuantityField(_("disposed of"), default=Decimal(0), editable=False)
    description = models.CharField(_("what is wrong"), max_length=400)
    found_on = models.DateField(_("found on"), default=timezone.localdate)
    inspection = TenantForeignKey(
        Inspection, models.PROTECT, related_name="nonconformances", verbose_name=_("inspection"), null=True
    )
    state = StateField(NONCONFORMANCE, verbose_name=_("state"))
    search = SearchField(sources=("number", "description"))

    label_field = "number"
    transitions = NONCONFORMANCE

    class Meta:
        verbose_name, verbose_name_plural = _("nonconformance"), _("nonconformances")
        constraints = [
            TenantUnique("number", name="nonconformance_number"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, disposed__gte=0, disposed__lte=models.F("quantity")),
                name="nonconformance_disposed",
                violation_error_message=_("No more is disposed of than was found wrong"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="nonconformance_by_state"),
            models.Index(fields=["tenant_id", "found_on", "id"], name="nonconformance_by_date"),
        ]


class Disposition(Record):
    """What became of part of a nonconformance. `available_on`: when it comes back from rework, repair or sorting."""

    nonconformance = TenantForeignKey(
        Nonconformance, models.PROTECT, related_name="dispositions", verbose_name=_("nonconformance")
    )
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("disposition"), max_length=12, choices=DispositionKind)
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    reason = models.CharField(_("reason"), max_length=200)
    to_lot = TenantForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot it became"), null=True)
    available_on = models.DateField(_("back"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=150)
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    label_field = "kind"

    class Meta:
        verbose_name, verbose_name_plural = _("disposition"), _("dispositions")
        constraints = [TenantUnique("nonconformance", "position", name="disposition_position")]

    def __str__(self) -> str:
        return f"{self.nonconformance} {self.get_kind_display()}"
