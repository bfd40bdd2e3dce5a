"""What a run found, written as differences: ids, comments and dismissals of what stays the same survive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from base.bulk import bulk_save
from engine.mrp import NEVER, Plan, Source, SupplyKind, balances, costs, unscaled
from engine.mrp import MessageKind as EngineMessage
from scheduling.loading.days import date_of
from scheduling.loading.requirements import Requirements
from scheduling.loading.shop import supply_day
from scheduling.models import ExceptionMessage, ItemPlan, PlannedOrder
from scheduling.states import MessageKind, PlannedState

PLANNED_COLUMNS = ("supply", "quantity", "start_on", "due_on", "expected_on", "past_due", "version")
MESSAGE_COLUMNS = (
    "subject_text", "quantity", "from_on", "to_on", "days", "needed_by", "owner_name", "dismissed", "version",
)  # fmt: skip


BALANCE = ("balance", "available", "received", "planned", "needed", "expired")  # of each day in ItemPlan.balance


def on(day: int) -> date | None:
    """The date of an engine's day; None for one that never comes."""
    return date_of(day) if 0 < day < NEVER else None


def store_requirements(asked: Requirements, plan: Plan) -> dict[str, int]:
    """Replace the proposals, messages and packed rows of the last run. Answers its figures.

    `late` are order lines, as in a schedule: a component of a work order may be needed before today and yet be there.
    """
    orders = _store_planned(asked, plan)
    messages = _store_messages(asked, plan, orders)
    _store_item_plans(asked, plan, orders)
    return {
        "planned_orders": len({id(order) for order in orders if order}),
        "messages": messages,
        "demands": len(plan.problem.demands),
        "late": sum(demand < len(asked.snapshot.sales) for demand in plan.late().tolist()),
        "faults": len(plan.faults),
    }


# Planned orders ---------------------------------------------------------------------------


def _store_planned(asked: Requirements, plan: Plan) -> list[PlannedOrder | None]:
    """The row of each planned order of the plan; phantoms have none. What comes out of one beside has that one's."""
    wanted = [_planned(asked, plan, number) for number in range(len(plan.planned))]
    kept = PlannedOrder.objects.filter(state=PlannedState.PROPOSED).order_by("due_on", "id")
    new, changed, gone = matched(list(kept), [row for row in wanted if row], _group, _day, _same_order)
    PlannedOrder.objects.bulk_create(new, batch_size=5000)
    bulk_save(changed, PLANNED_COLUMNS)
    PlannedOrder.objects.filter(pk__in=[row.pk for row in gone]).delete()
    made_by = plan.planned.made_by.tolist()
    return [row if maker < 0 else wanted[maker] for row, maker in zip(wanted, made_by, strict=True)]


def _planned(asked: Requirements, plan: Plan, number: int) -> PlannedOrder | None:
    found = plan.planned.row(number)
    if plan.problem.items.kind[found["item"]] == SupplyKind.PHANTOM or found["made_by"] >= 0:
        return None
    item = asked.snapshot.items[found["item"]]
    return PlannedOrder(
        item_id=item["id"],
        supply=item["supply"],
        quantity=unscaled(found["quantity"]),
        start_on=on(found["start"]),
        due_on=on(found["due"]),
        expected_on=on(found["expected"]),
        past_due=found["start"] < plan.problem.today,
        sales_order_line_id=found["order"] if found["order"] >= 0 else None,
    )


def _group(row: PlannedOrder) -> Any:
    return row.item_id, row.sales_order_line_id


def _day(row: PlannedOrder) -> Any:
    return row.due_on


def _same_order(row: PlannedOrder, wanted: PlannedOrder) -> bool:
    return _take(row, wanted, PLANNED_COLUMNS)


# Messages ---------------------------------------------------------------------------------


def _store_messages(asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None]) -> int:
    wanted = [row for number in range(len(plan.messages)) if (row := _message(asked, plan, orders, number))]
    kept = list(ExceptionMessage.objects.order_by("id"))
    new, changed, gone = matched(kept, wanted, _about, lambda row: row.to_on, _same_message)
    ExceptionMessage.objects.bulk_create(new, batch_size=5000)
    bulk_save(changed, MESSAGE_COLUMNS)
    ExceptionMessage.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return len(wanted)


