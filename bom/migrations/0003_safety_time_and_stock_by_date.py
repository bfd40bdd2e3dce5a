from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("bom", "0002_forecast_windows"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="safety_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="safety time (days)"),
        ),
        migrations.CreateModel(
            name="SafetyStock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("start_on", models.DateField(verbose_name="from")),
                (
                    "quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="safety stock",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="safety_stocks",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "safety stock by date",
                "verbose_name_plural": "safety stocks by date",
                "indexes": [models.Index(fields=["tenant_id", "start_on", "id"], name="safety_stock_by_date")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item", "start_on"), name="safety_stock_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 0)),
                        name="safety_stock_not_negative",
                        violation_error_message="A safety stock cannot be negative",
                    ),
                ],
            },
        ),
    ]
