"""Inspections of lots, and what was measured."""

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
from inventory.models import Lot
from quality.models.plans import CharacteristicKind, MeasureField
from quality.states import INSPECTION


class Inspection(Record):
    """So much of a lot waits for a verdict. `source`: the document that brought it; empty where people asked for it."""

    number = NumberField("QI-{yyyy}-{seq:05}", verbose_name=_("number"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="inspections", verbose_name=_("item"))
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="inspections", verbose_name=_("lot"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    source = models.CharField(_("source document"), max_length=60, blank=True, editable=False)
    source_type = models.CharField(_("kind of document"), max_length=60, blank=True, editable=False)
    source_id = models.BigIntegerField(_("number of the document"), null=True, editable=False)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = StateField(INSPECTION, verbose_name=_("state"))
    search = SearchField(sources=("number", "source", "note"))

    label_field = "number"
    transitions = INSPECTION

    class Meta:
        verbose_name, verbose_name_plural = _("inspection"), _("inspections")
        constraints = [
            TenantUnique("number", name="inspection_number"),
            TenantUnique("source_type", "source_id", "lot", name="inspection_of_source"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="inspection_positive",
                violation_error_message=_("More than nothing is inspected"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="inspection_by_state"),
            models.Index(fields=["tenant_id", "opened_on", "id"], name="inspection_by_date"),
        ]


class Measurement(Record):
    """One characteristic of one sample: as the plan asked for it on that day, and what was found.

    `passed` is decided by the limits where something is measured, by a person where it is not.
    """

    inspection = TenantForeignKey(Inspection, models.CASCADE, related_name="measurements", verbose_name=_("inspection"))
    position = models.PositiveIntegerField(_("position"))
    sample = models.PositiveSmallIntegerField(_("sample"))
    name = models.CharField(_("characteristic"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=CharacteristicKind)
    lower = MeasureField(_("lower limit"))
    upper = MeasureField(_("upper limit"))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    value = MeasureField(_("value"))
    passed = models.BooleanField(_("passed"), null=True, blank=True)

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("measurement"), _("measurements")
        constraints = [TenantUnique("inspection", "position", name="measurement_position")]

    def __str__(self) -> str:
        return f"{self.name} {self.sample}"
