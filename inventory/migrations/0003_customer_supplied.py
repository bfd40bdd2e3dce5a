from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_forget_opening"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="customer_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="customer who owns it"),
        ),
    ]
