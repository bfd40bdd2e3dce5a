from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("bom", "0002_forecast_windows"),
        ("scheduling", "0003_run_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forecast",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("start_on", models.DateField(verbose_name="from")),
                (
                    "period",
                    models.CharField(
                        choices=[("day", "day"), ("week", "week"), ("month", "month")],
                        default="month",
                        max_length=6,
                        verbose_name="period",
                    ),
                ),
                (
                    "quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="quantity",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forecasts",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast",
                "verbose_name_plural": "forecasts",
                "indexes": [models.Index(fields=["tenant_id", "start_on", "id"], name="forecast_by_date")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item", "start_on"), name="forecast_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 0)),
                        name="forecast_not_negative",
                        violation_error_message="A forecast cannot be negative",
                    ),
                ],
            },
        ),
    ]
