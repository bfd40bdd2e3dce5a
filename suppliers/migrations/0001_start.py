"""Suppliers, what is bought and what arrives."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import base.fields
import base.tenancy.fields


class Migration(migrations.Migration):
    replaces = [
        ("suppliers", "0001_suppliers"),
        ("suppliers", "0002_lists_by_date"),
        ("suppliers", "0003_receipts"),
        ("suppliers", "0004_owner_of_a_supplier"),
    ]

    initial = True

    dependencies = [
        ("bom", "0001_start"),
        ("inventory", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("ordered_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="ordered")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("state", models.CharField(default="firm", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "purchase order",
                "verbose_name_plural": "purchase orders",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "ordered_on", "id"], name="purchase_order_by_state"),
                    models.Index(fields=["tenant_id", "ordered_on", "id"], name="purchase_order_by_date"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "number"), name="purchase_order_number")],
            },
        ),
        migrations.CreateModel(
            name="PurchaseOrderLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
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
                    "received",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="received",
                    ),
                ),
                (
                    "price",
                    base.fields.MoneyField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price",
                    ),
                ),
                ("currency", base.fields.CurrencyField(default="CNY", max_length=3, verbose_name="currency")),
                ("needed_on", models.DateField(verbose_name="needed")),
                ("requested_on", models.DateField(blank=True, null=True, verbose_name="requested")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_lines",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="suppliers.purchaseorder",
                        verbose_name="purchase order",
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase order line",
                "verbose_name_plural": "purchase order lines",
                "indexes": [
                    models.Index(fields=["tenant_id", "item", "needed_on"], name="purchase_order_line_by_item")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "order", "position"), name="purchase_order_line_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("received__gte", 0)),
                        name="purchase_order_line_positive",
                        violation_error_message="The quantity is more than zero and what was received is not negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("received_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="received on")),
                ("delivery_note", models.CharField(blank=True, max_length=60, verbose_name="delivery note")),
                ("state", models.CharField(default="draft", editable=False, max_length=20, verbose_name="state")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "location",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="inventory.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "order",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="suppliers.purchaseorder",
                        verbose_name="purchase order",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt",
                "verbose_name_plural": "receipts",
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "id"], name="receipt_by_state"),
                    models.Index(fields=["tenant_id", "received_on", "id"], name="receipt_by_date"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "number"), name="receipt_number")],
            },
        ),
        migrations.CreateModel(
            name="ReceiptLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("order_position", models.PositiveIntegerField(verbose_name="order line")),
                (
                    "quantity",
                    base.fields.QuantityField(
                        decimal_places=6,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                        verbose_name="quantity",
                    ),
                ),
                ("lot_code", models.CharField(blank=True, max_length=60, verbose_name="lot")),
                ("supplier_lot", models.CharField(blank=True, max_length=60, verbose_name="supplier's lot")),
                ("produced_on", models.DateField(blank=True, null=True, verbose_name="produced")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_lines",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "lot",
                    base.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_lines",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
                (
                    "order_line",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_lines",
                        to="suppliers.purchaseorderline",
                        verbose_name="purchase order line",
                    ),
                ),
                (
                    "receipt",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="suppliers.receipt",
                        verbose_name="receipt",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt line",
                "verbose_name_plural": "receipt lines",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "receipt", "position"), name="receipt_line_position"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="receipt_line_positive",
                        violation_error_message="More than nothing arrives",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("approved", models.BooleanField(default=False, verbose_name="approved")),
                (
                    "on_time_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="on-time rate",
                    ),
                ),
                (
                    "over_tolerance",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="over-delivery",
                    ),
                ),
                (
                    "under_tolerance",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="under-delivery",
                    ),
                ),
                ("risk_note", models.CharField(blank=True, max_length=200, verbose_name="risk")),
                ("owner_name", models.CharField(blank=True, max_length=60, verbose_name="owner")),
                ("search", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "supplier",
                "verbose_name_plural": "suppliers",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "code"), name="supplier_code"),
                    models.UniqueConstraint(fields=("tenant_id", "name"), name="supplier_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("over_tolerance__gte", 0), ("under_tolerance__gte", 0), ("under_tolerance__lte", 1)
                        ),
                        name="supplier_tolerances",
                        violation_error_message="A tolerance is a rate: 0.05 means 5 %%",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="supplier",
            field=base.tenancy.fields.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="suppliers.supplier",
                verbose_name="supplier",
            ),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("name", models.CharField(max_length=100, verbose_name="certificate")),
                ("expires_on", models.DateField(verbose_name="expires")),
                (
                    "supplier",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "indexes": [models.Index(fields=["tenant_id", "expires_on"], name="certificate_by_expiry")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "supplier", "name"), name="certificate_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", base.tenancy.fields.TenantKey()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("ext", models.JSONField(blank=True, default=dict, editable=False, verbose_name="own fields")),
                ("priority", models.PositiveSmallIntegerField(default=1, verbose_name="priority")),
                ("approved", models.BooleanField(default=False, verbose_name="approved")),
                ("lead_days", models.PositiveSmallIntegerField(default=0, verbose_name="lead time (days)")),
                ("lead_in_working_days", models.BooleanField(default=False, verbose_name="lead time in working days")),
                (
                    "minimum",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="minimum order",
                    ),
                ),
                (
                    "multiple",
                    base.fields.QuantityField(
                        decimal_places=6,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="order multiple",
                    ),
                ),
                (
                    "price",
                    base.fields.MoneyField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price",
                    ),
                ),
                ("currency", base.fields.CurrencyField(default="CNY", max_length=3, verbose_name="currency")),
                (
                    "expedite_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="expedited lead time (days)"),
                ),
                (
                    "expedite_price",
                    base.fields.MoneyField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="expedited price"
                    ),
                ),
                (
                    "expedite_maximum",
                    base.fields.QuantityField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="expedited at most"
                    ),
                ),
                (
                    "item",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="bom.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "supplier",
                    base.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "supplier item",
                "verbose_name_plural": "supplier items",
                "indexes": [models.Index(fields=["tenant_id", "item", "priority"], name="supplier_item_by_item")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "supplier", "item"), name="supplier_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minimum__gte", 0), ("multiple__gte", 0), ("price__gte", 0)),
                        name="supplier_item_not_negative",
                        violation_error_message="Minimum, multiple and price cannot be negative",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["tenant_id", "supplier", "id"], name="purchase_order_by_supplier"),
        ),
    ]
