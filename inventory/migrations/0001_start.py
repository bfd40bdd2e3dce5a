"""Places, lots, balances, moves and genealogy."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [
        ("inventory", "0001_inventory"),
        ("inventory", "0003_lists_by_date"),
        ("inventory", "0004_moves_and_genealogy"),
        ("inventory", "0005_documents"),
        ("inventory", "0006_beside"),
    ]

    initial = True

    dependencies = [
        ("base", "0001_start"),
        ("bom", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "site",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="base.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="location_code")],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="lot")),
                ("produced_on", models.DateField(blank=True, null=True, verbose_name="produced")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                ("available_on", models.DateField(blank=True, null=True, verbose_name="expected release")),
                ("supplier_name", models.CharField(blank=True, max_length=100, verbose_name="supplier")),
                ("supplier_lot", models.CharField(blank=True, max_length=60, verbose_name="supplier's lot")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("origin", models.CharField(blank=True, editable=False, max_length=100, verbose_name="origin")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot",
                "verbose_name_plural": "lots",
                "indexes": [
                    models.Index(fields=["tenant_id", "expires_on", "id"], name="lot_by_expiry"),
                    models.Index(fields=["tenant_id", "available_on", "id"], name="lot_by_release"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item", "code"), name="lot_code"),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", ""), _negated=True),
                        fields=("tenant_id", "item", "origin"),
                        name="lot_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LotHold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "placed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="since"),
                ),
                ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released")),
                ("state", models.CharField(default="held", editable=False, max_length=20, verbose_name="state")),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "indexes": [models.Index(fields=["tenant_id", "state", "id"], name="lot_hold_by_state")],
            },
        ),
        migrations.CreateModel(
            name="StockAdjustment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "business_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="business date"),
                ),
                ("author_id", models.BigIntegerField(editable=False, null=True, verbose_name="author")),
                ("author_name", models.CharField(editable=False, max_length=150, verbose_name="author")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "stock adjustment",
                "verbose_name_plural": "stock adjustments",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="stock_adjustment_by_state"),
                    models.Index(fields=["tenant_id", "business_on", "id"], name="stock_adjustment_by_date"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="stock_adjustment_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="StockAdjustmentLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("usable", "usable"),
                            ("inspection", "inspection"),
                            ("blocked", "blocked"),
                            ("rejected", "rejected"),
                        ],
                        default="usable",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("own", "own"), ("customer", "customer"), ("supplier", "supplier")],
                        default="own",
                        max_length=10,
                        verbose_name="owner",
                    ),
                ),
                ("change", base.fields.QuantityField(decimal_places=6, max_digits=18, verbose_name="change")),
                (
                    "adjustment",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="inventory.stockadjustment",
                        verbose_name="stock adjustment",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "adjustment line",
                "verbose_name_plural": "adjustment lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "adjustment", "position"), name="stock_adjustment_line_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("change", 0), _negated=True),
                        name="stock_adjustment_line_changes",
                        violation_error_message="A line changes stock by more or less than zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockBalance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("usable", "usable"),
                            ("inspection", "inspection"),
                            ("blocked", "blocked"),
                            ("rejected", "rejected"),
                        ],
                        default="usable",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("own", "own"), ("customer", "customer"), ("supplier", "supplier")],
                        default="own",
                        max_length=10,
                        verbose_name="owner",
                    ),
                ),
                ("quantity", base.fields.QuantityField(decimal_places=6, max_digits=18, verbose_name="quantity")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="inventory.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "stock balance",
                "verbose_name_plural": "stock",
                "indexes": [
                    models.Index(fields=["tenant_id", "item", "status"], name="stock_by_item"),
                    models.Index(fields=["tenant_id", "status", "id"], name="stock_by_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "item", "location", "lot", "status", "owner"),
                        name="stock_balance_key",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 0)),
                        name="stock_not_negative",
                        violation_error_message="There is less stock than this: count it, or move less",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockControl",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("closed_to", models.DateField(editable=False, null=True, verbose_name="closed to")),
                (
                    "approval_above",
                    base.fields.MoneyField(
                        decimal_places=4,
                        default=Decimal("1000"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="approval above",
                    ),
                ),
                ("currency", base.fields.CurrencyField(default="CNY", max_length=3, verbose_name="currency")),
                (
                    "site",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_controls",
                        to="base.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "stock rules",
                "verbose_name_plural": "stock rules",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "site"), name="stock_control_once")],
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                (
                    "business_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="business date"),
                ),
                ("author_id", models.BigIntegerField(editable=False, null=True, verbose_name="author")),
                ("author_name", models.CharField(editable=False, max_length=150, verbose_name="author")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "location",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="inventory.location",
                        verbose_name="location",
                    ),
                ),
            ],
            options={
                "verbose_name": "stock count",
                "verbose_name_plural": "stock counts",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="stock_count_by_state"),
                    models.Index(fields=["tenant_id", "business_on", "id"], name="stock_count_by_date"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "number"), name="stock_count_number")],
            },
        ),
        migrations.CreateModel(
            name="StockCountLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("usable", "usable"),
                            ("inspection", "inspection"),
                            ("blocked", "blocked"),
                            ("rejected", "rejected"),
                        ],
                        default="usable",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("own", "own"), ("customer", "customer"), ("supplier", "supplier")],
                        default="own",
                        max_length=10,
                        verbose_name="owner",
                    ),
                ),
                (
                    "expected",
                    base.fields.QuantityField(
                        decimal_places=6, default=Decimal("0"), editable=False, max_digits=18, verbose_name="expected"
                    ),
                ),
                (
                    "counted",
                    base.fields.QuantityField(
                        blank=True,
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="counted",
                    ),
                ),
                (
                    "difference",
                    base.fields.QuantityField(
                        decimal_places=6, editable=False, max_digits=18, null=True, verbose_name="difference"
                    ),
                ),
                (
                    "count",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="inventory.stockcount",
                        verbose_name="stock count",
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "count line",
                "verbose_name_plural": "count lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "count", "position"), name="stock_count_line_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted__isnull", True), ("counted__gte", 0), _connector="OR"),
                        name="stock_count_line_not_negative",
                        violation_error_message="Nobody counts less than nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey(append_only=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("usable", "usable"),
                            ("inspection", "inspection"),
                            ("blocked", "blocked"),
                            ("rejected", "rejected"),
                        ],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("own", "own"), ("customer", "customer"), ("supplier", "supplier")],
                        max_length=10,
                        verbose_name="owner",
                    ),
                ),
                ("quantity", base.fields.QuantityField(decimal_places=6, max_digits=18, verbose_name="quantity")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "Opening stock"),
                            ("receive", "receive"),
                            ("issue", "issue"),
                            ("ship", "ship"),
                            ("adjust", "adjust"),
                            ("count", "count"),
                            ("transfer", "transfer"),
                            ("hold", "hold"),
                            ("inspect", "inspect"),
                            ("scrap", "scrap"),
                            ("return", "return"),
                            ("downgrade", "downgrade"),
                        ],
                        max_length=12,
                        verbose_name="move",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("business_on", models.DateField(verbose_name="business date")),
                ("posted_on", models.DateField(verbose_name="posting date")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("subject_type", models.CharField(blank=True, max_length=60)),
                ("subject_id", models.BigIntegerField(null=True)),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "location",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="inventory.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "reverses",
                    base.tenancy.fields.TenantForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="inventory.stockmove",
                        verbose_name="reverses",
                    ),
                ),
            ],
            options={
                "verbose_name": "stock move",
                "verbose_name_plural": "stock moves",
                "indexes": [
                    models.Index(fields=["tenant_id", "item", "business_on", "id"], name="move_by_item"),
                    models.Index(fields=["tenant_id", "lot", "id"], name="move_by_lot"),
                    models.Index(fields=["tenant_id", "posted_on", "id"], name="move_by_date"),
                    models.Index(fields=["tenant_id", "subject_type", "subject_id"], name="move_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "reverses"), name="move_reversed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("issue", "ship")), ("quantity__lt", 0), _negated=True),
                            ("status", "usable"),
                            _connector="OR",
                        ),
                        name="only_usable_stock_leaves",
                        violation_error_message="Only usable stock is issued or shipped: release it first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transformation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey(append_only=True)),
                ("quantity", base.fields.QuantityField(decimal_places=6, max_digits=18, verbose_name="quantity")),
                ("beside", models.BooleanField(default=False, verbose_name="co-product or by-product")),
                ("business_on", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("subject_type", models.CharField(blank=True, max_length=60)),
                ("subject_id", models.BigIntegerField(null=True)),
                (
                    "consumed",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used_in",
                        to="inventory.lot",
                        verbose_name="lot used",
                    ),
                ),
                (
                    "produced",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_from",
                        to="inventory.lot",
                        verbose_name="lot made",
                    ),
                ),
                (
                    "reverses",
                    base.tenancy.fields.TenantForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="inventory.transformation",
                        verbose_name="reverses",
                    ),
                ),
            ],
            options={
                "verbose_name": "transformation",
                "verbose_name_plural": "transformations",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "consumed", "produced"], include=("quantity",), name="transformation_down"
                    ),
                    models.Index(
                        fields=["tenant_id", "produced", "consumed"], include=("quantity",), name="transformation_up"
                    ),
                    models.Index(fields=["tenant_id", "subject_type", "subject_id"], name="transformation_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "reverses"), name="transformation_reversed_once")
                ],
            },
        ),
    ]
