import django.db.models.deletion
from django.db import migrations

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="customer",
            field=base.tenancy.fields.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_orders",
                to="orders.customer",
                verbose_name="for customer",
            ),
        ),
    ]
