"""Rules who has to sign in with a second factor."""

import django.db.models.deletion
from django.db import migrations, models

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0009_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="TwoFactorRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "who",
                    models.CharField(
                        choices=[("role", "members with a role"), ("everybody", "everybody")],
                        max_length=10,
                        verbose_name="for whom",
                    ),
                ),
                ("active", models.BooleanField(default=True, editable=False, verbose_name="active")),
                (
                    "role",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.role",
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "verbose_name": "two-factor rule",
                "verbose_name_plural": "two-factor rules",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "role"), name="two_factor_rule_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role__isnull", False), ("who", "role")),
                            models.Q(("role", None), ("who", "everybody")),
                            _connector="OR",
                        ),
                        name="two_factor_rule_of_role",
                        violation_error_message="Choose the role",
                    ),
                ],
            },
        ),
    ]
