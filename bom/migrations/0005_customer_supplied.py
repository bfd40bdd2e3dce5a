from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bom", "0004_substitutes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="item",
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
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("supply", "supplied"), _negated=True), ("cost", 0), _connector="OR"),
                name="item_supplied_not_valued",
                violation_error_message="What a customer supplies is not ours: its standard cost is zero",
            ),
        ),
    ]
