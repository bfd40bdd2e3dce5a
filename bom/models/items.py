"""Items and their units."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import NOT_NEGATIVE, POSITIVE, CurrencyField, MoneyField, QuantityField, SearchField
from base.records import Record
from base.tenancy.fields import TenantForeignKey, TenantUnique


class Supply(models.TextChoices):
    MAKE = "make", _("make")
    BUY = "buy", _("buy")
    PHANTOM = "phantom", _("phantom")
    SUBCONTRACT = "subcontract", _("subcontract")
    OUTPUT = "output", _("co-product or by-product")
    SUPPLIED = "supplied", _("customer-supplied")


class Planning(models.TextChoices):
    TO_STOCK = "to_stock", _("to stock")
    BY_ORDER = "by_order", _("by order")


class LotPolicy(models.TextChoices):
    LOT_FOR_LOT = "lot_for_lot", _("lot for lot")
    FIXED = "fixed", _("fixed lot")
    MIN_MULTIPLE = "min_multiple", _("minimum and multiple")
    PERIOD = "period", _("period of supply")
    ECONOMIC = "economic", _("cheapest lots")
    SILVER_MEAL = "silver_meal", _("Silver-Meal")


class LotRule(models.TextChoices):
    """What one lot of an item is: all that one order makes, all of a day's shift on a line, or each container."""

    ORDER = "order", _("per order")
    SHIFT = "shift", _("per shift")
    CONTAINER = "container", _("per container")


