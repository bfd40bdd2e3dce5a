from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0007_run_inputs"),
    ]

    operations = [
        migrations.AddField(
            model_name="runtrigger",
            name="at_once",
            field=models.BooleanField(default=False, verbose_name="at once after a change of an order"),
        ),
        migrations.AddConstraint(
            model_name="runtrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(("at_once", False), ("kind", "mrp"), _connector="OR"),
                name="run_trigger_at_once",
                violation_error_message="Only requirements are planned at once: a schedule is for people to publish",
            ),
        ),
    ]
