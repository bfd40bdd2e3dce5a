"""Filters, order and columns of lists under names."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0008_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("screen", models.CharField(max_length=60, verbose_name="list")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="filters and columns")),
                ("shared", models.BooleanField(default=False, verbose_name="shared with colleagues")),
                ("preferred", models.BooleanField(default=False, verbose_name="opens first")),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="whose view",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "indexes": [models.Index(fields=["tenant_id", "screen", "name"], name="saved_view_of_screen")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "user", "screen", "name"), name="saved_view_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("preferred", True)),
                        fields=("tenant_id", "user", "screen"),
                        name="saved_view_preferred",
                    ),
                ],
            },
        ),
    ]
