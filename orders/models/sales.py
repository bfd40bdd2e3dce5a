"""Customers and their orders."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.fields import NOT_NEGATIVE, POSITIVE, CurrencyField, MoneyField, QuantityField, SearchField
from base.numbering import NumberField
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item
from orders.states import SALES_ORDER


class OrderClass(models.TextChoices):
    STABLE = "stable", _("stable")
    RUSH = "rush", _("rush")


class Customer(Record):
    """Who orders. Tolerances are rates: 0.05 means 5 % of the ordered quantity.

    `minimum_life`: the share of its shelf life that a lot must have left when it is shipped: 0.67 means two thirds.
    """

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    over_tolerance = models.DecimalField(
        _("over-delivery"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    under_tolerance = models.DecimalField(
        _("under-delivery"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    minimum_life = models.DecimalField(
        _("minimum remaining life"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    partial_allowed = models.BooleanField(_("partial deliveries"), default=True)
    search = SearchField(sources=("code", "name"))

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("customer"), _("customers")
        constraints = [
            TenantUnique("code", name="customer_code"),
            TenantUnique("name", name="customer_name"),
            models.CheckConstraint(
                condition=models.Q(over_tolerance__gte=0, under_tolerance__gte=0, under_tolerance__lte=1),
                name="customer_tolerances",
                violation_error_message=_("A tolerance is a rate: 0.05 means 5 %%"),
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_life__gte=0, minimum_life__lte=1),
                name="customer_minimum_life",
                violation_error_message=_("The remaining life is a share: 0.67 means two thirds"),
            ),
        ]


class SalesOrder(Record):
    number = NumberField("SO-{yyyy}-{seq:05}", verbose_name=_("number"))
    customer = TenantForeignKey(Customer, models.PROTECT, related_name="orders", verbose_name=_("customer"))
    order_class = models.CharField(_("class"), max_length=8, choices=OrderClass, default=OrderClass.STABLE)
    priority = models.PositiveSmallIntegerField(_("priority"), default=5)
    ordered_on = models.DateField(_("ordered"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = StateField(SALES_ORDER, verbose_name=_("state"))
    search = SearchField(sources=("number", "note"))

    label_field = "number"
    transitions = SALES_ORDER

    class Meta:
        verbose_name, verbose_name_plural = _("sales order"), _("sales orders")
        constraints = [TenantUnique("number", name="sales_order_number")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "ordered_on", "id"], name="sales_order_by_state"),
            models.Index(fields=["tenant_id", "customer", "id"], name="sales_order_by_customer"),
            models.Index(fields=["tenant_id", "ordered_on", "id"], name="sales_order_by_date"),
        ]


class SalesOrderLine(Record):
    """`due_on`: the customer's wish; `promised_on`: our word; `planned_on`: when the published plan ships it.

    `minimum_life`: what of its shelf life must be left, where this line asks for another share than its customer.
    """

    order = TenantForeignKey(SalesOrder, models.CASCADE, related_name="lines", verbose_name=_("sales order"))
    position = models.PositiveIntegerField(_("position"))
    item = TenantForeignKey(Item, models.PROTECT, related_name="sales_lines", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    shipped = QuantityField(_("shipped"), default=Decimal(0), validators=[NOT_NEGATIVE])
    price = MoneyField(_("price"), default=Decimal(0), validators=[NOT_NEGATIVE])
    currency = CurrencyField()
    due_on = models.DateField(_("due"))
    promised_on = models.DateField(_("promised"), null=True, blank=True)
    planned_on = models.DateField(_("planned"), null=True, editable=False)
    minimum_life = models.DecimalField(
        _("minimum remaining life"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE, MaxValueValidator(1)],
    )
    customer_supplied = models.CharField(_("customer-supplied material"), max_length=100, blank=True)

    label_field = "position"

    class Meta:
        verbose_name, verbose_name_plural = _("sales order line"), _("sales order lines")
        constraints = [
            TenantUnique("order", "position", name="sales_order_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, shipped__gte=0),
                name="sales_order_line_positive",
                violation_error_message=_("The quantity is more than zero and what was shipped is not negative"),
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_life__isnull=True) | models.Q(minimum_life__gte=0, minimum_life__lte=1),
                name="sales_order_line_minimum_life",
                violation_error_message=_("The remaining life is a share: 0.67 means two thirds"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "due_on", "id"], name="sales_order_line_by_due"),
            models.Index(fields=["tenant_id", "item", "due_on"], name="sales_order_line_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.order}/{self.position}"

    @property
    def least_life(self) -> Decimal:
        """What of its shelf life must be left of what is shipped for it."""
        asked: Decimal = self.order.customer.minimum_life if self.minimum_life is None else self.minimum_life
        return asked
