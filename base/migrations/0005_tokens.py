"""A token becomes a row of its tenant, made and revoked by verbs; what a request is known by stays global."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import base.tenancy.fields

# Tokens that still open something, under the ids they have; the next one gets the id after them.
KEEP = """
INSERT INTO base_token (id, tenant_id, version, ext, name, user_id, permissions, created_at, expires_at)
    OVERRIDING SYSTEM VALUE
    SELECT d.id, m.tenant_id, 1, '{}', d.name, m.user_id, '{*}', d.created_at, d.expires_at
    FROM base_tokendigest d JOIN base_membership m ON m.id = d.membership_id;
SELECT setval(pg_get_serial_sequence('base_token', 'id'), greatest(max(id), 1)) FROM base_token;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0004_statistics")]

    operations = [
        migrations.RenameModel("Token", "TokenDigest"),
        migrations.RunSQL("DELETE FROM base_tokendigest WHERE revoked_at IS NOT NULL", migrations.RunSQL.noop),
        migrations.AddField(
            "tokendigest",
            "permissions",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100), size=None, default=["*"]
            ),
            preserve_default=False,
        ),
        migrations.AddField("tokendigest", "token_id", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunSQL("UPDATE base_tokendigest SET token_id = id", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None, verbose_name="permissions"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="revoked")),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "indexes": [models.Index(fields=["tenant_id", "user", "id"], name="token_of_user")],
            },
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField("tokendigest", "name"),
        migrations.RemoveField("tokendigest", "created_at"),
        migrations.RemoveField("tokendigest", "revoked_at"),
        migrations.AlterField("tokendigest", "expires_at", models.DateTimeField(null=True)),
    ]
