"""What is expected to be ordered."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, QuantityField
from base.records import Record
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item


class Period(models.TextChoices):
    DAY = "day", pgettext_lazy("forecast", "day")
    WEEK = "week", pgettext_lazy("forecast", "week")
    MONTH = "month", pgettext_lazy("forecast", "month")


class Forecast(Record):
    """So much of an item is expected to be ordered in the period that begins on `start_on`; orders consume it.

    Nothing removes a forecast: one of zero is expected no more. Periods of an item do not overlap.
    """

    item = TenantForeignKey(Item, models.CASCADE, related_name="forecasts", verbose_name=_("item"))
    start_on = models.DateField(pgettext_lazy("forecast", "from"))
    period = models.CharField(pgettext_lazy("forecast", "period"), max_length=6, choices=Period, default=Period.MONTH)
    quantity = QuantityField(_("quantity"), validators=[NOT_NEGATIVE])

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("forecast"), _("forecasts")
        constraints = [
            TenantUnique("item", "start_on", name="forecast_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0),
                name="forecast_not_negative",
                violation_error_message=_("A forecast cannot be negative"),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "start_on", "id"], name="forecast_by_date")]

    def __str__(self) -> str:
        return called(self.start_on)

    @property
    def last_on(self) -> date:
        return last_day(self.start_on, self.period)


def called(start_on: date) -> str:
    """How a forecast is named among the needs of its item, in any language."""
    return f"FC {start_on.isoformat()}"


def last_day(start_on: date, period: str) -> date:
    """The last day of a period. A month lasts until the day before the same day of the next one, or until its end."""
    if period == Period.DAY:
        return start_on
    if period == Period.WEEK:
        return start_on + timedelta(days=6)
    year, month = (start_on.year, start_on.month + 1) if start_on.month < 12 else (start_on.year + 1, 1)
    return date(year, month, min(start_on.day, monthrange(year, month)[1])) - timedelta(days=1)
