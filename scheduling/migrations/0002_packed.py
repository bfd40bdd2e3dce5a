"""The requirements of an item are packed texts now; those of the last run stay readable."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0001_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="itemplan",
            name="digest",
            field=models.BigIntegerField(default=0, editable=False, verbose_name="digest"),
        ),
        migrations.AlterField(
            model_name="itemplan",
            name="pegs",
            field=models.TextField(verbose_name="pegs"),
        ),
        migrations.AlterField(
            model_name="itemplan",
            name="balance",
            field=models.TextField(verbose_name="balance"),
        ),
    ]
