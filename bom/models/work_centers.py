"""Where work is done."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.fields import POSITIVE
from base.models import Site
from base.records import Record
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models.calendars import Calendar


class WorkCenterKind(models.TextChoices):
    FINITE = "finite", _("finite")
    INFINITE = "infinite", _("infinite")
    SUBCONTRACT = "subcontract", _("subcontract")


class WorkCenter(Record):
    """A group of like machines with one calendar. Efficiency multiplies the time its calendar is open."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    site = TenantForeignKey(Site, models.PROTECT, related_name="work_centers", verbose_name=_("site"))
    calendar = TenantForeignKey(Calendar, models.PROTECT, related_name="work_centers", verbose_name=_("calendar"))
    efficiency = models.DecimalField(
        _("efficiency"), max_digits=5, decimal_places=4, default=Decimal(1), validators=[POSITIVE]
    )
    kind = models.CharField(_("capacity"), max_length=12, choices=WorkCenterKind, default=WorkCenterKind.FINITE)
    owner_name = models.CharField(_("owner"), max_length=60, blank=True)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("work center"), _("work centers")
        constraints = [
            TenantUnique("code", name="work_center_code"),
            models.CheckConstraint(
                condition=models.Q(efficiency__gt=0),
                name="work_center_efficiency",
                violation_error_message=_("Efficiency is more than zero: 0.88 means 88 %%"),
            ),
        ]


class Machine(Record):
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    work_center = TenantForeignKey(WorkCenter, models.PROTECT, related_name="machines", verbose_name=_("work center"))
    active = models.BooleanField(_("active"), default=True)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("machine"), _("machines")
        constraints = [TenantUnique("code", name="machine_code")]
        indexes = [models.Index(fields=["tenant_id", "work_center", "code"], name="machine_by_work_center")]


class MachineClosure(Record):
    """A time a machine cannot work: overhaul, calibration, breakdown."""

    machine = TenantForeignKey(Machine, models.CASCADE, related_name="closures", verbose_name=_("machine"))
    start_at = models.DateTimeField(_("from"))
    finish_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)

    label_field = "reason"

    class Meta:
        verbose_name, verbose_name_plural = _("machine closure"), _("machine closures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finish_at__gt=models.F("start_at")),
                name="closure_forwards",
                violation_error_message=_("A closure ends after it starts"),
            )
        ]
        indexes = [models.Index(fields=["tenant_id", "machine", "start_at"], name="closure_by_machine")]
