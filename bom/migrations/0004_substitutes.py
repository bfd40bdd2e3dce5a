from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("bom", "0003_safety_time_and_stock_by_date"),
    ]

    operations = [
        migrations.CreateModel(
            name="Substitute",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("priority", models.PositiveSmallIntegerField(default=1, verbose_name="priority")),
                (
                    "ratio",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("1"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="substitution ratio",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "component",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="substitutes",
                        to="bom.item",
                        verbose_name="component",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaces",
                        to="bom.item",
                        verbose_name="substitute",
                    ),
                ),
                (
                    "parent",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="substitutes_within",
                        to="bom.item",
                        verbose_name="parent item",
                    ),
                ),
            ],
            options={
                "verbose_name": "substitute",
                "verbose_name_plural": "substitutes",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "parent", "component", "item"),
                        name="substitute_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ratio__gt", 0)),
                        name="substitute_positive",
                        violation_error_message="So much for one of the component is more than zero",
                    ),
                ],
            },
        ),
    ]
