"""Work orders: what is made, by which operations, from which components."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, POSITIVE, QuantityField, SearchField
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.durations import minutes_for
from bom.models import Item, LineKind, Machine, WorkCenter
from orders.models.sales import Customer
from orders.states import OPERATION, WORK_ORDER


class WorkOrder(Record):
    """An order to make `quantity` of an item. Its operations and components are copies of the standard it was made by.

    `start_at` and `finish_at` are those of the published plan. `customer`: it is made of what this one supplied, and
    for nobody else.
    """

    number = NumberField("WO-{yyyy}-{seq:05}", verbose_name=_("number"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="work_orders", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    good = QuantityField(_("good"), default=Decimal(0), editable=False)
    scrap = QuantityField(_("scrap"), default=Decimal(0), editable=False)
    due_on = models.DateField(_("due"))
    customer = TenantForeignKey(
        Customer, models.PROTECT, related_name="work_orders", verbose_name=_("for customer"), null=True, blank=True
    )
    bom_revision = models.CharField(_("BOM revision"), max_length=20, blank=True, editable=False)
    routing_revision = models.CharField(_("routing revision"), max_length=20, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = StateField(WORK_ORDER, verbose_name=_("state"))
    start_at = models.DateTimeField(_("planned start"), null=True, editable=False)
    finish_at = models.DateTimeField(_("planned finish"), null=True, editable=False)
    search = SearchField(sources=("number", "note"))

    label_field = "number"
    transitions = WORK_ORDER

    class Meta:
        verbose_name, verbose_name_plural = _("work order"), _("work orders")
        constraints = [
            TenantUnique("number", name="work_order_number"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, good__gte=0, scrap__gte=0),
                name="work_order_positive",
                violation_error_message=_("A work order is for more than zero"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "due_on", "id"], name="work_order_by_state"),
            models.Index(fields=["tenant_id", "item", "due_on"], name="work_order_by_item"),
            models.Index(fields=["tenant_id", "due_on", "id"], name="work_order_by_due"),
        ]


class WorkOrderOperation(Record):
    """`start_at` and `finish_at` are planned, `started_at` and `finished_at` happened.

    `rework`: reported here and waiting to be worked again. `back_on`: the day parts at a subcontractor return.
    It runs `run_minutes` for every `run_quantity` units; `in_batches`: for every batch of so many, however full.
    """

    work_order = TenantForeignKey(WorkOrder, models.CASCADE, related_name="operations", verbose_name=_("work order"))
    sequence = models.PositiveIntegerField(_("sequence"))
    name = models.CharField(_("operation"), max_length=100)
    work_center = TenantForeignKey(
        WorkCenter, models.PROTECT, related_name="work_order_operations", verbose_name=_("work center")
    )
    machine = TenantForeignKey(
        Machine, models.PROTECT, related_name="work_order_operations", verbose_name=_("machine"), null=True
    )
    setup_minutes = models.DecimalField(_("set-up (min)"), max_digits=10, decimal_places=3, default=Decimal(0))
    run_minutes = models.DecimalField(_("run (min)"), max_digits=12, decimal_places=5, default=Decimal(0))
    run_quantity = QuantityField(pgettext_lazy("run", "per quantity"), default=Decimal(1), validators=[POSITIVE])
    in_batches = models.BooleanField(_("in batches"), default=False)
    transfer_lot = QuantityField(_("transfer lot"), default=Decimal(0), validators=[NOT_NEGATIVE])
    subcontract_days = models.PositiveSmallIntegerField(_("subcontract (working days)"), default=0)
    back_on = models.DateField(_("back"), null=True)
    first_piece = models.BooleanField(_("first-piece check"), default=False)
    good = QuantityField(_("good"), default=Decimal(0), editable=False)
    scrap = QuantityField(_("scrap"), default=Decimal(0), editable=False)
    rework = QuantityField(_("rework"), default=Decimal(0), editable=False)
    state = StateField(OPERATION, verbose_name=_("state"))
    start_at = models.DateTimeField(_("planned start"), null=True, editable=False)
    finish_at = models.DateTimeField(_("planned finish"), null=True, editable=False)
    started_at = models.DateTimeField(pgettext_lazy("time", "started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    label_field = "name"
    locked_after = "work_order"
    transitions = OPERATION

    def __str__(self) -> str:
        return f"{self.sequence} {self.name}"

    @property
    def reported(self) -> Decimal:
        """What has come out of it, one way or another."""
        total: Decimal = self.good + self.scrap + self.rework
        return total

    def hours(self, quantity: Decimal) -> Decimal:
        """Standard hours for so many units: set up once, then run."""
        run = minutes_for(quantity, self.run_minutes, self.run_quantity, self.in_batches)
        return (self.setup_minutes + run) / 60

    class Meta:
        verbose_name, verbose_name_plural = _("work order operation"), _("work order operations")
        constraints = [
            TenantUnique("work_order", "sequence", name="work_order_operation_once"),
            models.CheckConstraint(
                condition=models.Q(good__gte=0, scrap__gte=0, rework__gte=0),
                name="operation_figures",
                violation_error_message=_("Good, scrap and rework are not negative"),
            ),
            models.CheckConstraint(
                condition=models.Q(run_quantity__gt=0),
                name="work_order_operation_run_quantity",
                violation_error_message=_("The quantity that run minutes are for is more than zero"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "work_center", "state", "start_at"], name="operation_by_work_center"),
            models.Index(fields=["tenant_id", "state", "start_at", "id"], name="operation_by_state"),
            models.Index(fields=["tenant_id", "start_at", "id"], name="operation_by_start"),
        ]


class WorkOrderComponent(Record):
    """What an operation of the order needs in all, and what of it was issued."""

    work_order = TenantForeignKey(WorkOrder, models.CASCADE, related_name="components", verbose_name=_("work order"))
    operation_sequence = models.PositiveIntegerField(_("operation"), null=True)
    item = TenantForeignKey(Item, models.PROTECT, related_name="required_by", verbose_name=_("component"))
    required = QuantityField(_("required"), validators=[POSITIVE])
    issued = QuantityField(_("issued"), default=Decimal(0), validators=[NOT_NEGATIVE])

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("component"), _("components")
        indexes = [
            models.Index(fields=["tenant_id", "work_order", "operation_sequence"], name="component_by_order"),
            models.Index(fields=["tenant_id", "item", "id"], name="component_by_item"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(required__gte=0, issued__gte=0),
                name="component_not_negative",
                violation_error_message=_("Required and issued quantities are not negative"),
            )
        ]


class WorkOrderOutput(Record):
    """What else comes out of an order at an operation (None: its last): of all its units `expected`, so far `received`.

    `cost_share`: the part of the order's cost it carries, as a rate.
    """

    work_order = TenantForeignKey(WorkOrder, models.CASCADE, related_name="outputs", verbose_name=_("work order"))
    operation_sequence = models.PositiveIntegerField(_("operation"), null=True)
    item = TenantForeignKey(Item, models.PROTECT, related_name="comes_out_of", verbose_name=_("item"))
    kind = models.CharField(pgettext_lazy("BOM line", "kind"), max_length=12, choices=LineKind)
    cost_share = models.DecimalField(_("cost share"), max_digits=6, decimal_places=5, default=Decimal(0))
    expected = QuantityField(pgettext_lazy("output", "expected"), validators=[NOT_NEGATIVE])
    received = QuantityField(_("received"), default=Decimal(0), editable=False)

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("co-product or by-product"), _("co-products and by-products")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expected__gte=0, received__gte=0),
                name="output_not_negative",
                violation_error_message=_("Expected and received quantities are not negative"),
            )
        ]
        indexes = [
            models.Index(fields=["tenant_id", "work_order", "id"], name="output_by_order"),
            models.Index(fields=["tenant_id", "item", "id"], name="output_by_item"),
        ]
