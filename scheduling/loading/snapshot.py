"""The planning picture of a tenant, read in a fixed number of queries and never row by row.

The engine's days are those of days.py; its minutes are day x 1440 + the minute of the site's own clock.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from base.models import Site
from bom.models import BomLine, Item, LineKind, SafetyStock, Substitute, Supply
from bom.states import StandardState
from inventory.models import StockBalance, StockOwner
from orders.models import Customer, SalesOrderLine, WorkOrder, WorkOrderComponent, WorkOrderOperation, WorkOrderOutput
from orders.states import SalesOrderState, WorkOrderState
from scheduling.forecasts import LONGEST
from scheduling.models import Forecast
from scheduling.models.forecasts import last_day
from suppliers.models import PurchaseOrderLine, SupplierItem
from suppliers.states import PurchaseOrderState

QUOTA_YEAR = timedelta(days=365)  # how far back what suppliers were given counts against their quotas
OUTSIDE = (Supply.BUY, Supply.SUBCONTRACT)
OPEN_WORK = (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)
OPEN_PURCHASES = (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED)
ITEM_COLUMNS = (
    "id", "code", "name", "supply", "planning", "lead_days", "lead_in_working_days", "safety_days", "safety_stock",
    "lot_policy", "lot_minimum", "lot_multiple", "lot_maximum", "period_days", "order_cost", "holding_rate", "cost",
    "reschedule_in_days", "expedite_days", "defer_days", "forecast_backward_days", "forecast_forward_days", "inspect",
    "inspect_days", "shelf_life_days", "stocked", "setup_family", "owner_name", "unit__decimals",
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
    forecasts: list[dict[str, Any]]
    supplier_items: list[dict[str, Any]]
    substitutes: list[dict[str, Any]]
    safety_stocks: list[dict[str, Any]]

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

    @cached_property
    def customers(self) -> list[int]:
        """The customers that may own something, by the number planning knows each by."""
        rows = (*self.sales, *self.work_orders, *self.stock)
        return sorted({row["customer_id"] for row in rows if row["customer_id"]})

    @cached_property
    def owner_number(self) -> dict[int | None, int]:
        return {None: -1} | {customer: number for number, customer in enumerate(self.customers)}

    @cached_property
    def replacing(self) -> list[tuple[int, dict[str, Any]]]:
        """Each substitute with each line of a bill it may be used in, by the line's number."""
        may: dict[tuple[int | None, int], list[dict[str, Any]]] = defaultdict(list)
        for row in self.substitutes:
            may[row["parent_id"], row["component_id"]].append(row)
        return [
            (number, row)
            for number, line in enumerate(self.bom_lines)
            if line["kind"] == LineKind.COMPONENT
            for parent in (line["parent_id"], None)
            for row in may.get((parent, line["component_id"]), ())
        ]

    @cached_property
    def _sources(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in self.supplier_items:
            found[row["item_id"]].append(row)
        return found

    def sources(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        """The supplier items an item is bought by, or given out to be made; none of what is made here."""
        return self._sources.get(item["id"], []) if item["supply"] in OUTSIDE else []

    def code(self, item_id: int) -> str:
        found: str = self.items[self.item_number[item_id]]["code"]
        return found

    def work_order(self, pk: int) -> dict[str, Any]:
        return self.work_orders[self.work_number[pk]]


def read(today: date | None = None) -> Snapshot:
    """Everything planning needs of the tenant in scope: at most eighteen queries, whatever the size."""
    site = Site.objects.order_by("id").first()
    zone = site.zone if site else settings.TIME_ZONE
    on = today or timezone.localdate()
    return Snapshot(
        today=on,
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
        forecasts=_forecasts(on),
        supplier_items=_supplier_items(on),
        substitutes=_substitutes(),
        safety_stocks=_safety_stocks(),
    )


def _rows(found: Any, columns: str, **named: str) -> list[dict[str, Any]]:
    """Rows as dicts: columns under their own names, and paths under the names given."""
    return list(found.values(*columns.split(), **{name: F(path) for name, path in named.items()}))


def _bom_lines() -> list[dict[str, Any]]:
    """What nobody keeps in stock is not planned, nor what is not used any more."""
    columns = "id component_id kind quantity scrap_rate yield_rate effective_from effective_to"
    found = BomLine.objects.filter(bom__state=StandardState.ACTIVE, component__stocked=True)
    found = found.filter(bom__item__active=True, component__active=True).order_by("id")
    return _rows(found, columns, parent_id="bom__item_id", base="bom__base_quantity")


def _stock() -> list[dict[str, Any]]:
    """`customer_id`: whose it is, where its lot names a customer.

    What belongs to a customer nobody names counts only of items that nobody but customers brings.
    """
    columns = "id item_id quantity status lot_id owner"
    of_lot = {"lot_code": "lot__code", "note": "lot__note"}
    dates = {"available_on": "lot__available_on", "expires_on": "lot__expires_on"}
    found = StockBalance.objects.filter(quantity__gt=0).exclude(status="rejected").order_by("id")
    rows = _rows(found, columns, **of_lot, **dates, supply="item__supply", customer="lot__customer_name")
    named = {row["customer"] for row in rows if row["owner"] == StockOwner.CUSTOMER and row["customer"]}
    known = dict(Customer.objects.filter(name__in=named).values_list("name", "id")) if named else {}
    for row in rows:
        row["customer_id"] = known.get(row["customer"]) if row["owner"] == StockOwner.CUSTOMER else None
    return [row for row in rows if row["owner"] != StockOwner.CUSTOMER or _is_known(row)]


def _is_known(row: dict[str, Any]) -> bool:
    return bool(row["customer_id"] or row["supply"] == Supply.SUPPLIED)


def _purchases() -> list[dict[str, Any]]:
    columns = "id item_id quantity received needed_on requested_on confirmed_on position"
    found = PurchaseOrderLine.objects.filter(order__state__in=OPEN_PURCHASES, quantity__gt=F("received"))
    return _rows(found.order_by("id"), columns, number="order__number", supplier="order__supplier__name")


def _work_orders(zone: str) -> list[dict[str, Any]]:
    """`expected_on`: as published, on the site's own clock, else when it is due."""
    finish = TruncDate("finish_at", tzinfo=ZoneInfo(zone))
    found = WorkOrder.objects.filter(state__in=OPEN_WORK).annotate(expected_on=Coalesce(finish, "due_on"))
    return _rows(found.order_by("id"), "id number item_id quantity good scrap due_on state expected_on customer_id")


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
    of_customer = {"customer": "order__customer__name", "customer_id": "order__customer_id"}
    return _rows(found.order_by("need_on", "id"), columns, **of_order, **of_customer)


def _forecasts(today: date) -> list[dict[str, Any]]:
    """Those whose period is not over, with the `last_on` of it and what of it is `shipped` already."""
    found = Forecast.objects.filter(quantity__gt=0, start_on__gt=today - LONGEST, item__active=True).order_by("id")
    rows = _rows(found, "id item_id start_on period quantity")
    for row in rows:
        row |= {"last_on": last_day(row["start_on"], row["period"]), "shipped": Decimal(0)}
    open_ones = [row for row in rows if row["last_on"] >= today]
    _take_off_shipped(open_ones)
    return [row for row in open_ones if row["shipped"] < row["quantity"]]


def _take_off_shipped(forecasts: list[dict[str, Any]]) -> None:
    """What is shipped was needed in the period of its line, whatever has become of the rest of that."""
    if not forecasts:
        return
    first, last = min(row["start_on"] for row in forecasts), max(row["last_on"] for row in forecasts)
    lines = SalesOrderLine.objects.annotate(need_on=Coalesce("promised_on", "due_on")).filter(
        item__in={row["item_id"] for row in forecasts}, shipped__gt=0, need_on__range=(first, last)
    )
    shipped: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for item, on, quantity in lines.values_list("item_id", "need_on", "shipped"):
        shipped[item].append((on, quantity))
    for row in forecasts:
        own = (quantity for on, quantity in shipped[row["item_id"]] if row["start_on"] <= on <= row["last_on"])
        row["shipped"] = sum(own, Decimal(0))


def _substitutes() -> list[dict[str, Any]]:
    found = Substitute.objects.filter(active=True, item__active=True, component__active=True)
    return _rows(found.order_by("priority", "id"), "parent_id component_id item_id priority ratio")


def _supplier_items(today: date) -> list[dict[str, Any]]:
    """The approved sources of each item, those asked first before others; `assigned` is what each was given lately."""
    columns = "id item_id supplier_id priority quota lead_days lead_in_working_days minimum multiple"
    found = SupplierItem.objects.filter(approved=True, supplier__approved=True, item__active=True)
    rows = _rows(found.order_by("item_id", "priority", "id"), columns, called="supplier__name")
    given = _assigned({row["item_id"] for row in rows if row["quota"]}, today)
    return [{**row, "assigned": given.get((row["item_id"], row["supplier_id"]), Decimal(0))} for row in rows]


def _safety_stocks() -> list[dict[str, Any]]:
    found = SafetyStock.objects.filter(item__active=True, item__stocked=True).order_by("id")
    return _rows(found, "item_id start_on quantity")


def _assigned(items: set[int], today: date) -> dict[tuple[int, int], Decimal]:
    """What was ordered of each of these items from each supplier within a year; of a closed order what came of it."""
    lines = PurchaseOrderLine.objects.filter(item__in=items, order__ordered_on__gt=today - QUOTA_YEAR)
    ordered = Case(When(order__state=PurchaseOrderState.CLOSED, then="received"), default="quantity")
    sums = lines.exclude(order__state=PurchaseOrderState.CANCELLED).values_list("item_id", "order__supplier_id")
    return {(item, supplier): total for item, supplier, total in sums.annotate(total=Sum(ordered)).order_by()}
