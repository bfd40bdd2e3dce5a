"""Bills of material and routings: what goes into an item, and how it is made."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, POSITIVE, QuantityField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models.items import Item
from bom.models.work_centers import WorkCenter
from bom.states import STANDARD


class Bom(Record):
    """A revision of what goes into `base_quantity` of an item. At most one revision is active."""

    item = TenantForeignKey(Item, models.CASCADE, related_name="boms", verbose_name=_("parent item"))
    revision = models.CharField(_("revision"), max_length=20, default="A")
    base_quantity = QuantityField(_("base quantity"), default=Decimal(1), validators=[POSITIVE])
    effective_on = models.DateField(_("effective"), null=True, blank=True)
    state = StateField(STANDARD, verbose_name=_("state"))

    label_field = "revision"
    transitions = STANDARD

    class Meta:
        verbose_name, verbose_name_plural = _("bill of material"), _("bills of material")
        constraints = [
            TenantUnique("item", "revision", name="bom_revision"),
            TenantUnique("item", name="bom_one_active", condition=models.Q(state="active")),
            models.CheckConstraint(
                condition=models.Q(base_quantity__gt=0),
                name="bom_base_positive",
                violation_error_message=_("The base quantity is more than zero"),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "state", "item"], name="bom_by_state")]

    def __str__(self) -> str:
        return f"{self.item} / {self.revision}"


class LineKind(models.TextChoices):
    """What a line of a bill is: what goes in, or what else comes out. A co-product carries part of the cost."""

    COMPONENT = "component", _("component")
    CO_PRODUCT = "co_product", _("co-product")
    BY_PRODUCT = "by_product", _("by-product")


class BomLine(Record):
    """One component, or what comes out beside the item. `component`: of what.

    `scrap_rate` multiplies the need by (1 + s); `yield_rate` divides it by y. `cost_share`: the part of the order's
    cost that a co-product carries, as a rate.
    """

    bom = TenantForeignKey(Bom, models.CASCADE, related_name="lines", verbose_name=_("bill of material"))
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(
        pgettext_lazy("BOM line", "kind"), max_length=12, choices=LineKind, default=LineKind.COMPONENT
    )
    component = TenantForeignKey(Item, models.PROTECT, related_name="used_in", verbose_name=_("component"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    scrap_rate = models.DecimalField(
        _("scrap rate"), max_digits=7, decimal_places=5, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    yield_rate = models.DecimalField(
        _("yield"), max_digits=6, decimal_places=5, default=Decimal(1), validators=[POSITIVE, MaxValueValidator(1)]
    )
    cost_share = models.DecimalField(
        _("cost share"), max_digits=6, decimal_places=5, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    operation_sequence = models.PositiveIntegerField(_("operation"), null=True, blank=True)
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    effective_to = models.DateField(_("effective to"), null=True, blank=True)

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("BOM line"), _("BOM lines")
        constraints = [
            TenantUnique("bom", "position", name="bom_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="bom_line_positive",
                violation_error_message=_("The quantity of a component is more than zero"),
            ),
            models.CheckConstraint(
                condition=models.Q(scrap_rate__gte=0, yield_rate__gt=0, yield_rate__lte=1),
                name="bom_line_rates",
                violation_error_message=_("Scrap is not negative; yield lies above 0 and is at most 1"),
            ),
            models.CheckConstraint(
                condition=models.Q(kind=LineKind.COMPONENT) | models.Q(scrap_rate=0, yield_rate=1),
                name="bom_line_output_exact",
                violation_error_message=_("What comes out is written as it comes: without scrap or yield"),
            ),
            models.CheckConstraint(
                condition=models.Q(cost_share=0)
                | models.Q(kind=LineKind.CO_PRODUCT, cost_share__gt=0, cost_share__lt=1),
                name="bom_line_cost_share",
                violation_error_message=_("Only a co-product carries a share of the cost, below 1: 0.02 means 2 %%"),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "component", "bom"], name="bom_line_where_used")]


class Substitute(Record):
    """In what goes into `parent`, or into anything where that is empty, `item` may take the place of `component`.

    `ratio` of it for one of the component; the lowest `priority` is tried first. It gives what is left of it, and is
    never ordered to replace.
    """

    parent = TenantForeignKey(
        Item, models.CASCADE, related_name="substitutes_within", verbose_name=_("parent item"), null=True, blank=True
    )
    component = TenantForeignKey(Item, models.CASCADE, related_name="substitutes", verbose_name=_("component"))
    item = TenantForeignKey(Item, models.CASCADE, related_name="replaces", verbose_name=_("substitute"))
    priority = models.PositiveSmallIntegerField(_("priority"), default=1)
    ratio = QuantityField(_("substitution ratio"), default=Decimal(1), validators=[POSITIVE])
    active = models.BooleanField(_("active"), default=True)

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("substitute"), _("substitutes")
        constraints = [
            TenantUnique("parent", "component", "item", name="substitute_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(ratio__gt=0),
                name="substitute_positive",
                violation_error_message=_("So much for one of the component is more than zero"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} → {self.item}"


class Routing(Record):
    """A revision of how an item is made. At most one revision is active."""

    item = TenantForeignKey(Item, models.CASCADE, related_name="routings", verbose_name=_("item"))
    revision = models.CharField(_("revision"), max_length=20, default="A")
    state = StateField(STANDARD, verbose_name=_("state"))

    label_field = "revision"
    transitions = STANDARD

    class Meta:
        verbose_name, verbose_name_plural = _("routing"), _("routings")
        constraints = [
            TenantUnique("item", "revision", name="routing_revision"),
            TenantUnique("item", name="routing_one_active", condition=models.Q(state="active")),
        ]
        indexes = [models.Index(fields=["tenant_id", "state", "item"], name="routing_by_state")]

    def __str__(self) -> str:
        return f"{self.item} / {self.revision}"


class Operation(Record):
    """One operation of a routing: set-up once, then run; at a subcontractor, working days.

    It runs `run_minutes` for every `run_quantity` units: 2 for 1, or 60 for 1,100 where a rate per hour is known.
    `in_batches`: a kettle or autoclave that holds run_quantity and takes its time however full it is.
    """

    routing = TenantForeignKey(Routing, models.CASCADE, related_name="operations", verbose_name=_("routing"))
    sequence = models.PositiveIntegerField(_("sequence"))
    name = models.CharField(_("operation"), max_length=100)
    work_center = TenantForeignKey(WorkCenter, models.PROTECT, related_name="operations", verbose_name=_("work center"))
    setup_minutes = models.DecimalField(
        _("set-up (min)"), max_digits=10, decimal_places=3, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    run_minutes = models.DecimalField(
        _("run (min)"), max_digits=12, decimal_places=5, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    run_quantity = QuantityField(pgettext_lazy("run", "per quantity"), default=Decimal(1), validators=[POSITIVE])
    in_batches = models.BooleanField(_("in batches"), default=False)
    transfer_lot = QuantityField(_("transfer lot"), default=Decimal(0), validators=[NOT_NEGATIVE])
    subcontract_days = models.PositiveSmallIntegerField(_("subcontract (working days)"), default=0)
    inspection = models.BooleanField(pgettext_lazy("operation", "inspection"), default=False)
    first_piece = models.BooleanField(_("first-piece check"), default=False)

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("operation"), _("operations")
        constraints = [
            TenantUnique("routing", "sequence", name="operation_sequence"),
            models.CheckConstraint(
                condition=models.Q(setup_minutes__gte=0, run_minutes__gte=0, transfer_lot__gte=0),
                name="operation_not_negative",
                violation_error_message=_("Times and transfer lot cannot be negative"),
            ),
            models.CheckConstraint(
                condition=models.Q(run_quantity__gt=0),
                name="operation_run_quantity",
                violation_error_message=_("The quantity that run minutes are for is more than zero"),
            ),
        ]
