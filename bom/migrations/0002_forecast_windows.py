from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bom", "0001_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="forecast_backward_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="consumes earlier forecasts (days)"),
        ),
        migrations.AddField(
            model_name="item",
            name="forecast_forward_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="consumes later forecasts (days)"),
        ),
    ]
