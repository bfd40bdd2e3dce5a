"""The snapshot as an MRP problem."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from bom.models import LineKind, LotPolicy, Planning, Supply
from engine.calendar import WorkingDays
from engine.mrp import (
    ALWAYS,
    NEVER,
    SCALE,
    BomLines,
    Demands,
    Economy,
    Forecasts,
    Items,
    Lots,
    Problem,
    ReceiptKind,
    Receipts,
    SafetyStocks,
    Substitutes,
    SupplierItems,
    SupplyKind,
    scaled,
)
from orders.models import OrderClass
from scheduling.loading.days import day_of
from scheduling.loading.snapshot import Snapshot

HORIZON_DAYS = 400
KINDS = {
    Supply.MAKE: SupplyKind.MAKE,
    Supply.BUY: SupplyKind.BUY,
    Supply.PHANTOM: SupplyKind.PHANTOM,
    Supply.SUBCONTRACT: SupplyKind.SUBCONTRACT,
    Supply.OUTPUT: SupplyKind.OUTPUT,
    Supply.SUPPLIED: SupplyKind.SUPPLIED,
}
ECONOMIES = {LotPolicy.ECONOMIC: Economy.WAGNER_WHITIN, LotPolicy.SILVER_MEAL: Economy.SILVER_MEAL}


@dataclass(frozen=True)
class Requirements:
    """The problem, and which rows of the snapshot its receipts and demands are.

    Receipts: first the purchases, then the work orders, then what comes out of those beside. Demands: first the sales
    lines, then the components, then what is left of the forecasts.
    """

    snapshot: Snapshot
    problem: Problem

    def receipt(self, number: int) -> tuple[str, dict[str, Any]]:
        purchases = self.snapshot.purchases
        if number < len(purchases):
            return "suppliers.purchaseorderline", purchases[number]
        return "orders.workorder", self.work_order_of(number)

    def work_order_of(self, number: int) -> dict[str, Any]:
        """The work order that a receipt is, or that it comes out of."""
        work, number = self.snapshot.work_orders, number - len(self.snapshot.purchases)
        if number < len(work):
            return work[number]
        return self.snapshot.work_order(self.snapshot.outputs[number - len(work)]["work_order_id"])

    def demand(self, number: int) -> tuple[str, dict[str, Any]]:
        sales = self.snapshot.sales
        if number < len(sales):
            return "orders.salesorderline", sales[number]
        if number < len(self.problem.demands):
            return "orders.workordercomponent", self.snapshot.components[number - len(sales)]
        return "scheduling.forecast", self.snapshot.forecasts[number - len(self.problem.demands)]

    @property
    def suppliers(self) -> list[int]:
        """The supplier behind each row of the supplier items."""
        return [row["supplier_id"] for row in self.snapshot.supplier_items]

    @property
    def given(self) -> int:
        """How many demands of the plan are rows of the snapshot; the others are components of planned orders."""
        return len(self.problem.demands) + len(self.problem.forecasts)

    def work_receipt(self, work_order: int) -> int:
        """The receipt that is this row of the snapshot's work orders."""
        return len(self.snapshot.purchases) + work_order


def requirements(snapshot: Snapshot, days: WorkingDays) -> Requirements:
    """Arrays for engine.mrp. `days`: the tenant's working days, for lead times."""
    item = snapshot.item_number
    problem = Problem(
        today=day_of(snapshot.today),
        horizon=day_of(snapshot.today) + HORIZON_DAYS,
        items=_items(snapshot),
        bom=_bom(snapshot, item),
        substitutes=_substitutes(snapshot, item),
        lots=_lots(snapshot, item),
        receipts=_receipts(snapshot, item),
        supplier_items=_supplier_items(snapshot, item, days),
        demands=_demands(snapshot, item, days),
        forecasts=_forecasts(snapshot.forecasts, item),
        safety_stocks=_safety_stocks(snapshot, item),
        calendars=(days,),
        names=tuple(row["code"] for row in snapshot.items),
    )
    return Requirements(snapshot, problem)


