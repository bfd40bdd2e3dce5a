import django.db.models.deletion
from django.db import migrations, models

import base.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_customer_supplied"),
        ("scheduling", "0005_supplier_of_a_planned_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedorder",
            name="customer",
            field=base.tenancy.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="planned_orders",
                to="orders.customer",
                verbose_name="for customer",
            ),
        ),
        migrations.AlterField(
            model_name="exceptionmessage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("expedite", "expedite"),
                    ("defer", "defer"),
                    ("cancel", "cancel"),
                    ("decrease", "decrease"),
                    ("increase", "increase"),
                    ("release", "release"),
                    ("past_due", "past due"),
                    ("no_supply", "no supply"),
                    ("ask", "ask the customer"),
                ],
                max_length=10,
                verbose_name="message",
            ),
        ),
        migrations.AlterField(
            model_name="plannedorder",
            name="supply",
            field=models.CharField(
                choices=[
                    ("make", "make"),
                    ("buy", "buy"),
                    ("phantom", "phantom"),
                    ("subcontract", "subcontract"),
                    ("output", "co-product or by-product"),
                    ("supplied", "customer-supplied"),
                ],
                max_length=12,
                verbose_name="supply",
            ),
        ),
    ]
