"""Rows an engine left out, as people know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from scheduling.loading.snapshot import Snapshot
from scheduling.models.forecasts import called

REASONS = {
    "loop": _("%(what)s is part of itself: break the loop in the bill of material"),
    "no_route": _("%(what)s has no supply route: say how it is made or bought"),
    "no_components": _("%(what)s is made but has no active bill of material"),
    "outside_horizon": _("%(what)s lies outside the planning horizon: correct its date"),
    "not_positive": _("%(what)s: %(field)s is %(value)s and must be more than zero"),
    "negative": _("%(what)s: %(field)s is %(value)s and cannot be negative"),
    "never_fresh": _("%(what)s: even a fresh lot has not the life its customer asks for: agree on less"),
    "unknown_item": _("%(what)s: its item is not active"),
    "no_machine": _("%(what)s: its work center has no machine"),
    "calendar_ends": _("%(what)s does not end within the calendar: add shifts or machines"),
    "never_ready": _("%(what)s waits for material that has no supply"),
    "never_fits": _("%(what)s is longer than any open time of its machines"),
    "too_early": _("%(what)s stands before what it waits for: move it, or what comes before it"),
    "overlap": _("%(what)s stands where its machine does something else: move one of them"),
    "too_large": _("%(what)s: %(field)s is %(value)s, more than can be planned"),
    "too_small": _("%(what)s: %(field)s is %(value)s, less than can be planned"),
    "not_together": _("%(what)s stands apart from the other operations of its order: check their sequence"),
    "unknown_job": _("%(what)s belongs to no open order"),
    "unknown_machine": _("%(what)s runs on a machine that is not active: say where it runs"),
    "unknown_operation": _("%(what)s names an operation that is not there"),
    "unknown_family": _("%(what)s has a set-up family that is not known"),
    "unknown_calendar": _("%(what)s has no calendar"),
    "unknown_receipt": _("%(what)s belongs to an order that is not open"),
    "unknown_line": _("%(what)s belongs to no line of an active bill of material"),
    "twice": _("%(what)s: another row says something else for the same day: keep one of them"),
    "reversed": _("%(what)s ends before it begins: correct its dates"),
    "unknown_kind": _("%(what)s: how it is supplied is not known"),
}
OTHER = _("%(what)s: %(reason)s (%(field)s %(value)s)")


def told(snapshot: Snapshot, faults: Iterable[Any]) -> list[dict[str, Any]]:
    """Each fault with the name of its row. A finished work order still open is no fault of planning."""
    return [
        {"what": _name(snapshot, f.table, f.row), "reason": str(f.reason), "field": f.field, "value": f.value}
        for f in faults
        if not (f.table == "receipts" and f.reason == "not_positive")
    ]


def sentence(fault: dict[str, Any]) -> str:
    """One fault in the language of the reader."""
    return str(REASONS.get(fault["reason"], OTHER)) % fault


def _name(snapshot: Snapshot, table: str, row: int) -> str:
    namer = NAMES.get(table)
    return namer(snapshot, row) if namer else f"{table} {row}"


def _receipt(snapshot: Snapshot, row: int) -> str:
    known = [*snapshot.purchases, *snapshot.work_orders]
    return str(known[row]["number"])


def _demand(snapshot: Snapshot, row: int) -> str:
    if row < len(snapshot.sales):
        line = snapshot.sales[row]
        return f"{line['number']}/{line['position']}"
    return str(snapshot.work_order(snapshot.components[row - len(snapshot.sales)]["work_order_id"])["number"])


def _forecast(snapshot: Snapshot, row: int) -> str:
    forecast = snapshot.forecasts[row]
    return f"{snapshot.code(forecast['item_id'])} {called(forecast['start_on'])}"


def _substitute(snapshot: Snapshot, row: int) -> str:
    line, substitute = snapshot.replacing[row]
    return f"{_bom_line(snapshot, line)}, {snapshot.code(substitute['item_id'])}"


def _supplier_item(snapshot: Snapshot, row: int) -> str:
    source = snapshot.supplier_items[row]
    return f"{source['called']} → {snapshot.code(source['item_id'])}"


def _operation(snapshot: Snapshot, row: int) -> str:
    operation = snapshot.operations[row]
    order = snapshot.work_order(operation["work_order_id"])["number"]
    return f"{order} {operation['sequence']} {operation['name']}"


def _bom_line(snapshot: Snapshot, row: int) -> str:
    line = snapshot.bom_lines[row]
    return f"{snapshot.code(line['parent_id'])} → {snapshot.code(line['component_id'])}"


NAMES: dict[str, Callable[[Snapshot, int], str]] = {
    "items": lambda snapshot, row: str(snapshot.items[row]["code"]),
    "bom": _bom_line,
    "lots": lambda snapshot, row: snapshot.code(snapshot.stock[row]["item_id"]),
    "receipts": _receipt,
    "demands": _demand,
    "forecasts": _forecast,
    "substitutes": _substitute,
    "supplier_items": _supplier_item,
    "safety_stocks": lambda snapshot, row: snapshot.code(snapshot.safety_stocks[row]["item_id"]),
    "operations": _operation,
}