def _message(
    asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None], number: int
) -> ExceptionMessage | None:
    found = plan.messages.row(number)
    item = asked.snapshot.items[found["item"]]
    source = Source(found["source"])
    if source == Source.NONE:
        subject = _in_need(asked, plan, orders, found["demand"])
    else:
        subject = subject_of(asked, orders, source, found["supply"])
    if subject is None:
        return None
    return ExceptionMessage(
        kind=MessageKind(EngineMessage(found["kind"]).name.lower()),
        item_id=item["id"],
        subject_type=subject[0],
        subject_id=subject[1],
        subject_text=subject[2][:100],
        quantity=unscaled(found["quantity"]),
        from_on=on(found["from_day"]),
        to_on=on(found["to_day"]),
        days=found["days"],
        needed_by=end_of(asked, plan, found["demand"])[:100] if found["demand"] >= 0 else "",
        owner_name=item["owner_name"],
    )


def _in_need(
    asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None], demand: int
) -> tuple[str, int, str] | None:
    """Type, id and text of the row that asks for what has no supply."""
    if demand < len(plan.problem.demands):
        kind, row = asked.demand(demand)
        return kind, row["id"], need_text(asked, demand)
    return subject_of(asked, orders, Source.PLANNED, int(plan.demands.planned[demand]))


def _about(row: ExceptionMessage) -> Any:
    return row.kind, row.item_id, row.subject_type, row.subject_id


def _same_message(row: ExceptionMessage, wanted: ExceptionMessage) -> bool:
    """A dismissal holds only while what was dismissed is still what is said."""
    same = (row.quantity, row.to_on) == (wanted.quantity, wanted.to_on)
    wanted.dismissed = row.dismissed and same
    return _take(row, wanted, MESSAGE_COLUMNS)


def subject_of(
    asked: Requirements, orders: Sequence[PlannedOrder | None], source: Source, supply: int
) -> tuple[str, int, str] | None:
    """Type, id and text of the row behind a supply of the plan."""
    if source == Source.LOT:
        row = asked.snapshot.stock[supply]
        return ("inventory.lot", row["lot_id"], row["lot_code"]) if row["lot_id"] else None
    if source == Source.RECEIPT:
        kind, row = asked.receipt(supply)
        place = f"/{row['position']}" if "position" in row else ""
        return kind, row["id"], f"{row['number']}{place}"
    order = orders[supply] if source == Source.PLANNED else None
    return ("scheduling.plannedorder", order.pk, asked.snapshot.code(order.item_id)) if order else None


def end_of(asked: Requirements, plan: Plan, demand: int) -> str:
    """The order a need ends in: up through planned orders and work orders to a sales line."""
    seen = set()
    while demand not in seen:
        seen.add(demand)
        above = _above(plan, demand)
        if above is None:
            break
        demand = above
    return need_text(asked, demand)


def _above(plan: Plan, demand: int) -> int | None:
    """The demand that the order asking for this one serves first."""
    if (planned := int(plan.demands.planned[demand])) >= 0:
        pegs = plan.pegs_of_supply(Source.PLANNED, planned)
    elif demand < len(plan.problem.demands) and (receipt := int(plan.problem.demands.receipt[demand])) >= 0:
        pegs = plan.pegs_of_supply(Source.RECEIPT, receipt)
    else:
        return None
    return int(plan.pegs.demand[pegs[0]]) if len(pegs) else None


def need_text(asked: Requirements, demand: int) -> str:
    """`SO-018/1` or `WO-2026-00007`; empty for a component of a planned order."""
    if demand >= len(asked.problem.demands):
        return ""
    kind, row = asked.demand(demand)
    if kind == "orders.salesorderline":
        return f"{row['number']}/{row['position']}"
    return str(asked.snapshot.work_order(row["work_order_id"])["number"])


# Packed rows ------------------------------------------------------------------------------


