import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bom", "0002_forecast_windows"),
        ("suppliers", "0001_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="supplieritem",
            name="quota",
            field=models.PositiveSmallIntegerField(
                default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="quota (%)"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplieritem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quota__lte", 100)),
                name="supplier_item_quota",
                violation_error_message="A quota is at most 100 %%",
            ),
        ),
    ]
