"""What is looked at when an item is inspected."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.records import Record
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item

MOST_SAMPLES = 50


class CharacteristicKind(models.TextChoices):
    PASS_FAIL = "pass_fail", _("pass or fail")
    MEASURED = "measured", _("measured")


class MeasureField(models.DecimalField):  # type: ignore[type-arg]
    """A limit or a reading, in the unit of its characteristic, exact to 10⁻⁶."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 6, "null": True, "blank": True, **kwargs})


class InspectionPlan(Record):
    """How lots of an item are inspected: each characteristic on `samples` pieces."""

    item = TenantForeignKey(Item, models.PROTECT, related_name="inspection_plans", verbose_name=_("item"))
    samples = models.PositiveSmallIntegerField(
        _("samples"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_SAMPLES)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("inspection plan"), _("inspection plans")
        constraints = [
            TenantUnique("item", name="inspection_plan_once"),
            models.CheckConstraint(
                condition=models.Q(samples__gte=1, samples__lte=MOST_SAMPLES),
                name="inspection_plan_samples",
                violation_error_message=_("Between 1 and 50 pieces are looked at"),
            ),
        ]


class Characteristic(Record):
    """One thing to look at: right or wrong, or measured between limits, of which one may be left out."""

    plan = TenantForeignKey(
        InspectionPlan, models.CASCADE, related_name="characteristics", verbose_name=_("inspection plan")
    )
    position = models.PositiveIntegerField(_("position"))
    name = models.CharField(_("characteristic"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=CharacteristicKind, default=CharacteristicKind.PASS_FAIL)
    lower = MeasureField(_("lower limit"))
    upper = MeasureField(_("upper limit"))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    method = models.CharField(_("method"), max_length=100, blank=True)

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("characteristic"), _("characteristics")
        constraints = [
            TenantUnique("plan", "position", name="characteristic_position"),
            models.CheckConstraint(
                condition=~models.Q(kind=CharacteristicKind.MEASURED)
                | models.Q(lower__isnull=False)
                | models.Q(upper__isnull=False),
                name="characteristic_has_limits",
                violation_error_message=_("What is measured has a limit, lower or upper"),
            ),
            models.CheckConstraint(
                condition=models.Q(lower__isnull=True)
                | models.Q(upper__isnull=True)
                | models.Q(lower__lte=models.F("upper")),
                name="characteristic_limits_in_order",
                violation_error_message=_("The lower limit is not above the upper one"),
            ),
        ]
