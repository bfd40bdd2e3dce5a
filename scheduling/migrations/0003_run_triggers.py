import django.core.validators
from django.db import migrations, models

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0002_packed"),
    ]

    operations = [
        migrations.CreateModel(
            name="RunTrigger",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("mrp", "material requirements"), ("schedule", "finite schedule")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("nightly_at", models.TimeField(blank=True, null=True, verbose_name="every day at")),
                (
                    "after_changes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes after a change",
                    ),
                ),
            ],
            options={
                "verbose_name": "planning trigger",
                "verbose_name_plural": "planning triggers",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "name"), name="run_trigger_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after_changes__gte", 1), ("after_changes__lte", 240)),
                            ("after_changes", None),
                            _connector="OR",
                        ),
                        name="run_trigger_minutes",
                        violation_error_message="Between 1 and 240 minutes after a change",
                    ),
                ],
            },
        ),
    ]
