"""Inspections, nonconformances and what becomes of them."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import base.fields
import base.tenancy.fields
import quality.models.plans


class Migration(migrations.Migration):
    replaces = [("quality", "0001_quality")]

    initial = True

    dependencies = [
        ("bom", "0001_start"),
        ("inventory", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
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
                ("source", models.CharField(blank=True, editable=False, max_length=60, verbose_name="source document")),
                (
                    "source_type",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="kind of document"),
                ),
                ("source_id", models.BigIntegerField(editable=False, null=True, verbose_name="number of the document")),
                (
                    "opened_on",
                    models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name="opened on"),
                ),
                ("decided_on", models.DateField(editable=False, null=True, verbose_name="decided on")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("state", models.CharField(default="open", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection",
                "verbose_name_plural": "inspections",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="inspection_by_state"),
                    models.Index(fields=["tenant_id", "opened_on", "id"], name="inspection_by_date"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="inspection_number"),
                    models.UniqueConstraint(
                        fields=("tenant_id", "source_type", "source_id", "lot"), name="inspection_of_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="inspection_positive",
                        violation_error_message="More than nothing is inspected",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "samples",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="samples",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_plans",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection plan",
                "verbose_name_plural": "inspection plans",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item"), name="inspection_plan_once"),
                    models.CheckConstraint(
                        condition=models.Q(("samples__gte", 1), ("samples__lte", 50)),
                        name="inspection_plan_samples",
                        violation_error_message="Between 1 and 50 pieces are looked at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Characteristic",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("name", models.CharField(max_length=100, verbose_name="characteristic")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pass_fail", "pass or fail"), ("measured", "measured")],
                        default="pass_fail",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "lower",
                    quality.models.plans.MeasureField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="lower limit"
                    ),
                ),
                (
                    "upper",
                    quality.models.plans.MeasureField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="upper limit"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                ("method", models.CharField(blank=True, max_length=100, verbose_name="method")),
                (
                    "plan",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="characteristics",
                        to="quality.inspectionplan",
                        verbose_name="inspection plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "characteristic",
                "verbose_name_plural": "characteristics",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "plan", "position"), name="characteristic_position"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "measured"), _negated=True),
                            ("lower__isnull", False),
                            ("upper__isnull", False),
                            _connector="OR",
                        ),
                        name="characteristic_has_limits",
                        violation_error_message="What is measured has a limit, lower or upper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lower__isnull", True),
                            ("upper__isnull", True),
                            ("lower__lte", models.F("upper")),
                            _connector="OR",
                        ),
                        name="characteristic_limits_in_order",
                        violation_error_message="The lower limit is not above the upper one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("sample", models.PositiveSmallIntegerField(verbose_name="sample")),
                ("name", models.CharField(max_length=100, verbose_name="characteristic")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pass_fail", "pass or fail"), ("measured", "measured")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "lower",
                    quality.models.plans.MeasureField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="lower limit"
                    ),
                ),
                (
                    "upper",
                    quality.models.plans.MeasureField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="upper limit"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "value",
                    quality.models.plans.MeasureField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="value"
                    ),
                ),
                ("passed", models.BooleanField(blank=True, null=True, verbose_name="passed")),
                (
                    "inspection",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measurements",
                        to="quality.inspection",
                        verbose_name="inspection",
                    ),
                ),
            ],
            options={
                "verbose_name": "measurement",
                "verbose_name_plural": "measurements",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "inspection", "position"), name="measurement_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="Nonconformance",
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
                    "disposed",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        editable=False,
                        max_digits=18,
                        verbose_name="disposed of",
                    ),
                ),
                ("description", models.CharField(max_length=400, verbose_name="what is wrong")),
                ("found_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="found on")),
                ("state", models.CharField(default="open", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "inspection",
                    base.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nonconformances",
                        to="quality.inspection",
                        verbose_name="inspection",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nonconformances",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nonconformances",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "nonconformance",
                "verbose_name_plural": "nonconformances",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="nonconformance_by_state"),
                    models.Index(fields=["tenant_id", "found_on", "id"], name="nonconformance_by_date"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="nonconformance_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disposed__gte", 0), ("disposed__lte", models.F("quantity")), ("quantity__gt", 0)
                        ),
                        name="nonconformance_disposed",
                        violation_error_message="No more is disposed of than was found wrong",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disposition",
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
                            ("rework", "rework"),
                            ("repair", "repair"),
                            ("sort", "sort"),
                            ("downgrade", "downgrade"),
                            ("scrap", "scrap"),
                            ("return", "return"),
                            ("concession", "concession"),
                        ],
                        max_length=12,
                        verbose_name="disposition",
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
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("available_on", models.DateField(null=True, verbose_name="back")),
                ("decided_by", models.CharField(max_length=150, verbose_name="decided by")),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="decided at")),
                (
                    "to_lot",
                    base.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                        verbose_name="lot it became",
                    ),
                ),
                (
                    "nonconformance",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispositions",
                        to="quality.nonconformance",
                        verbose_name="nonconformance",
                    ),
                ),
            ],
            options={
                "verbose_name": "disposition",
                "verbose_name_plural": "dispositions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "nonconformance", "position"), name="disposition_position"
                    )
                ],
            },
        ),
    ]
