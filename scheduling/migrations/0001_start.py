"""What MRP proposes, runs and versions of the plan."""

from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [
        ("scheduling", "0001_scheduling"),
        ("scheduling", "0002_run_at"),
        ("scheduling", "0003_supply_output"),
        ("scheduling", "0004_item_plan_lots"),
    ]

    initial = True

    dependencies = [
        ("bom", "0001_start"),
        ("orders", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("mrp", "material requirements"), ("schedule", "finite schedule")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("state", models.CharField(default="waiting", editable=False, max_length=20, verbose_name="state")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
                (
                    "seconds",
                    models.DecimalField(
                        decimal_places=3, editable=False, max_digits=9, null=True, verbose_name="seconds"
                    ),
                ),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="figures")),
                ("faults", models.JSONField(default=list, editable=False, verbose_name="left out")),
                ("digest", models.CharField(blank=True, editable=False, max_length=64, verbose_name="input digest")),
                ("job_id", models.BigIntegerField(editable=False, null=True, verbose_name="job")),
            ],
            options={
                "verbose_name": "plan run",
                "verbose_name_plural": "plan runs",
                "indexes": [models.Index(fields=["tenant_id", "kind", "id"], name="plan_run_by_kind")],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "number"), name="plan_run_number")],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("state", models.CharField(default="proposed", editable=False, max_length=20, verbose_name="state")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                ("lines_planned", models.PositiveIntegerField(default=0, verbose_name="order lines")),
                ("lines_late", models.PositiveIntegerField(default=0, verbose_name="late lines")),
                ("operations_planned", models.PositiveIntegerField(default=0, verbose_name="operations")),
                (
                    "load",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="load"
                    ),
                ),
                (
                    "run",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="scheduling.planrun",
                        verbose_name="run",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan version",
                "verbose_name_plural": "plan versions",
                "indexes": [models.Index(fields=["tenant_id", "state", "id"], name="plan_version_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="plan_version_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("tenant_id", "state"),
                        name="plan_version_one_published",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersionLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("planned_on", models.DateField(null=True, verbose_name="planned")),
                ("days_late", models.IntegerField(default=0, verbose_name="days late")),
                ("cause", models.CharField(blank=True, max_length=20, verbose_name="cause")),
                (
                    "chain",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="reasons"
                    ),
                ),
                (
                    "line",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned",
                        to="orders.salesorderline",
                        verbose_name="sales order line",
                    ),
                ),
                (
                    "plan",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="scheduling.planversion",
                        verbose_name="plan version",
                    ),
                ),
            ],
            options={
                "verbose_name": "order line of a plan",
                "verbose_name_plural": "order lines of a plan",
                "indexes": [models.Index(fields=["tenant_id", "plan", "days_late"], name="plan_version_line_late")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "plan", "line"), name="plan_version_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersionOperation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("start_at", models.DateTimeField(verbose_name="start")),
                ("run_at", models.DateTimeField(null=True, verbose_name="run")),
                ("finish_at", models.DateTimeField(verbose_name="finish")),
                ("late", models.BooleanField(default=False, verbose_name="late")),
                (
                    "why",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="reason"
                    ),
                ),
                (
                    "machine",
                    base.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned",
                        to="bom.machine",
                        verbose_name="machine",
                    ),
                ),
                (
                    "operation",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned",
                        to="orders.workorderoperation",
                        verbose_name="operation",
                    ),
                ),
                (
                    "plan",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operations",
                        to="scheduling.planversion",
                        verbose_name="plan version",
                    ),
                ),
            ],
            options={
                "verbose_name": "operation of a plan",
                "verbose_name_plural": "operations of a plan",
                "indexes": [
                    models.Index(fields=["tenant_id", "plan", "machine", "start_at"], name="plan_version_by_machine")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "plan", "operation"), name="plan_version_operation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("expedite", "expedite"),
                            ("defer", "defer"),
                            ("cancel", "cancel"),
                            ("decrease", "decrease"),
                            ("increase", "increase"),
                            ("release", "release"),
                            ("past_due", "past due"),
                            ("no_supply", "no supply"),
                        ],
                        max_length=10,
                        verbose_name="message",
                    ),
                ),
                ("subject_type", models.CharField(max_length=60, verbose_name="kind of subject")),
                ("subject_id", models.BigIntegerField(verbose_name="subject")),
                ("subject_text", models.CharField(max_length=100, verbose_name="about")),
                ("quantity", base.fields.QuantityField(decimal_places=6, max_digits=18, verbose_name="quantity")),
                ("from_on", models.DateField(null=True, verbose_name="from")),
                ("to_on", models.DateField(null=True, verbose_name="to")),
                ("days", models.IntegerField(default=0, verbose_name="working days")),
                ("needed_by", models.CharField(blank=True, max_length=100, verbose_name="for")),
                ("owner_name", models.CharField(blank=True, max_length=60, verbose_name="owner")),
                ("dismissed", models.BooleanField(default=False, verbose_name="dismissed")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception message",
                "verbose_name_plural": "exception messages",
                "indexes": [
                    models.Index(fields=["tenant_id", "dismissed", "kind", "id"], name="message_by_kind"),
                    models.Index(fields=["tenant_id", "owner_name", "id"], name="message_by_owner"),
                    models.Index(fields=["tenant_id", "item", "id"], name="message_by_item"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("pegs", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="pegs")),
                (
                    "balance",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="balance"),
                ),
                (
                    "lots",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name="cost of lots"
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of an item",
                "verbose_name_plural": "plans of items",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "item"), name="item_plan_once")],
            },
        ),
        migrations.CreateModel(
            name="PlannedOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
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
                    "quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="quantity",
                    ),
                ),
                ("start_on", models.DateField(verbose_name="start")),
                ("due_on", models.DateField(verbose_name="due")),
                ("expected_on", models.DateField(null=True, verbose_name="expected")),
                ("past_due", models.BooleanField(default=False, verbose_name="past due")),
                ("state", models.CharField(default="proposed", editable=False, max_length=20, verbose_name="state")),
                (
                    "sales_order_line_id",
                    models.BigIntegerField(editable=False, null=True, verbose_name="sales order line"),
                ),
                ("became_type", models.CharField(blank=True, editable=False, max_length=60, verbose_name="became")),
                ("became_id", models.BigIntegerField(editable=False, null=True, verbose_name="became row")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_orders",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned order",
                "verbose_name_plural": "planned orders",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "start_on", "id"], name="planned_order_by_start"),
                    models.Index(fields=["tenant_id", "start_on", "id"], name="planned_order_by_day"),
                    models.Index(fields=["tenant_id", "due_on", "id"], name="planned_order_by_due"),
                    models.Index(fields=["tenant_id", "item", "due_on"], name="planned_order_by_item"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="planned_order_positive",
                        violation_error_message="A planned order is for more than zero",
                    )
                ],
            },
        ),
    ]
