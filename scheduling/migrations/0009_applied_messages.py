from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0008_trigger_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="exceptionmessage",
            name="applied",
            field=models.BooleanField(default=False, verbose_name="applied"),
        ),
    ]