class Unit(Record):
    """A unit of measure. Quantities in it are rounded to `decimals` places."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("unit"), _("units")
        constraints = [
            TenantUnique("code", name="unit_code"),
            models.CheckConstraint(
                condition=models.Q(decimals__lte=6),
                name="unit_decimals",
                violation_error_message=_("A unit has at most 6 decimals"),
            ),
        ]


class Item(Record):
    """One word from raw to finished: whatever is bought, made, stocked or sold.

    `over_tolerance`: so much more than ordered may be made of it, as a rate: 0.05 means 5 %.
    `safety_days`: supply is wanted so much before its need, in days as the lead time counts them.
    `stocked`: no for what a bill names and nobody keeps, like water from the main: it is neither planned nor issued.
    `order_cost` and `holding_rate` (of the standard cost, a year) are weighed by the lot policies that go by costs.
    `forecast_backward_days`, `forecast_forward_days`: once the forecast of its own period is used up, an order consumes
    those that ended, or begin, up to so many calendar days before or after it.
    `inspect_days`: calendar days from arrival or production to the laboratory's result, for items to be inspected.
    """

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    spec = models.CharField(_("specification"), max_length=200, blank=True)
    family = models.CharField(_("family"), max_length=60, blank=True)
    unit = TenantForeignKey(Unit, models.PROTECT, related_name="items", verbose_name=_("unit"))
    supply = models.CharField(_("supply"), max_length=12, choices=Supply)
    planning = models.CharField(
        pgettext_lazy("item", "planning"), max_length=12, choices=Planning, default=Planning.TO_STOCK
    )
    lead_days = models.PositiveSmallIntegerField(_("lead time (days)"), default=0)
    lead_in_working_days = models.BooleanField(_("lead time in working days"), default=True)
    safety_days = models.PositiveSmallIntegerField(_("safety time (days)"), default=0)
    safety_stock = QuantityField(_("safety stock"), default=Decimal(0), validators=[NOT_NEGATIVE])
    lot_policy = models.CharField(_("lot policy"), max_length=12, choices=LotPolicy, default=LotPolicy.LOT_FOR_LOT)
    lot_minimum = QuantityField(_("minimum lot"), default=Decimal(0), validators=[NOT_NEGATIVE])
    lot_multiple = QuantityField(_("lot multiple"), default=Decimal(0), validators=[NOT_NEGATIVE])
    lot_maximum = QuantityField(_("maximum lot"), default=Decimal(0), validators=[NOT_NEGATIVE])
    period_days = models.PositiveSmallIntegerField(_("period of supply (days)"), default=0)
    order_cost = MoneyField(_("cost of an order"), default=Decimal(0), validators=[NOT_NEGATIVE])
    holding_rate = models.DecimalField(
        _("cost of stock (a year)"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    reschedule_in_days = models.PositiveSmallIntegerField(_("reschedule-in window (days)"), default=30)
    expedite_days = models.PositiveSmallIntegerField(_("expedite tolerance (days)"), default=0)
    defer_days = models.PositiveSmallIntegerField(_("defer tolerance (days)"), default=7)
    forecast_backward_days = models.PositiveSmallIntegerField(_("consumes earlier forecasts (days)"), default=0)
    forecast_forward_days = models.PositiveSmallIntegerField(_("consumes later forecasts (days)"), default=0)
    stocked = models.BooleanField(_("kept in stock"), default=True)
    lot_tracked = models.BooleanField(_("lot tracked"), default=False)
    lot_rule = models.CharField(_("lot rule"), max_length=10, choices=LotRule, default=LotRule.ORDER)
    shelf_life_days = models.PositiveIntegerField(_("shelf life (days)"), null=True, blank=True)
    inspect = models.BooleanField(_("to be inspected"), default=False)
    inspect_days = models.PositiveSmallIntegerField(_("inspection (days)"), default=0)
    over_tolerance = models.DecimalField(
        _("over-production"), max_digits=5, decimal_places=4, default=Decimal(0), validators=[NOT_NEGATIVE]
    )
    setup_family = models.CharField(_("set-up family"), max_length=40, blank=True)
    cost = MoneyField(_("standard cost"), default=Decimal(0), validators=[NOT_NEGATIVE])
    currency = CurrencyField()
    owner_name = models.CharField(_("owner"), max_length=60, blank=True)
    active = models.BooleanField(_("active"), default=True)
    search = SearchField(sources=("code", "name", "spec"))

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("item"), _("items")
        constraints = [
            TenantUnique("code", name="item_code"),
            models.CheckConstraint(
                condition=models.Q(safety_stock__gte=0, lot_minimum__gte=0, lot_multiple__gte=0, cost__gte=0),
                name="item_not_negative",
                violation_error_message=_("Safety stock, lots and cost cannot be negative"),
            ),
            models.CheckConstraint(
                condition=models.Q(order_cost__gte=0, holding_rate__gte=0),
                name="item_lot_costs",
                violation_error_message=_("What an order and stock cost cannot be negative"),
            ),
            models.CheckConstraint(
                condition=~models.Q(supply="supplied") | models.Q(cost=0),
                name="item_supplied_not_valued",
                violation_error_message=_("What a customer supplies is not ours: its standard cost is zero"),
            ),
            models.CheckConstraint(
                condition=models.Q(stocked=True) | models.Q(lot_tracked=False, inspect=False, safety_stock=0),
                name="item_not_stocked",
                violation_error_message=_("What is not kept in stock has no lots, no inspection and no safety stock"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "supply", "code"], name="item_by_supply"),
            models.Index(fields=["tenant_id", "family", "code"], name="item_by_family"),
        ]


class SafetyStock(Record):
    """From `start_on` on the safety stock of an item is this, until its next row; before the first it is the item's."""

    item = TenantForeignKey(Item, models.CASCADE, related_name="safety_stocks", verbose_name=_("item"))
    start_on = models.DateField(pgettext_lazy("safety stock", "from"))
    quantity = QuantityField(_("safety stock"), validators=[NOT_NEGATIVE])

    label_field = "item"

    class Meta:
        verbose_name, verbose_name_plural = _("safety stock by date"), _("safety stocks by date")
        constraints = [
            TenantUnique("item", "start_on", name="safety_stock_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0),
                name="safety_stock_not_negative",
                violation_error_message=_("A safety stock cannot be negative"),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "start_on", "id"], name="safety_stock_by_date")]


class ConversionKind(models.TextChoices):
    FIXED = "fixed", _("fixed")
    PER_LOT = "per_lot", _("per lot")


class ItemUnit(Record):
    """Another unit of an item: 1 of it = numerator / denominator of the item's own unit.

    Per lot, the factor is only a planning average; each lot states its own.
    """

    item = TenantForeignKey(Item, models.CASCADE, related_name="units", verbose_name=_("item"))
    unit = TenantForeignKey(Unit, models.PROTECT, related_name="item_units", verbose_name=_("unit"))
    numerator = QuantityField(_("numerator"), validators=[POSITIVE])
    denominator = QuantityField(_("denominator"), default=Decimal(1), validators=[POSITIVE])
    kind = models.CharField(_("kind"), max_length=8, choices=ConversionKind, default=ConversionKind.FIXED)

    label_field = "unit"

    class Meta:
        verbose_name, verbose_name_plural = _("unit conversion"), _("unit conversions")
        constraints = [
            TenantUnique("item", "unit", name="item_unit_once"),
            models.CheckConstraint(
                condition=models.Q(numerator__gt=0, denominator__gt=0),
                name="item_unit_positive",
                violation_error_message=_("A conversion factor is more than zero"),
            ),
        ]
