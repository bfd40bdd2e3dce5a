import django.db.models.deletion
from django.db import migrations

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0004_forecasts"),
        ("suppliers", "0002_supplier_quotas"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedorder",
            name="supplier",
            field=base.tenancy.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="planned_orders",
                to="suppliers.supplier",
                verbose_name="supplier",
            ),
        ),
    ]
