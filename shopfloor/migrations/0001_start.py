"""People at work, tablets, reports, shortages."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [("shopfloor", "0001_shopfloor")]

    initial = True

    dependencies = [
        ("base", "__first__"),
        ("bom", "0001_start"),
        ("inventory", "0001_start"),
        ("orders", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Employee",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(max_length=30, verbose_name="employee number")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "work_center",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employees",
                        to="bom.workcenter",
                        verbose_name="work center",
                    ),
                ),
            ],
            options={
                "verbose_name": "employee",
                "verbose_name_plural": "employees",
                "indexes": [
                    models.Index(fields=["tenant_id", "work_center", "number"], name="employee_by_work_center")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="employee_number"),
                    models.UniqueConstraint(fields=("tenant_id", "user"), name="employee_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Badge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("code", models.CharField(max_length=60, verbose_name="badge")),
                ("pin", models.CharField(max_length=128, verbose_name="PIN")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="wrong PINs")),
                ("waits_until", models.DateTimeField(null=True, verbose_name="waits until")),
                (
                    "employee",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="badges",
                        to="shopfloor.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "badge",
                "verbose_name_plural": "badges",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "employee"), name="badge_of_employee"),
                    models.UniqueConstraint(fields=("tenant_id", "code"), name="badge_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstPiece",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "result",
                    models.CharField(
                        choices=[("passed", "passed"), ("failed", "failed")], max_length=8, verbose_name="result"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "checked_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="checked at"),
                ),
                ("checked_by", models.CharField(editable=False, max_length=150, verbose_name="checked by")),
                (
                    "operation",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="first_pieces",
                        to="orders.workorderoperation",
                        verbose_name="operation",
                    ),
                ),
            ],
            options={
                "verbose_name": "first-piece check",
                "verbose_name_plural": "first-piece checks",
                "indexes": [
                    models.Index(fields=["tenant_id", "operation", "id"], name="first_piece_by_operation"),
                    models.Index(fields=["tenant_id", "result", "id"], name="first_piece_by_result"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LotIssue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="quantity",
                    ),
                ),
                (
                    "returned",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="returned"
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="issued at"),
                ),
                (
                    "component",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lot_issues",
                        to="orders.workordercomponent",
                        verbose_name="component",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot at an order",
                "verbose_name_plural": "lots at orders",
                "indexes": [
                    models.Index(fields=["tenant_id", "component", "id"], name="lot_issue_by_component"),
                    models.Index(fields=["tenant_id", "lot", "id"], name="lot_issue_by_lot"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gt", 0), ("returned__gte", 0), ("returned__lte", models.F("quantity"))
                        ),
                        name="lot_issue_positive",
                        violation_error_message="No more goes back than was brought",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("on", models.DateField(verbose_name="date")),
                (
                    "employee",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roster",
                        to="shopfloor.employee",
                        verbose_name="employee",
                    ),
                ),
                (
                    "machine",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster",
                        to="bom.machine",
                        verbose_name="machine",
                    ),
                ),
                (
                    "shift",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster",
                        to="bom.shift",
                        verbose_name="shift",
                    ),
                ),
                (
                    "work_center",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster",
                        to="bom.workcenter",
                        verbose_name="work center",
                    ),
                ),
            ],
            options={
                "verbose_name": "roster entry",
                "verbose_name_plural": "roster",
                "indexes": [
                    models.Index(fields=["tenant_id", "on", "work_center"], name="roster_by_date"),
                    models.Index(fields=["tenant_id", "work_center", "on"], name="roster_by_work_center"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "employee", "on", "shift"), name="roster_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScrapReason",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "scrap reason",
                "verbose_name_plural": "scrap reasons",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="scrap_reason_code")],
            },
        ),
        migrations.CreateModel(
            name="OperationReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "good",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="good",
                    ),
                ),
                (
                    "scrap",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="scrap",
                    ),
                ),
                (
                    "rework",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="rework",
                    ),
                ),
                ("again", models.BooleanField(default=False, verbose_name="after rework")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("reported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="reported")),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="recorded"),
                ),
                ("state", models.CharField(default="posted", editable=False, max_length=20, verbose_name="state")),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "corrects",
                    base.tenancy.fields.TenantForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="shopfloor.operationreport",
                        verbose_name="corrects",
                    ),
                ),
                (
                    "employee",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="shopfloor.employee",
                        verbose_name="employee",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "machine",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="bom.machine",
                        verbose_name="machine",
                    ),
                ),
                (
                    "operation",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="orders.workorderoperation",
                        verbose_name="operation",
                    ),
                ),
                (
                    "scrap_reason",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="shopfloor.scrapreason",
                        verbose_name="scrap reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "indexes": [
                    models.Index(fields=["tenant_id", "operation", "id"], name="report_by_operation"),
                    models.Index(fields=["tenant_id", "reported_at", "id"], name="report_by_time"),
                    models.Index(fields=["tenant_id", "state", "id"], name="report_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("good__gte", 0), ("rework__gte", 0), ("scrap__gte", 0)),
                        name="report_not_negative",
                        violation_error_message="Good, scrap and rework are not negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shortage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("quantity", base.fields.QuantityField(decimal_places=6, max_digits=18, verbose_name="quantity")),
                (
                    "covered",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), max_digits=18, verbose_name="covered"
                    ),
                ),
                ("owner_name", models.CharField(blank=True, max_length=60, verbose_name="owner")),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="found at")),
                ("state", models.CharField(default="open", editable=False, max_length=20, verbose_name="state")),
                (
                    "component",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortages",
                        to="orders.workordercomponent",
                        verbose_name="component",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortages",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "report",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortages",
                        to="shopfloor.operationreport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "shortage",
                "verbose_name_plural": "shortages",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="shortage_by_state"),
                    models.Index(fields=["tenant_id", "item", "state"], name="shortage_by_item"),
                    models.Index(fields=["tenant_id", "owner_name", "state"], name="shortage_by_owner"),
                    models.Index(fields=["tenant_id", "component", "state"], name="shortage_by_component"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covered__gte", 0), ("covered__lte", models.F("quantity")), ("quantity__gt", 0)
                        ),
                        name="shortage_positive",
                        violation_error_message="No more is covered than was lacking",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "skill",
                "verbose_name_plural": "skills",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="skill_code")],
            },
        ),
        migrations.CreateModel(
            name="EmployeeSkill",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("certificate", models.CharField(blank=True, max_length=60, verbose_name="certificate number")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                (
                    "employee",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skills",
                        to="shopfloor.employee",
                        verbose_name="employee",
                    ),
                ),
                (
                    "skill",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employees",
                        to="shopfloor.skill",
                        verbose_name="skill",
                    ),
                ),
            ],
            options={
                "verbose_name": "skill of an employee",
                "verbose_name_plural": "skills of employees",
                "indexes": [
                    models.Index(fields=["tenant_id", "skill", "level"], name="employee_skill_by_skill"),
                    models.Index(fields=["tenant_id", "expires_on", "id"], name="employee_skill_by_expiry"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "employee", "skill"), name="employee_skill_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)),
                        name="employee_skill_level",
                        violation_error_message="A level is 1 to 4",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillNeed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="level",
                    ),
                ),
                (
                    "skill",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="shopfloor.skill",
                        verbose_name="skill",
                    ),
                ),
                (
                    "work_center",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skills",
                        to="bom.workcenter",
                        verbose_name="work center",
                    ),
                ),
            ],
            options={
                "verbose_name": "required skill",
                "verbose_name_plural": "required skills",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "work_center", "skill"), name="skill_need_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("digest", models.CharField(blank=True, editable=False, max_length=64, verbose_name="digest")),
                ("enrolled_at", models.DateTimeField(editable=False, null=True, verbose_name="enrolled")),
                (
                    "machine",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="bom.machine",
                        verbose_name="machine",
                    ),
                ),
                (
                    "work_center",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="bom.workcenter",
                        verbose_name="work center",
                    ),
                ),
            ],
            options={
                "verbose_name": "tablet",
                "verbose_name_plural": "tablets",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="device_code")],
            },
        ),
    ]
