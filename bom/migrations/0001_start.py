"""What is made of what, and where."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [
        ("bom", "0001_bom"),
        ("bom", "0002_lot_rule"),
        ("bom", "0003_over_tolerance_and_first_piece"),
        ("bom", "0004_owner_of_a_work_center"),
        ("bom", "0005_outputs_and_batches"),
        ("bom", "0006_lot_costs"),
    ]

    initial = True

    dependencies = [
        ("base", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("spec", models.CharField(blank=True, max_length=200, verbose_name="specification")),
                ("family", models.CharField(blank=True, max_length=60, verbose_name="family")),
                (
                    "supply",
                    models.CharField(
                        choices=[
                            ("make", "make"),
                            ("buy", "buy"),
                            ("phantom", "phantom"),
                            ("subcontract", "subcontract"),
                            ("output", "co-product or by-product"),
                        ],
                        max_length=12,
                        verbose_name="supply",
                    ),
                ),
                (
                    "planning",
                    models.CharField(
                        choices=[("to_stock", "to stock"), ("by_order", "by order")],
                        default="to_stock",
                        max_length=12,
                        verbose_name="planning",
                    ),
                ),
                ("lead_days", models.PositiveSmallIntegerField(default=0, verbose_name="lead time (days)")),
                ("lead_in_working_days", models.BooleanField(default=True, verbose_name="lead time in working days")),
                (
                    "safety_stock",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="safety stock",
                    ),
                ),
                (
                    "lot_policy",
                    models.CharField(
                        choices=[
                            ("lot_for_lot", "lot for lot"),
                            ("fixed", "fixed lot"),
                            ("min_multiple", "minimum and multiple"),
                            ("period", "period of supply"),
                            ("economic", "cheapest lots"),
                            ("silver_meal", "Silver-Meal"),
                        ],
                        default="lot_for_lot",
                        max_length=12,
                        verbose_name="lot policy",
                    ),
                ),
                (
                    "lot_minimum",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="minimum lot",
                    ),
                ),
                (
                    "lot_multiple",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="lot multiple",
                    ),
                ),
                (
                    "lot_maximum",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="maximum lot",
                    ),
                ),
                ("period_days", models.PositiveSmallIntegerField(default=0, verbose_name="period of supply (days)")),
                (
                    "order_cost",
                    base.fields.MoneyField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="cost of an order",
                    ),
                ),
                (
                    "holding_rate",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="cost of stock (a year)",
                    ),
                ),
                (
                    "reschedule_in_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="reschedule-in window (days)"),
                ),
                (
                    "expedite_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="expedite tolerance (days)"),
                ),
                ("defer_days", models.PositiveSmallIntegerField(default=7, verbose_name="defer tolerance (days)")),
                ("stocked", models.BooleanField(default=True, verbose_name="kept in stock")),
                ("lot_tracked", models.BooleanField(default=False, verbose_name="lot tracked")),
                (
                    "lot_rule",
                    models.CharField(
                        choices=[("order", "per order"), ("shift", "per shift"), ("container", "per container")],
                        default="order",
                        max_length=10,
                        verbose_name="lot rule",
                    ),
                ),
                (
                    "shelf_life_days",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="shelf life (days)"),
                ),
                ("inspect", models.BooleanField(default=False, verbose_name="to be inspected")),
                ("inspect_days", models.PositiveSmallIntegerField(default=0, verbose_name="inspection (days)")),
                (
                    "over_tolerance",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="over-production",
                    ),
                ),
                ("setup_family", models.CharField(blank=True, max_length=40, verbose_name="set-up family")),
                (
                    "cost",
                    base.fields.MoneyField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="standard cost",
                    ),
                ),
                ("currency", base.fields.CurrencyField(default="CNY", max_length=3, verbose_name="currency")),
                ("owner_name", models.CharField(blank=True, max_length=60, verbose_name="owner")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("search", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "item",
                "verbose_name_plural": "items",
                "indexes": [
                    models.Index(fields=["tenant_id", "supply", "code"], name="item_by_supply"),
                    models.Index(fields=["tenant_id", "family", "code"], name="item_by_family"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "code"), name="item_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost__gte", 0),
                            ("lot_minimum__gte", 0),
                            ("lot_multiple__gte", 0),
                            ("safety_stock__gte", 0),
                        ),
                        name="item_not_negative",
                        violation_error_message="Safety stock, lots and cost cannot be negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holding_rate__gte", 0), ("order_cost__gte", 0)),
                        name="item_lot_costs",
                        violation_error_message="What an order and stock cost cannot be negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stocked", True),
                            models.Q(("inspect", False), ("lot_tracked", False), ("safety_stock", 0)),
                            _connector="OR",
                        ),
                        name="item_not_stocked",
                        violation_error_message="What is not kept in stock has no lots, no inspection and no safety stock",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Machine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "machine",
                "verbose_name_plural": "machines",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="machine_code")],
            },
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "calendar",
                "verbose_name_plural": "calendars",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="calendar_code")],
            },
        ),
        migrations.CreateModel(
            name="Bom",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("revision", models.CharField(default="A", max_length=20, verbose_name="revision")),
                (
                    "base_quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("1"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="base quantity",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="effective")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boms",
                        to="bom.item",
                        verbose_name="parent item",
                    ),
                ),
            ],
            options={
                "verbose_name": "bill of material",
                "verbose_name_plural": "bills of material",
                "indexes": [models.Index(fields=["tenant_id", "state", "item"], name="bom_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item", "revision"), name="bom_revision"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("tenant_id", "item"), name="bom_one_active"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_quantity__gt", 0)),
                        name="bom_base_positive",
                        violation_error_message="The base quantity is more than zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MachineClosure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("start_at", models.DateTimeField(verbose_name="from")),
                ("finish_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "machine",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="bom.machine",
                        verbose_name="machine",
                    ),
                ),
            ],
            options={
                "verbose_name": "machine closure",
                "verbose_name_plural": "machine closures",
                "indexes": [models.Index(fields=["tenant_id", "machine", "start_at"], name="closure_by_machine")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("finish_at__gt", models.F("start_at"))),
                        name="closure_forwards",
                        violation_error_message="A closure ends after it starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Routing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("revision", models.CharField(default="A", max_length=20, verbose_name="revision")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="routings",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "routing",
                "verbose_name_plural": "routings",
                "indexes": [models.Index(fields=["tenant_id", "state", "item"], name="routing_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item", "revision"), name="routing_revision"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("tenant_id", "item"), name="routing_one_active"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "weekdays",
                    models.CharField(
                        default="1111110",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[01]{7}$", "Seven marks from Monday to Sunday, 1 open and 0 closed"
                            )
                        ],
                        verbose_name="weekdays",
                    ),
                ),
                ("start", models.TimeField(verbose_name="start")),
                ("finish", models.TimeField(verbose_name="finish")),
                ("breaks", models.JSONField(blank=True, default=list, verbose_name="breaks")),
                (
                    "calendar",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="bom.calendar",
                        verbose_name="calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift",
                "verbose_name_plural": "shifts",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "calendar", "name"), name="shift_name")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals")),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "code"), name="unit_code"),
                    models.CheckConstraint(
                        condition=models.Q(("decimals__lte", 6)),
                        name="unit_decimals",
                        violation_error_message="A unit has at most 6 decimals",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemUnit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "numerator",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="numerator",
                    ),
                ),
                (
                    "denominator",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("1"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="denominator",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("fixed", "fixed"), ("per_lot", "per lot")],
                        default="fixed",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "unit",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_units",
                        to="bom.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit conversion",
                "verbose_name_plural": "unit conversions",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item", "unit"), name="item_unit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("denominator__gt", 0), ("numerator__gt", 0)),
                        name="item_unit_positive",
                        violation_error_message="A conversion factor is more than zero",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="unit",
            field=base.tenancy.fields.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="bom.unit", verbose_name="unit"
            ),
        ),
        migrations.CreateModel(
            name="WorkCenter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "efficiency",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("1"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="efficiency",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("finite", "finite"), ("infinite", "infinite"), ("subcontract", "subcontract")],
                        default="finite",
                        max_length=12,
                        verbose_name="capacity",
                    ),
                ),
                ("owner_name", models.CharField(blank=True, max_length=60, verbose_name="owner")),
                (
                    "calendar",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_centers",
                        to="bom.calendar",
                        verbose_name="calendar",
                    ),
                ),
                (
                    "site",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_centers",
                        to="base.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "work center",
                "verbose_name_plural": "work centers",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "code"), name="work_center_code"),
                    models.CheckConstraint(
                        condition=models.Q(("efficiency__gt", 0)),
                        name="work_center_efficiency",
                        violation_error_message="Efficiency is more than zero: 0.88 means 88 %%",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("sequence", models.PositiveIntegerField(verbose_name="sequence")),
                ("name", models.CharField(max_length=100, verbose_name="operation")),
                (
                    "setup_minutes",
                    models.DecimalField(
                        decimal_places=3,
                        default=Decimal("0"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="set-up (min)",
                    ),
                ),
                (
                    "run_minutes",
                    models.DecimalField(
                        decimal_places=5,
                        default=Decimal("0"),
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="run (min)",
                    ),
                ),
                (
                    "run_quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("1"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="per quantity",
                    ),
                ),
                ("in_batches", models.BooleanField(default=False, verbose_name="in batches")),
                (
                    "transfer_lot",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="transfer lot",
                    ),
                ),
                (
                    "subcontract_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="subcontract (working days)"),
                ),
                ("inspection", models.BooleanField(default=False, verbose_name="inspection")),
                ("first_piece", models.BooleanField(default=False, verbose_name="first-piece check")),
                (
                    "routing",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operations",
                        to="bom.routing",
                        verbose_name="routing",
                    ),
                ),
                (
                    "work_center",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="bom.workcenter",
                        verbose_name="work center",
                    ),
                ),
            ],
            options={
                "verbose_name": "operation",
                "verbose_name_plural": "operations",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "routing", "sequence"), name="operation_sequence"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("run_minutes__gte", 0), ("setup_minutes__gte", 0), ("transfer_lot__gte", 0)
                        ),
                        name="operation_not_negative",
                        violation_error_message="Times and transfer lot cannot be negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("run_quantity__gt", 0)),
                        name="operation_run_quantity",
                        violation_error_message="The quantity that run minutes are for is more than zero",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="machine",
            name="work_center",
            field=base.tenancy.fields.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="machines",
                to="bom.workcenter",
                verbose_name="work center",
            ),
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("on", models.DateField(verbose_name="date")),
                ("working", models.BooleanField(default=False, verbose_name="working")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("provisional", models.BooleanField(default=False, verbose_name="provisional")),
                (
                    "calendar",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="bom.calendar",
                        verbose_name="calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
                "indexes": [models.Index(fields=["tenant_id", "on"], name="calendar_day_by_date")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "calendar", "on"), name="calendar_day_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BomLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("component", "component"),
                            ("co_product", "co-product"),
                            ("by_product", "by-product"),
                        ],
                        default="component",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="quantity",
                    ),
                ),
                (
                    "scrap_rate",
                    models.DecimalField(
                        decimal_places=5,
                        default=Decimal("0"),
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="scrap rate",
                    ),
                ),
                (
                    "yield_rate",
                    models.DecimalField(
                        decimal_places=5,
                        default=Decimal("1"),
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.000001")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="yield",
                    ),
                ),
                (
                    "cost_share",
                    models.DecimalField(
                        decimal_places=5,
                        default=Decimal("0"),
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="cost share",
                    ),
                ),
                ("operation_sequence", models.PositiveIntegerField(blank=True, null=True, verbose_name="operation")),
                ("effective_from", models.DateField(blank=True, null=True, verbose_name="effective from")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="effective to")),
                (
                    "bom",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="bom.bom",
                        verbose_name="bill of material",
                    ),
                ),
                (
                    "component",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used_in",
                        to="bom.item",
                        verbose_name="component",
                    ),
                ),
            ],
            options={
                "verbose_name": "BOM line",
                "verbose_name_plural": "BOM lines",
                "indexes": [models.Index(fields=["tenant_id", "component", "bom"], name="bom_line_where_used")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "bom", "position"), name="bom_line_position"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="bom_line_positive",
                        violation_error_message="The quantity of a component is more than zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scrap_rate__gte", 0), ("yield_rate__gt", 0), ("yield_rate__lte", 1)),
                        name="bom_line_rates",
                        violation_error_message="Scrap is not negative; yield lies above 0 and is at most 1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "component"), models.Q(("scrap_rate", 0), ("yield_rate", 1)), _connector="OR"
                        ),
                        name="bom_line_output_exact",
                        violation_error_message="What comes out is written as it comes: without scrap or yield",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_share", 0),
                            models.Q(("cost_share__gt", 0), ("cost_share__lt", 1), ("kind", "co_product")),
                            _connector="OR",
                        ),
                        name="bom_line_cost_share",
                        violation_error_message="Only a co-product carries a share of the cost, below 1: 0.02 means 2 %%",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="machine",
            index=models.Index(fields=["tenant_id", "work_center", "code"], name="machine_by_work_center"),
        ),
    ]
