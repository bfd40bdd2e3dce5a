"""When work is done: calendars of shifts, and the days that differ."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.records import Record
from base.tenancy.fields import TenantForeignKey, TenantUnique


class Calendar(Record):
    """A week of shifts. Days that differ (holidays, make-up days) are CalendarDay rows."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("calendar"), _("calendars")
        constraints = [TenantUnique("code", name="calendar_code")]


class Shift(Record):
    """From `start` to `finish` on its weekdays, less the breaks; a finish not after the start is the next day's."""

    calendar = TenantForeignKey(Calendar, models.CASCADE, related_name="shifts", verbose_name=_("calendar"))
    name = models.CharField(_("name"), max_length=40)
    weekdays = models.CharField(
        _("weekdays"),
        max_length=7,
        default="1111110",
        validators=[RegexValidator(r"^[01]{7}$", _("Seven marks from Monday to Sunday, 1 open and 0 closed"))],
    )
    start = models.TimeField(_("start"))
    finish = models.TimeField(_("finish"))
    breaks = models.JSONField(_("breaks"), default=list, blank=True)

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("shift"), _("shifts")
        constraints = [TenantUnique("calendar", "name", name="shift_name")]


class CalendarDay(Record):
    """A day that differs from its weekday: a holiday, or a make-up working day (调休). No calendar means all.

    `provisional`: the year's official calendar is not known yet; statutory days only.
    """

    calendar = TenantForeignKey(
        Calendar, models.CASCADE, related_name="days", verbose_name=_("calendar"), null=True, blank=True
    )
    on = models.DateField(_("date"))
    working = models.BooleanField(_("working"), default=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)

    label_field = "on"

    class Meta:
        verbose_name, verbose_name_plural = _("calendar day"), _("calendar days")
        constraints = [TenantUnique("calendar", "on", name="calendar_day_once", nulls_distinct=False)]
        indexes = [models.Index(fields=["tenant_id", "on"], name="calendar_day_by_date")]
