"""One calculation: what was asked, what came out, what could not be planned."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantUnique
from scheduling.states import RUN, RunKind


class PlanRun(Record):
    """An MRP or schedule run. `counts` are its figures, `faults` the rows left out, each with a sentence."""

    number = NumberField("RUN-{yy}{mm}{dd}-{seq:03}", verbose_name=_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=RunKind)
    state = StateField(RUN, verbose_name=_("state"))
    started_at = models.DateTimeField(pgettext_lazy("time", "started"), auto_now_add=True)
    seconds = models.DecimalField(_("seconds"), max_digits=9, decimal_places=3, null=True, editable=False)
    counts = models.JSONField(_("figures"), default=dict, editable=False)
    faults = models.JSONField(_("left out"), default=list, editable=False)
    digest = models.CharField(_("input digest"), max_length=64, blank=True, editable=False)
    job_id = models.BigIntegerField(_("job"), null=True, editable=False)

    label_field = "number"
    transitions = RUN

    class Meta:
        verbose_name, verbose_name_plural = _("plan run"), _("plan runs")
        constraints = [TenantUnique("number", name="plan_run_number")]
        indexes = [models.Index(fields=["tenant_id", "kind", "id"], name="plan_run_by_kind")]
