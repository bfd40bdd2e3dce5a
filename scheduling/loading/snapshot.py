"""The planning picture of a tenant, read in a fixed number of queries and never row by row.

The engine's days are those of days.py; its minutes are day x 1440 + the minute of the site's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from base.models import Site
from bom.models import BomLine, Item
from bom.states import StandardState
from inventory.models import StockBalance
from orders.models import SalesOrderLine, WorkOrder, WorkOrderComponent, WorkOrderOperation
from orders.states import SalesOrderState, WorkOrderState
from suppliers.models import PurchaseOrderLine, SupplierItem
from suppliers.states import PurchaseOrderState

OPEN_WORK = (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)
OPEN_PURCHASES = (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED)
ITEM_COLUMNS = (
    "id", "code", "name", "supply", "planning", "lead_days", "lead_in_working_days", "safety_stock", "lot_policy",
    "lot_minimum", "lot_multiple", "lot_maximum", "period_days", "reschedule_in_days", "expedite_days", "defer_days",
    "inspect", "inspect_days", "setup_family", "owner_name", "unit__decimals",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """Lists of plain rows (dicts), in a fixed order: the position of a row is its number in the engine's tables."""

    today: date
    zone: str
    items: list[dict[str, Any]]
    bom_lines: list[dict[str, Any]]
    stock: list[dict[str, Any]]
    purchases: list[dict[str, Any]]
    work_orders: list[dict[str, Any]]
    components: list[dict[str, Any]]
    operations: list[dict[str, Any]]
    sales: list[dict[str, Any]]
    supplier_items: dict[int, dict[str, Any]]

    @cached_property
    def item_number(self) -> dict[int, int]:
        return {row["id"]: number for number, row in enumerate(self.items)}

    @cached_property
    def work_number(self) -> dict[int, int]:
        return {row["id"]: number for number, row in enumerate(self.work_orders)}

    def code(self, item_id: int) -> str:
        found: str = self.items[self.item_number[item_id]]["code"]
        return found

    def work_order(self, pk: int) -> dict[str, Any]:
        return self.work_orders[self.work_number[pk]]


def read(today: date | None = None) -> Snapshot:
    """Everything planning needs of the tenant in scope: ten queries, whatever the size."""
    site = Site.objects.order_by("id").first()
    return Snapshot(
        today=today or timezone.localdate(),
        zone=site.zone if site else "Asia/Shanghai",
        items=list(Item.objects.filter(active=True).order_by("id").values(*ITEM_COLUMNS)),
        bom_lines=_bom_lines(),
        stock=_stock(),
        purchases=_purchases(),
        work_orders=_work_orders(),
        components=_components(),
        operations=_operations(),
        sales=_sales(),
        supplier_items=_supplier_items(),
    )


def _bom_lines() -> list[dict[str, Any]]:
    lines = BomLine.objects.filter(bom__state=StandardState.ACTIVE).order_by("id")
    return list(
        lines.values(
            "id",
            "component_id",
            "quantity",
            "scrap_rate",
            "yield_rate",
            "effective_from",
            "effective_to",
            parent_id=F("bom__item_id"),
            base=F("bom__base_quantity"),
        )  # fmt: skip
    )


def _stock() -> list[dict[str, Any]]:
    found = StockBalance.objects.filter(quantity__gt=0).exclude(status="rejected").order_by("id")
    return list(
        found.values(
            "id",
            "item_id",
            "quantity",
            "status",
            "lot_id",
            lot_code=F("lot__code"),
            available_on=F("lot__available_on"),
            expires_on=F("lot__expires_on"),
            note=F("lot__note"),
        )  # fmt: skip
    )


def _purchases() -> list[dict[str, Any]]:
    lines = PurchaseOrderLine.objects.filter(order__state__in=OPEN_PURCHASES, quantity__gt=F("received")).order_by("id")
    return list(
        lines.values(
            "id",
            "item_id",
            "quantity",
            "received",
            "needed_on",
            "requested_on",
            "confirmed_on",
            "position",
            number=F("order__number"),
            supplier=F("order__supplier__name"),
        )  # fmt: skip
    )


def _work_orders() -> list[dict[str, Any]]:
    found = WorkOrder.objects.filter(state__in=OPEN_WORK).order_by("id")
    return list(found.values("id", "number", "item_id", "quantity", "good", "scrap", "due_on", "state", "finish_at"))


def _components() -> list[dict[str, Any]]:
    found = WorkOrderComponent.objects.filter(work_order__state__in=OPEN_WORK, required__gt=F("issued"))
    columns = ("id", "work_order_id", "operation_sequence", "item_id", "required", "issued")
    return list(found.order_by("id").values(*columns))


def _operations() -> list[dict[str, Any]]:
    found = WorkOrderOperation.objects.filter(work_order__state__in=OPEN_WORK).order_by("work_order_id", "sequence")
    return list(
        found.values(
            "id",
            "work_order_id",
            "sequence",
            "name",
            "work_center_id",
            "machine_id",
            "setup_minutes",
            "run_minutes",
            "transfer_lot",
            "subcontract_days",
            "back_on",
            "good",
            "scrap",
            "state",
            "start_at",
            "finish_at",
        )  # fmt: skip
    )


def _sales() -> list[dict[str, Any]]:
    open_lines = Q(order__state=SalesOrderState.ACCEPTED, quantity__gt=F("shipped"))
    return list(
        SalesOrderLine.objects.filter(open_lines)
        .order_by("due_on", "id")
        .values(
            "id",
            "position",
            "item_id",
            "quantity",
            "shipped",
            "due_on",
            "promised_on",
            number=F("order__number"),
            order_class=F("order__order_class"),
            customer=F("order__customer__name"),
            priority=F("order__priority"),
        )  # fmt: skip
    )


def _supplier_items() -> dict[int, dict[str, Any]]:
    """The first approved source of each bought item."""
    found = SupplierItem.objects.filter(approved=True, supplier__approved=True).order_by("-priority", "-id")
    columns = (
        "item_id",
        "supplier_id",
        "lead_days",
        "lead_in_working_days",
        "minimum",
        "multiple",
        "price",
        "currency",
    )
    return {row["item_id"]: row for row in found.values(*columns)}
