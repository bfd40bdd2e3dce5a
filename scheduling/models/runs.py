"""A calculation: what was asked, what came out, what was left out, what it was given; and when one starts by itself."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.numbering import NumberField
from base.records import Record, TenantModel
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from scheduling.states import RUN, RunKind


class PlanRun(Record):
    """An MRP or schedule run. `counts` are its figures, `faults` the rows left out, each with a sentence.

    `replayed_equal`: whether its input, planned once more, gave the same plan; NULL where nobody asked.
    """

    number = NumberField("RUN-{yy}{mm}{dd}-{seq:03}", verbose_name=_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=RunKind)
    state = StateField(RUN, verbose_name=_("state"))
    started_at = models.DateTimeField(pgettext_lazy("time", "started"), auto_now_add=True)
    seconds = models.DecimalField(_("seconds"), max_digits=9, decimal_places=3, null=True, editable=False)
    counts = models.JSONField(_("figures"), default=dict, editable=False)
    faults = models.JSONField(_("left out"), default=list, editable=False)
    digest = models.CharField(_("input digest"), max_length=64, blank=True, editable=False)
    plan_digest = models.CharField(_("plan digest"), max_length=64, blank=True, editable=False)
    replayed_equal = models.BooleanField(_("replayed with the same plan"), null=True, editable=False)
    job_id = models.BigIntegerField(_("job"), null=True, editable=False)

    label_field = "number"
    transitions = RUN

    class Meta:
        verbose_name, verbose_name_plural = _("plan run"), _("plan runs")
        constraints = [TenantUnique("number", name="plan_run_number")]
        indexes = [models.Index(fields=["tenant_id", "kind", "id"], name="plan_run_by_kind")]


class RunInput(TenantModel):
    """What a requirements run planned, as engine.mrp packs it. Only the last few of a tenant are kept."""

    run = TenantForeignKey(PlanRun, models.CASCADE, related_name="inputs", verbose_name=_("plan run"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name, verbose_name_plural = _("run input"), _("run inputs")
        constraints = [TenantUnique("run", name="run_input_once")]

    def __str__(self) -> str:
        return f"{self.run_id}"


class RunTrigger(Record):
    """When a calculation starts by itself: every night, so many minutes after something it reads has changed, and of
    requirements as soon as an order has."""

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=RunKind)
    nightly_at = models.TimeField(_("every day at"), null=True, blank=True)
    after_changes = models.PositiveSmallIntegerField(
        _("minutes after a change"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    at_once = models.BooleanField(_("at once after a change of an order"), default=False)

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("planning trigger"), _("planning triggers")
        constraints = [
            TenantUnique("name", name="run_trigger_name"),
            models.CheckConstraint(
                condition=models.Q(after_changes__gte=1, after_changes__lte=240) | models.Q(after_changes=None),
                name="run_trigger_minutes",
                violation_error_message=_("Between 1 and 240 minutes after a change"),
            ),
            models.CheckConstraint(
                condition=models.Q(at_once=False) | models.Q(kind=RunKind.MRP),
                name="run_trigger_at_once",
                violation_error_message=_("Only requirements are planned at once: a schedule is for people to publish"),
            ),
        ]

    @property
    def pause(self) -> timedelta:
        """How long changes are gathered before they are planned."""
        return timedelta(minutes=self.after_changes or 0)
