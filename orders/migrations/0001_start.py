"""Customers, what they order, what is made for it and shipped."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_orders"),
        ("orders", "0002_lists_by_date"),
        ("orders", "0003_shipments"),
        ("orders", "0004_operation_figures"),
        ("orders", "0005_outputs"),
    ]

    initial = True

    dependencies = [
        ("bom", "0001_start"),
        ("inventory", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "over_tolerance",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="over-delivery",
                    ),
                ),
                (
                    "under_tolerance",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="under-delivery",
                    ),
                ),
                (
                    "minimum_life",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="minimum remaining life",
                    ),
                ),
                ("partial_allowed", models.BooleanField(default=True, verbose_name="partial deliveries")),
                ("search", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "code"), name="customer_code"),
                    models.UniqueConstraint(fields=("tenant_id", "name"), name="customer_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("over_tolerance__gte", 0), ("under_tolerance__gte", 0), ("under_tolerance__lte", 1)
                        ),
                        name="customer_tolerances",
                        violation_error_message="A tolerance is a rate: 0.05 means 5 %%",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_life__gte", 0), ("minimum_life__lte", 1)),
                        name="customer_minimum_life",
                        violation_error_message="The remaining life is a share: 0.67 means two thirds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SalesOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                (
                    "order_class",
                    models.CharField(
                        choices=[("stable", "stable"), ("rush", "rush")],
                        default="stable",
                        max_length=8,
                        verbose_name="class",
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField(default=5, verbose_name="priority")),
                ("ordered_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="ordered")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "customer",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="orders.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "sales order",
                "verbose_name_plural": "sales orders",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "ordered_on", "id"], name="sales_order_by_state"),
                    models.Index(fields=["tenant_id", "customer", "id"], name="sales_order_by_customer"),
                    models.Index(fields=["tenant_id", "ordered_on", "id"], name="sales_order_by_date"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "number"), name="sales_order_number")],
            },
        ),
        migrations.CreateModel(
            name="SalesOrderLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
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
                    "shipped",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="shipped",
                    ),
                ),
                (
                    "price",
                    base.fields.MoneyField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price",
                    ),
                ),
                ("currency", base.fields.CurrencyField(default="CNY", max_length=3, verbose_name="currency")),
                ("due_on", models.DateField(verbose_name="due")),
                ("promised_on", models.DateField(blank=True, null=True, verbose_name="promised")),
                ("planned_on", models.DateField(editable=False, null=True, verbose_name="planned")),
                (
                    "minimum_life",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="minimum remaining life",
                    ),
                ),
                (
                    "customer_supplied",
                    models.CharField(blank=True, max_length=100, verbose_name="customer-supplied material"),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales_lines",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.salesorder",
                        verbose_name="sales order",
                    ),
                ),
            ],
            options={
                "verbose_name": "sales order line",
                "verbose_name_plural": "sales order lines",
                "indexes": [
                    models.Index(fields=["tenant_id", "due_on", "id"], name="sales_order_line_by_due"),
                    models.Index(fields=["tenant_id", "item", "due_on"], name="sales_order_line_by_item"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "order", "position"), name="sales_order_line_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("shipped__gte", 0)),
                        name="sales_order_line_positive",
                        violation_error_message="The quantity is more than zero and what was shipped is not negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_life__isnull", True),
                            models.Q(("minimum_life__gte", 0), ("minimum_life__lte", 1)),
                            _connector="OR",
                        ),
                        name="sales_order_line_minimum_life",
                        violation_error_message="The remaining life is a share: 0.67 means two thirds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("shipped_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="shipped on")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipments",
                        to="orders.salesorder",
                        verbose_name="sales order",
                    ),
                ),
            ],
            options={
                "verbose_name": "shipment",
                "verbose_name_plural": "shipments",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="shipment_by_state"),
                    models.Index(fields=["tenant_id", "shipped_on", "id"], name="shipment_by_date"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "number"), name="shipment_number")],
            },
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("order_position", models.PositiveIntegerField(verbose_name="order line")),
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
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_lines",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_lines",
                        to="inventory.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_lines",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "order_line",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_lines",
                        to="orders.salesorderline",
                        verbose_name="sales order line",
                    ),
                ),
                (
                    "shipment",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.shipment",
                        verbose_name="shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "shipment line",
                "verbose_name_plural": "shipment lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "shipment", "position"), name="shipment_line_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="shipment_line_positive",
                        violation_error_message="More than nothing leaves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
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
                    "good",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="good"
                    ),
                ),
                (
                    "scrap",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="scrap"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "bom_revision",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="BOM revision"),
                ),
                (
                    "routing_revision",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="routing revision"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("state", models.CharField(default="firm", editable=False, max_length=20, verbose_name="state")),
                ("start_at", models.DateTimeField(editable=False, null=True, verbose_name="planned start")),
                ("finish_at", models.DateTimeField(editable=False, null=True, verbose_name="planned finish")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "work order",
                "verbose_name_plural": "work orders",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "due_on", "id"], name="work_order_by_state"),
                    models.Index(fields=["tenant_id", "item", "due_on"], name="work_order_by_item"),
                    models.Index(fields=["tenant_id", "due_on", "id"], name="work_order_by_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="work_order_number"),
                    models.CheckConstraint(
                        condition=models.Q(("good__gte", 0), ("quantity__gt", 0), ("scrap__gte", 0)),
                        name="work_order_positive",
                        violation_error_message="A work order is for more than zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrderComponent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("operation_sequence", models.PositiveIntegerField(null=True, verbose_name="operation")),
                (
                    "required",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="required",
                    ),
                ),
                (
                    "issued",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="issued",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="required_by",
                        to="bom.item",
                        verbose_name="component",
                    ),
                ),
                (
                    "work_order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="orders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "component",
                "verbose_name_plural": "components",
                "indexes": [
                    models.Index(fields=["tenant_id", "work_order", "operation_sequence"], name="component_by_order"),
                    models.Index(fields=["tenant_id", "item", "id"], name="component_by_item"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("issued__gte", 0), ("required__gte", 0)),
                        name="component_not_negative",
                        violation_error_message="Required and issued quantities are not negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrderOperation",
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
                        decimal_places=3, default=Decimal("0"), max_digits=10, verbose_name="set-up (min)"
                    ),
                ),
                (
                    "run_minutes",
                    models.DecimalField(
                        decimal_places=5, default=Decimal("0"), max_digits=12, verbose_name="run (min)"
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
                ("back_on", models.DateField(null=True, verbose_name="back")),
                ("first_piece", models.BooleanField(default=False, verbose_name="first-piece check")),
                (
                    "good",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="good"
                    ),
                ),
                (
                    "scrap",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="scrap"
                    ),
                ),
                (
                    "rework",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="rework"
                    ),
                ),
                ("state", models.CharField(default="waiting", editable=False, max_length=20, verbose_name="state")),
                ("start_at", models.DateTimeField(editable=False, null=True, verbose_name="planned start")),
                ("finish_at", models.DateTimeField(editable=False, null=True, verbose_name="planned finish")),
                ("started_at", models.DateTimeField(editable=False, null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(editable=False, null=True, verbose_name="finished")),
                (
                    "machine",
                    base.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_order_operations",
                        to="bom.machine",
                        verbose_name="machine",
                    ),
                ),
                (
                    "work_center",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_order_operations",
                        to="bom.workcenter",
                        verbose_name="work center",
                    ),
                ),
                (
                    "work_order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operations",
                        to="orders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "work order operation",
                "verbose_name_plural": "work order operations",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "work_center", "state", "start_at"], name="operation_by_work_center"
                    ),
                    models.Index(fields=["tenant_id", "state", "start_at", "id"], name="operation_by_state"),
                    models.Index(fields=["tenant_id", "start_at", "id"], name="operation_by_start"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "work_order", "sequence"), name="work_order_operation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good__gte", 0), ("rework__gte", 0), ("scrap__gte", 0)),
                        name="operation_figures",
                        violation_error_message="Good, scrap and rework are not negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("run_quantity__gt", 0)),
                        name="work_order_operation_run_quantity",
                        violation_error_message="The quantity that run minutes are for is more than zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrderOutput",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("operation_sequence", models.PositiveIntegerField(null=True, verbose_name="operation")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("component", "component"),
                            ("co_product", "co-product"),
                            ("by_product", "by-product"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "cost_share",
                    models.DecimalField(
                        decimal_places=5, default=Decimal("0"), max_digits=6, verbose_name="cost share"
                    ),
                ),
                (
                    "expected",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="expected",
                    ),
                ),
                (
                    "received",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="received"
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comes_out_of",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "work_order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outputs",
                        to="orders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "co-product or by-product",
                "verbose_name_plural": "co-products and by-products",
                "indexes": [
                    models.Index(fields=["tenant_id", "work_order", "id"], name="output_by_order"),
                    models.Index(fields=["tenant_id", "item", "id"], name="output_by_item"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expected__gte", 0), ("received__gte", 0)),
                        name="output_not_negative",
                        violation_error_message="Expected and received quantities are not negative",
                    )
                ],
            },
        ),
    ]