def _items(snapshot: Snapshot) -> Items:
    rows = snapshot.items
    lots = [_lot_rule(row) for row in rows]
    return Items(
        kind=[KINDS[row["supply"]] if row["stocked"] else SupplyKind.NONE for row in rows],
        lead_days=[row["lead_days"] for row in rows],
        lead_working=[_lead_working(snapshot, row) for row in rows],
        calendar=0,
        safety_days=[row["safety_days"] for row in rows],
        safety_stock=_scaled(row["safety_stock"] for row in rows),
        precision=[SCALE // 10 ** row["unit__decimals"] for row in rows],
        lot_minimum=_scaled(lot[0] for lot in lots),
        lot_multiple=_scaled(lot[1] for lot in lots),
        lot_maximum=_scaled(row["lot_maximum"] for row in rows),
        period_days=[row["period_days"] if row["lot_policy"] == LotPolicy.PERIOD else 0 for row in rows],
        economy=[ECONOMIES.get(row["lot_policy"], Economy.NONE) for row in rows],
        order_cost=_scaled(row["order_cost"] for row in rows),
        holding_cost=_scaled(_cost_a_day(row) for row in rows),
        inspection_days=[snapshot.hold_days[row["id"]] for row in rows],
        shelf_life=[row["shelf_life_days"] or 0 for row in rows],
        by_order=[row["planning"] == Planning.BY_ORDER for row in rows],
        reschedule_in=[row["reschedule_in_days"] for row in rows],
        expedite_tolerance=[row["expedite_days"] for row in rows],
        defer_tolerance=[row["defer_days"] for row in rows],
        forecast_backward=[row["forecast_backward_days"] for row in rows],
        forecast_forward=[row["forecast_forward_days"] for row in rows],
    )


def _cost_a_day(row: dict[str, Any]) -> Decimal:
    """What a unit in stock costs a day."""
    return (row["cost"] * row["holding_rate"] / 365).quantize(Decimal("1e-6"))


def _lot_rule(row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """Smallest order and multiple."""
    policy = row["lot_policy"]
    minimum = row["lot_minimum"] if policy in (LotPolicy.FIXED, LotPolicy.MIN_MULTIPLE) else Decimal(0)
    return minimum, row["lot_minimum"] if policy == LotPolicy.FIXED else row["lot_multiple"]


def _lead_working(snapshot: Snapshot, row: dict[str, Any]) -> bool:
    """Whether lead times of an item are working days: as its first supplier counts, where it has one."""
    counts = snapshot.sources(row) or [row]
    return bool(counts[0]["lead_in_working_days"])


def _supplier_items(snapshot: Snapshot, item: dict[int, int], days: WorkingDays) -> SupplierItems:
    """An order is as large as both the item's rule and the supplier want it."""
    today = day_of(snapshot.today)
    owners = [snapshot.items[item[row["item_id"]]] for row in snapshot.supplier_items]
    rules = [_lot_rule(owner) for owner in owners]
    pairs = list(zip(snapshot.supplier_items, owners, strict=True))
    return SupplierItems(
        item=[item[row["item_id"]] for row in snapshot.supplier_items],
        quota=[row["quota"] for row in snapshot.supplier_items],
        lead_days=[_lead_days(row, _lead_working(snapshot, owner), today, days) for row, owner in pairs],
        lot_minimum=_scaled(max(rule[0], row["minimum"]) for rule, (row, _) in zip(rules, pairs, strict=True)),
        lot_multiple=_scaled(max(rule[1], row["multiple"]) for rule, (row, _) in zip(rules, pairs, strict=True)),
        assigned=_scaled(row["assigned"] for row in snapshot.supplier_items),
    )


def _lead_days(row: dict[str, Any], working: bool, today: int, days: WorkingDays) -> int:
    """A supplier's lead time as the item's first one counts: what it is from today on, where the two differ."""
    lead: int = row["lead_days"]
    if row["lead_in_working_days"] == working:
        return lead
    return int(days.between(today, today + lead)) if working else days.add(today, lead) - today


def _bom(snapshot: Snapshot, item: dict[int, int]) -> BomLines:
    rows = snapshot.bom_lines
    return BomLines(
        parent=[item[r["parent_id"]] for r in rows],
        component=[item[r["component_id"]] for r in rows],
        quantity=_scaled(r["quantity"] for r in rows),
        base=_scaled(r["base"] for r in rows),
        scrap=_scaled(r["scrap_rate"] for r in rows),
        line_yield=_scaled(r["yield_rate"] for r in rows),
        first_day=[_day(r["effective_from"], ALWAYS) for r in rows],
        last_day=[_day(r["effective_to"], NEVER) for r in rows],
        output=[r["kind"] != LineKind.COMPONENT for r in rows],
    )


def _substitutes(snapshot: Snapshot, item: dict[int, int]) -> Substitutes:
    rows = snapshot.replacing
    return Substitutes(
        line=[line for line, _row in rows],
        item=[item[row["item_id"]] for _line, row in rows],
        priority=[row["priority"] for _line, row in rows],
        ratio=_scaled(row["ratio"] for _line, row in rows),
    )


def _lots(snapshot: Snapshot, item: dict[int, int]) -> Lots:
    """The position of a row stays that of the snapshot's stock: unknown items keep a row of nothing."""
    rows = snapshot.stock
    inspection = {row["id"]: row["inspect_days"] for row in snapshot.items}
    return Lots(
        item=[item.get(r["item_id"], -1) for r in rows],
        quantity=_scaled(r["quantity"] for r in rows),
        available=[_available(snapshot.today, r, inspection.get(r["item_id"], 0)) for r in rows],
        expires=[_day(r["expires_on"], NEVER) for r in rows],
        blocked=[r["status"] == "blocked" for r in rows],
        owner=[snapshot.owner_number[r["customer_id"]] for r in rows],
    )


def _available(today: date, row: dict[str, Any], inspect_days: int) -> int:
    """Stock in inspection is supply from its expected release, today at the earliest."""
    if row["status"] != "inspection":
        return ALWAYS
    return day_of(max(today, row["available_on"] or today + timedelta(days=inspect_days)))


def _receipts(snapshot: Snapshot, item: dict[int, int]) -> Receipts:
    """Each may be used once it is inspected, and spoils counted from its end: as fresh as it can be."""
    purchases, work, outputs = snapshot.purchases, snapshot.work_orders, snapshot.outputs
    rows = [*purchases, *work, *outputs]
    ends = [day_of(purchase_day(row)) for row in purchases] + [day_of(row["expected_on"]) for row in work]
    ends += [day_of(snapshot.work_order(row["work_order_id"])["expected_on"]) for row in outputs]
    hold = [snapshot.hold_days.get(row["item_id"], 0) for row in rows]
    life = [snapshot.life_days.get(row["item_id"]) for row in rows]
    return Receipts(
        item=[item.get(row["item_id"], -1) for row in rows],
        quantity=_scaled(
            [r["quantity"] - r["received"] for r in purchases]
            + [to_come(r) for r in work]
            + [r["expected"] - r["received"] for r in outputs]
        ),
        day=[end + held for end, held in zip(ends, hold, strict=True)],
        kind=[ReceiptKind.PURCHASE] * len(purchases)
        + [ReceiptKind.WORK] * len(work)
        + [ReceiptKind.OUTPUT] * len(outputs),
        expires=[end + lasts if lasts else NEVER for end, lasts in zip(ends, life, strict=True)],
        owner=[-1] * len(purchases)
        + [_owner(snapshot, row["id"]) for row in work]
        + [_owner(snapshot, row["work_order_id"]) for row in outputs],
    )


def _owner(snapshot: Snapshot, work_order: int) -> int:
    """The customer a work order is for alone."""
    return snapshot.owner_number[snapshot.work_order(work_order)["customer_id"]]


def purchase_day(row: dict[str, Any]) -> date:
    """When a purchase is expected: as confirmed, else as requested, else as needed."""
    found: date = row["confirmed_on"] or row["requested_on"] or row["needed_on"]
    return found


def to_come(row: dict[str, Any]) -> Decimal:
    """What a work order still brings."""
    return max(Decimal(0), row["quantity"] - row["good"] - row["scrap"])


def _demands(snapshot: Snapshot, item: dict[int, int], days: WorkingDays) -> Demands:
    sales, components = snapshot.sales, snapshot.components
    work = snapshot.work_number
    return Demands(
        item=[item.get(row["item_id"], -1) for row in [*sales, *components]],
        quantity=_scaled(
            [r["quantity"] - r["shipped"] for r in sales] + [r["required"] - r["issued"] for r in components]
        ),
        day=[day_of(r["need_on"]) for r in sales] + _issue_days(snapshot, days),
        priority=[sales_priority(r) for r in sales] + [0] * len(components),
        order=[r["id"] for r in sales] + [-1] * len(components),
        receipt=[-1] * len(sales) + [len(snapshot.purchases) + work[r["work_order_id"]] for r in components],
        min_life=[days_beyond(snapshot, row) for row in sales] + [0] * len(components),
        owner=[snapshot.owner_number[row["customer_id"]] for row in sales]
        + [_owner(snapshot, row["work_order_id"]) for row in components],
    )


def _safety_stocks(snapshot: Snapshot, item: dict[int, int]) -> SafetyStocks:
    return SafetyStocks(
        item=[item[row["item_id"]] for row in snapshot.safety_stocks],
        day=[day_of(row["start_on"]) for row in snapshot.safety_stocks],
        quantity=_scaled(row["quantity"] for row in snapshot.safety_stocks),
    )


def _forecasts(rows: list[dict[str, Any]], item: dict[int, int]) -> Forecasts:
    """What is not shipped of it yet; what is ordered the engine takes off."""
    return Forecasts(
        item=[item[row["item_id"]] for row in rows],
        quantity=_scaled(row["quantity"] - row["shipped"] for row in rows),
        day=[day_of(row["start_on"]) for row in rows],
        last_day=[day_of(row["last_on"]) for row in rows],
    )


def _issue_days(snapshot: Snapshot, days: WorkingDays) -> list[int]:
    """The day of each component: when its operation starts as published, else a lead time before its order is due."""
    lead = {row["id"]: row["lead_days"] for row in snapshot.items}
    starts: dict[int, list[tuple[int, date | None]]] = defaultdict(list)
    for row in snapshot.operations:
        starts[row["work_order_id"]].append((row["sequence"], row["start_on"]))
    found = []
    for row in snapshot.components:
        order, sequence = snapshot.work_order(row["work_order_id"]), row["operation_sequence"] or 0
        published = next((on for each, on in starts[order["id"]] if each >= sequence), None)
        due = days.sub(day_of(order["expected_on"]), lead.get(order["item_id"], 0))
        found.append(day_of(published) if published else due)
    return found


def days_beyond(snapshot: Snapshot, line: dict[str, Any]) -> int:
    """How many days more than the day of need what is shipped for a sales line must last."""
    least = line["least_life"] * snapshot.life_days.get(line["item_id"], 0)
    return max(0, int(least.to_integral_value(ROUND_CEILING)) - 1)


def sales_priority(row: dict[str, Any]) -> int:
    """Lower is served first: a rush order before a stable one of the same day and priority."""
    return int(row["priority"]) * 2 + (row["order_class"] != OrderClass.RUSH)


def _scaled(quantities: Any) -> list[int]:
    return [scaled(quantity) for quantity in quantities]


def _day(on: date | None, otherwise: int) -> int:
    return day_of(on) if on else otherwise
