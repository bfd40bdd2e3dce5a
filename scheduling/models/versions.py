"""A schedule as a whole: proposed by a run, published by a person."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.numbering import NumberField
from base.records import Record, TenantModel
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Machine
from orders.models import SalesOrderLine, WorkOrderOperation
from scheduling.models.runs import PlanRun
from scheduling.states import PLAN_VERSION


class PlanVersion(Record):
    """`load`: open and needed minutes per work center and week, as the run saw them."""

    number = NumberField("PV-{yy}{mm}{dd}-{seq:02}", verbose_name=pgettext_lazy("plan version", "number"))
    run = TenantForeignKey(PlanRun, models.PROTECT, related_name="versions", verbose_name=_("run"))
    state = StateField(PLAN_VERSION, verbose_name=_("state"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    lines_planned = models.PositiveIntegerField(_("order lines"), default=0)
    lines_late = models.PositiveIntegerField(_("late lines"), default=0)
    operations_planned = models.PositiveIntegerField(_("operations"), default=0)
    load = models.JSONField(_("load"), encoder=DjangoJSONEncoder, default=list)

    label_field = "number"
    transitions = PLAN_VERSION

    class Meta:
        verbose_name, verbose_name_plural = _("plan version"), _("plan versions")
        constraints = [
            TenantUnique("number", name="plan_version_number"),
            TenantUnique("state", name="plan_version_one_published", condition=models.Q(state="published")),
        ]
        indexes = [models.Index(fields=["tenant_id", "state", "id"], name="plan_version_by_state")]


class PlanVersionOperation(TenantModel):
    """Where and when an operation runs in this version; `run_at`: when its set-up is over, where it has any.

    `why`: what it waited for (`why`, engine.schedule.Why in lower case) and for how many minutes (`waited`), then who
    or what that was (`operation`, `order` or `item`); and the work `orders` that make what it needs.
    """

    plan = TenantForeignKey(PlanVersion, models.CASCADE, related_name="operations", verbose_name=_("plan version"))
    operation = TenantForeignKey(
        WorkOrderOperation, models.CASCADE, related_name="planned", verbose_name=_("operation")
    )
    machine = TenantForeignKey(Machine, models.PROTECT, related_name="planned", null=True, verbose_name=_("machine"))
    start_at = models.DateTimeField(_("start"))
    run_at = models.DateTimeField(_("run"), null=True)
    finish_at = models.DateTimeField(_("finish"))
    late = models.BooleanField(_("late"), default=False)
    why = models.JSONField(_("reason"), encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("operation of a plan"), _("operations of a plan")
        constraints = [TenantUnique("plan", "operation", name="plan_version_operation_once")]
        indexes = [models.Index(fields=["tenant_id", "plan", "machine", "start_at"], name="plan_version_by_machine")]

    def __str__(self) -> str:
        return f"{self.operation_id} {self.start_at:%m-%d %H:%M}"


class PlanVersionLine(TenantModel):
    """When a sales order line can ship in this version; if late, by how many days and the chain of reasons."""

    plan = TenantForeignKey(PlanVersion, models.CASCADE, related_name="lines", verbose_name=_("plan version"))
    line = TenantForeignKey(SalesOrderLine, models.CASCADE, related_name="planned", verbose_name=_("sales order line"))
    planned_on = models.DateField(_("planned"), null=True)
    days_late = models.IntegerField(_("days late"), default=0)
    cause = models.CharField(_("cause"), max_length=20, blank=True)
    chain = models.JSONField(_("reasons"), encoder=DjangoJSONEncoder, default=list)

    class Meta:
        verbose_name, verbose_name_plural = _("order line of a plan"), _("order lines of a plan")
        constraints = [TenantUnique("plan", "line", name="plan_version_line_once")]
        indexes = [models.Index(fields=["tenant_id", "plan", "days_late"], name="plan_version_line_late")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.planned_on}"