def _store_item_plans(asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None]) -> None:
    pegs: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for demand, row in enumerate(plan.demands.rows()):
        pegs[row["item"]].append(_need(asked, plan, orders, demand, row))
    days: dict[int, list[list[Any]]] = defaultdict(list)
    for row in balances(plan).rows():
        days[row["item"]].append([on(row["day"]), *(unscaled(row[name]) for name in BALANCE)])
    lots = {row["item"]: _lots(row) for row in costs(plan).rows()}
    rows = [
        ItemPlan(item_id=item["id"], pegs=pegs[n], balance=days[n], lots=lots.get(n))
        for n, item in enumerate(asked.snapshot.items)
    ]
    ItemPlan.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["tenant_id", "item"],
        update_fields=["pegs", "balance", "lots"],
        batch_size=2000,
    )


def _lots(row: dict[str, Any]) -> dict[str, Any]:
    cost, alone = unscaled(row["cost"]), unscaled(row["lot_for_lot"])
    return {"orders": row["orders"], "cost": cost, "lot_for_lot": alone, "saved": alone - cost}


def _need(
    asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None], demand: int, row: dict[str, Any]
) -> dict[str, Any]:
    parent = orders[row["planned"]] if row["planned"] >= 0 else None
    return {
        "for": asked.snapshot.code(parent.item_id) if parent else need_text(asked, demand),
        "by": _needed_by(asked, plan, orders, demand),
        "on": on(row["day"]),
        "quantity": unscaled(row["quantity"]),
        "expected": on(row["expected"]),
        "missing": unscaled(row["missing"]),
        "from": [_supply(asked, plan, orders, int(peg)) for peg in plan.pegs_of_demand(demand)],
    }


def _needed_by(asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None], demand: int) -> str:
    """Which row needs it: a line of a sales order, a work order or a planned order. Kits need nothing themselves."""
    planned = int(plan.demands.planned[demand])
    while planned >= 0 and orders[planned] is None:
        demand = int(plan.pegs.demand[plan.pegs_of_supply(Source.PLANNED, planned)[0]])
        planned = int(plan.demands.planned[demand])
    if parent := orders[planned] if planned >= 0 else None:
        return f"{parent._meta.label_lower}:{parent.pk}"
    kind, row = asked.demand(demand)
    return f"{kind}:{row['id']}" if kind == "orders.salesorderline" else f"orders.workorder:{row['work_order_id']}"


def _supply(asked: Requirements, plan: Plan, orders: Sequence[PlannedOrder | None], peg: int) -> dict[str, Any]:
    source, supply = Source(int(plan.pegs.source[peg])), int(plan.pegs.supply[peg])
    subject = subject_of(asked, orders, source, supply)
    return {
        "type": subject[0] if subject else source.name.lower(),
        "id": subject[1] if subject else None,
        "text": subject[2] if subject else "",
        "quantity": unscaled(int(plan.pegs.quantity[peg])),
        "on": on(supply_day(plan, source, supply)),
    }


# Differences ------------------------------------------------------------------------------


def matched(
    kept: list[Any], wanted: Iterable[Any], group: Any, day: Any, same: Any
) -> tuple[list[Any], list[Any], list[Any]]:
    """Pair old rows with new ones of the same group, first those of the same day, then in order.

    Answers the rows to insert, to update and to delete. A paired new row takes the id of its old one.
    """
    old: dict[Any, list[Any]] = defaultdict(list)
    for row in kept:
        old[group(row)].append(row)
    new, changed, waiting = [], [], []
    for row in wanted:
        twin = next((other for other in old[group(row)] if day(other) == day(row)), None)
        if twin is None:
            waiting.append(row)
        else:
            old[group(row)].remove(twin)
            changed += [] if same(twin, row) else [row]
    for row in waiting:
        if others := old[group(row)]:
            changed += [] if same(others.pop(0), row) else [row]
        else:
            new.append(row)
    return new, changed, [row for rows in old.values() for row in rows]


def _take(row: Any, wanted: Any, columns: Sequence[str]) -> bool:
    """Give the new row the identity of the old one; answers whether nothing changed."""
    wanted.pk, wanted.version = row.pk, row.version
    if all(getattr(row, name) == getattr(wanted, name) for name in columns):
        return True
    wanted.version += 1
    return False
