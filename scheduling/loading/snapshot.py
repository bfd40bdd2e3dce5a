"""The planning picture of a tenant, read in a fixed number of queries and never row by row.

The engine's days are those of days.py; its minutes are day x 1440 + the minute of the site's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from base.models import Site
from bom.models import BomLine, Item
from bom.states import StandardState
from inventory.models import StockBalance
from orders.models import SalesOrderLine, WorkOrder, WorkOrderComponent, WorkOrderOperation, WorkOrderOutput
from orders.states import SalesOrderState, WorkOrderState
from suppliers.models import PurchaseOrderLine, SupplierItem
from suppliers.states import PurchaseOrderState

OPEN_WORK = (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)
OPEN_PURCHASES = (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED)
ITEM_COLUMNS = (
    "id", "code", "name", "supply", "planning", "lead_days", "lead_in_working_days", "safety_stock", "lot_policy",
    "lot_minimum", "lot_multiple", "lot_maximum", "period_days", "order_cost", "holding_rate", "cost",
    "reschedule_in_days", "expedite_days", "defer_days", "inspect", "inspect_days", "shelf_life_days", "stocked",
    "setup_family", "owner_name", "unit__decimals",
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
    outputs: list[dict[str, Any]]
    operations: list[dict[str, Any]]
    sales: list[dict[str, Any]]
    supplier_items: dict[int, dict[str, Any]]

    @cached_property
    def item_number(self) -> dict[int, int]:
        return {row["id"]: number for number, row in enumerate(self.items)}

    @cached_property
    def hold_days(self) -> dict[int, int]:
        """Calendar days that new lots of an item wait for their inspection, by item id."""
        return {row["id"]: row["inspect_days"] if row["inspect"] else 0 for row in self.items}

    @cached_property
    def life_days(self) -> dict[int, int]:
        """Shelf life by item id, of those that spoil."""
        return {row["id"]: row["shelf_life_days"] for row in self.items if row["shelf_life_days"]}

    @cached_property
    def work_number(self) -> dict[int, int]:
        return {row["id"]: number for number, row in enumerate(self.work_orders)}

    def code(self, item_id: int) -> str:
        found: str = self.items[self.item_number[item_id]]["code"]
        return found

    def work_order(self, pk: int) -> dict[str, Any]:
        return self.work_orders[self.work_number[pk]]


def read(today: date | None = None) -> Snapshot:
    """Everything planning needs of the tenant in scope: eleven queries, whatever the size."""
    site = Site.objects.order_by("id").first()
    zone = site.zone if site else settings.TIME_ZONE
    return Snapshot(
        today=today or timezone.localdate(),
        zone=zone,
        items=list(Item.objects.filter(active=True).order_by("id").values(*ITEM_COLUMNS)),
        bom_lines=_bom_lines(),
        stock=_stock(),
        purchases=_purchases(),
        work_orders=_work_orders(zone),
        components=_components(),
        outputs=_outputs(),
        operations=_operations(zone),
        sales=_sales(),
        supplier_items=_supplier_items(),
    )


def _rows(found: Any, columns: str, **named: str) -> list[dict[str, Any]]:
    """Rows as dicts: columns under their own names, and paths under the names given."""
    return list(found.values(*columns.split(), **{name: F(path) for name, path in named.items()}))


def _bom_lines() -> list[dict[str, Any]]:
    """What nobody keeps in stock is not planned."""
    columns = "id component_id kind quantity scrap_rate yield_rate effective_from effective_to"
    found = BomLine.objects.filter(bom__state=StandardState.ACTIVE, component__stocked=True).order_by("id")
    return _rows(found, columns, parent_id="bom__item_id", base="bom__base_quantity")


def _stock() -> list[dict[str, Any]]:
    columns = "id item_id quantity status lot_id"
    of_lot = {"lot_code": "lot__code", "note": "lot__note"}
    dates = {"available_on": "lot__available_on", "expires_on": "lot__expires_on"}
    found = StockBalance.objects.filter(quantity__gt=0).exclude(status="rejected").order_by("id")
    return _rows(found, columns, **of_lot, **dates)


def _purchases() -> list[dict[str, Any]]:
    columns = "id item_id quantity received needed_on requested_on confirmed_on position"
    found = PurchaseOrderLine.objects.filter(order__state__in=OPEN_PURCHASES, quantity__gt=F("received"))
    return _rows(found.order_by("id"), columns, number="order__number", supplier="order__supplier__name")


def _work_orders(zone: str) -> list[dict[str, Any]]:
    """`expected_on`: as published, on the site's own clock, else when it is due."""
    finish = TruncDate("finish_at", tzinfo=ZoneInfo(zone))
    found = WorkOrder.objects.filter(state__in=OPEN_WORK).annotate(expected_on=Coalesce(finish, "due_on"))
    return _rows(found.order_by("id"), "id number item_id quantity good scrap due_on state expected_on")


def _components() -> list[dict[str, Any]]:
    lacking = Q(work_order__state__in=OPEN_WORK, required__gt=F("issued"))
    found = WorkOrderComponent.objects.filter(lacking, item__stocked=True)
    return _rows(found.order_by("id"), "id work_order_id operation_sequence item_id required issued")


def _outputs() -> list[dict[str, Any]]:
    """What will come out of open work orders beside what they are for."""
    found = WorkOrderOutput.objects.filter(work_order__state__in=OPEN_WORK, expected__gt=F("received"))
    return _rows(found.order_by("id"), "id work_order_id item_id expected received")


def _operations(zone: str) -> list[dict[str, Any]]:
    """`start_on`: as published, on the site's own clock; None before."""
    standard = "id work_order_id sequence name work_center_id transfer_lot subcontract_days"
    time = "setup_minutes run_minutes run_quantity in_batches"
    reached = "machine_id back_on good scrap state start_at finish_at start_on"
    found = WorkOrderOperation.objects.filter(work_order__state__in=OPEN_WORK).order_by("work_order_id", "sequence")
    start = TruncDate("start_at", tzinfo=ZoneInfo(zone))
    return _rows(found.annotate(start_on=start), f"{standard} {time} {reached}")


def _sales() -> list[dict[str, Any]]:
    """`need_on` is our word where we gave one, else the customer's wish; `least_life` the share of its life that must
    be left by then."""
    columns = "id position item_id quantity shipped need_on least_life"
    of_order = {"number": "order__number", "order_class": "order__order_class", "priority": "order__priority"}
    open_lines = Q(order__state=SalesOrderState.ACCEPTED, quantity__gt=F("shipped"))
    found = SalesOrderLine.objects.filter(open_lines).annotate(
        need_on=Coalesce("promised_on", "due_on"),
        least_life=Coalesce("minimum_life", "order__customer__minimum_life"),
    )
    return _rows(found.order_by("need_on", "id"), columns, **of_order, customer="order__customer__name")


def _supplier_items() -> dict[int, dict[str, Any]]:
    """The first approved source of each bought item."""
    columns = "item_id supplier_id lead_days lead_in_working_days minimum multiple price currency"
    found = SupplierItem.objects.filter(approved=True, supplier__approved=True).order_by("-priority", "-id")
    return {row["item_id"]: row for row in _rows(found, columns)}
