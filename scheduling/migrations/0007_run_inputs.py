import django.db.models.deletion
from django.db import migrations, models

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0006_customer_supplied"),
    ]

    operations = [
        migrations.AddField(
            model_name="planrun",
            name="plan_digest",
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name="plan digest"),
        ),
        migrations.AddField(
            model_name="planrun",
            name="replayed_equal",
            field=models.BooleanField(editable=False, null=True, verbose_name="replayed with the same plan"),
        ),
        migrations.CreateModel(
            name="RunInput",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("content", models.BinaryField(verbose_name="content")),
                (
                    "run",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inputs",
                        to="scheduling.planrun",
                        verbose_name="plan run",
                    ),
                ),
            ],
            options={
                "verbose_name": "run input",
                "verbose_name_plural": "run inputs",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "run"), name="run_input_once")],
            },
        ),
    ]
