"""The kernel: people, companies, members and roles, journal, jobs, webhooks, alerts, saved views."""

import uuid

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import base.fields
import base.models.alerts
import base.models.webhooks
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [
        ("base", "0001_kernel"),
        ("base", "0002_imports"),
        ("base", "0003_members"),
        ("base", "0005_tokens"),
        ("base", "0006_webhooks"),
        ("base", "0007_failed_jobs"),
        ("base", "0008_alerts"),
        ("base", "0009_saved_views"),
        ("base", "0010_sign_in_policy"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=150, unique=True, verbose_name="user name")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("demo", models.BooleanField(default=False, verbose_name="demonstration data")),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey(append_only=True)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("transaction", models.BigIntegerField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=150, verbose_name="by")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("reason", models.TextField(default="", verbose_name="reason")),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit trail",
                "indexes": [
                    models.Index(fields=["tenant_id", "subject_type", "subject_id", "id"], name="audit_of_subject"),
                    models.Index(fields=["tenant_id", "transaction", "id"], name="audit_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey(append_only=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("since", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("entries", models.PositiveIntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "since"), name="audit_seal_since")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey(append_only=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("topic", models.CharField(max_length=100)),
                ("subject_id", models.BigIntegerField()),
                ("payload", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "topic", "id"], name="event_by_topic")],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("sheet", models.CharField(blank=True, max_length=40, verbose_name="sheet")),
                ("state", models.CharField(default="checking", editable=False, max_length=20, verbose_name="state")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="rows")),
                (
                    "faults",
                    models.JSONField(
                        default=list,
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="errors",
                    ),
                ),
                ("made", models.JSONField(default=list, editable=False)),
                ("transaction", models.BigIntegerField(editable=False, null=True)),
                ("job_id", models.BigIntegerField(editable=False, null=True, verbose_name="job")),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "indexes": [models.Index(fields=["tenant_id", "state", "id"], name="import_by_state")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("name", models.CharField(max_length=120)),
                ("queue", models.CharField(default="short", max_length=10)),
                ("payload", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("once", models.CharField(max_length=120, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="progress")),
                ("phase", models.CharField(default="", max_length=200, verbose_name="phase")),
                ("result", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("error", models.TextField(default="", verbose_name="error")),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(default="", max_length=150, verbose_name="by")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("started_at", models.DateTimeField(null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["tenant_id", "queue", "due_at", "id"],
                        name="job_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "failed")), fields=["tenant_id", "id"], name="job_failed"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")), fields=("tenant_id", "once"), name="job_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("username", models.CharField(max_length=150, verbose_name="user name")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("active", models.BooleanField(default=True, editable=False, verbose_name="active")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "indexes": [models.Index(fields=["tenant_id", "active", "username"], name="member_by_active")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "username"), name="member_username"),
                    models.UniqueConstraint(fields=("tenant_id", "user"), name="member_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("rule", models.CharField(choices=base.models.alerts.rules, max_length=40, verbose_name="rule")),
                ("subject_type", models.CharField(max_length=60, verbose_name="kind of subject")),
                ("subject_id", models.BigIntegerField(verbose_name="subject")),
                ("subject_text", models.CharField(max_length=100, verbose_name="about")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("sentence", base.fields.SentenceField(default=dict, verbose_name="what is wrong")),
                (
                    "severity",
                    models.CharField(
                        choices=[("notice", "notice"), ("warning", "warning"), ("critical", "critical")],
                        default="warning",
                        max_length=8,
                        verbose_name="severity",
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="since"),
                ),
                (
                    "acknowledged_by",
                    models.CharField(blank=True, editable=False, max_length=150, verbose_name="acknowledged by"),
                ),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True, verbose_name="acknowledged at")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="gone at")),
                ("state", models.CharField(default="open", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "owner",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="base.member",
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "since", "id"], name="alert_by_state"),
                    models.Index(fields=["tenant_id", "since", "id"], name="alert_by_age"),
                    models.Index(fields=["tenant_id", "owner", "state"], name="alert_by_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "acknowledged"))),
                        fields=("tenant_id", "rule", "subject_type", "subject_id"),
                        name="alert_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("access_version", models.PositiveIntegerField(default=1)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="base.tenant"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "tenant"), name="membership_once")],
            },
        ),
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("kind", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=60)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "kind", "period"), name="number_counter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None, verbose_name="permissions"
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "name"), name="role_name")],
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "member",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="base.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "role",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="base.role",
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "verbose_name": "role of a member",
                "verbose_name_plural": "roles of a member",
                "indexes": [models.Index(fields=["tenant_id", "role", "member"], name="role_assigned_by_role")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "member", "position"), name="role_assigned_position"),
                    models.UniqueConstraint(fields=("tenant_id", "member", "role"), name="role_assigned_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("screen", models.CharField(max_length=60, verbose_name="list")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="filters and columns")),
                ("shared", models.BooleanField(default=False, verbose_name="shared with colleagues")),
                ("preferred", models.BooleanField(default=False, verbose_name="opens first")),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="whose view",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "indexes": [models.Index(fields=["tenant_id", "screen", "name"], name="saved_view_of_screen")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "user", "screen", "name"), name="saved_view_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("preferred", True)),
                        fields=("tenant_id", "user", "screen"),
                        name="saved_view_preferred",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "membership",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="base.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("zone", models.CharField(default="Asia/Shanghai", max_length=50, verbose_name="time zone")),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="site_code")],
            },
        ),
        migrations.CreateModel(
            name="StoredAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("key", models.CharField(max_length=100)),
                ("fingerprint", models.CharField(max_length=64)),
                ("answer", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "at"], name="stored_answer_age")],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "key"), name="stored_answer_key")],
            },
        ),
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
        migrations.CreateModel(
            name="TokenDigest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_id", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="base.membership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TwoFactorRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "who",
                    models.CharField(
                        choices=[("role", "members with a role"), ("everybody", "everybody")],
                        max_length=10,
                        verbose_name="for whom",
                    ),
                ),
                ("active", models.BooleanField(default=True, editable=False, verbose_name="active")),
                (
                    "role",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.role",
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "verbose_name": "two-factor rule",
                "verbose_name_plural": "two-factor rules",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "role"), name="two_factor_rule_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role__isnull", False), ("who", "role")),
                            models.Q(("role", None), ("who", "everybody")),
                            _connector="OR",
                        ),
                        name="two_factor_rule_of_role",
                        violation_error_message="Choose the role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("url", models.CharField(max_length=500, verbose_name="address")),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None, verbose_name="topics"
                    ),
                ),
                ("active", models.BooleanField(default=True, editable=False, verbose_name="active")),
                ("salt", models.CharField(default=base.models.webhooks.new_salt, editable=False, max_length=64)),
                ("former_salt", models.CharField(default="", editable=False, max_length=64)),
                ("rotated_at", models.DateTimeField(editable=False, null=True, verbose_name="secret changed")),
                ("failing_since", models.DateTimeField(editable=False, null=True, verbose_name="failing since")),
                ("trouble", models.TextField(default="", editable=False, verbose_name="switched off because")),
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
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "name"), name="webhook_name")],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("message_id", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="message")),
                ("topic", models.CharField(max_length=100, verbose_name="topic")),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="happened")),
                (
                    "payload",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="content"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("delivered", "delivered"), ("failed", "failed")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("next_at", models.DateTimeField(null=True, verbose_name="next try")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered")),
                (
                    "webhook",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="base.webhook",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook delivery",
                "verbose_name_plural": "webhook deliveries",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="webhook_delivery_by_state"),
                    models.Index(fields=["tenant_id", "happened_at"], name="webhook_delivery_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="HTTP status")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="milliseconds")),
                ("answer", models.CharField(default="", max_length=500, verbose_name="answer")),
                (
                    "delivery",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="base.webhookdelivery",
                        verbose_name="webhook delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("content", models.BinaryField()),
                (
                    "run",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="base.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "run"), name="import_file_once")],
            },
        ),
    ]
