"""The requirements of an item in one value: columns in JSON, quantities in 10⁻⁶, days as the engine counts them.

A list of rows says the name of every column in every row: packed, the needs of a factory take a fifth of the room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from django.db import models

from engine.mrp import unscaled
from scheduling.loading.days import on

LOT, BOUGHT, MADE = "inventory.lot", "suppliers.purchaseorderline", "orders.workorder"
PLANNED, SOLD, COMPONENT = "scheduling.plannedorder", "orders.salesorderline", "orders.workordercomponent"
EXPECTED = "scheduling.forecast"
STOCK, KIT, NOTHING = "lot", "planned", ""  # what is behind a supply or need without being a row of its own
# By their numbers: only ever added to.
KINDS = (LOT, BOUGHT, MADE, PLANNED, SOLD, COMPONENT, STOCK, KIT, NOTHING, EXPECTED)

BALANCE = ("balance", "available", "received", "planned", "needed", "expired")  # of each day of a balance
Packed = Mapping[str, Sequence[Any]]


def packed(columns: Mapping[str, Any]) -> str:
    """Arrays and lists as one value."""
    return orjson.dumps(columns, option=orjson.OPT_SERIALIZE_NUMPY).decode()


class PackedField(models.JSONField):
    """A list of rows; one that was packed is unpacked when it is read. A run writes it packed.

    The column is text: `jsonb` would take every number apart again, and needs more room.
    """

    def __init__(self, *args: Any, rows: Callable[[Packed], list[Any]] = list, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "TextField"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Migrations see a plain text column: how it is read is no matter of schema."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", list(args), kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:
        return orjson.dumps(value, default=str).decode()

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[Any]:
        found = orjson.loads(value or "[]") or []
        return self.rows(found) if isinstance(found, dict) else found


def balance_rows(columns: Packed) -> list[list[Any]]:
    """[day, balance, available, …] as texts."""
    days = map(_on, columns["on"])
    return [list(row) for row in zip(days, *(map(_quantity, columns[name]) for name in BALANCE), strict=True)]


def need_rows(columns: Packed) -> list[dict[str, Any]]:
    """Each need with what supplies it, in `from`; `instead` of it what substitutes give, and what one of them
    `replaces`. A forecast that is ordered to the last piece is no need."""
    supplies = _supply_rows(columns)
    names = ("for", "kind", "id", "on", "quantity", "expected", "missing")
    rows: list[dict[str, Any]] = [
        {
            "for": text,
            "by": f"{KINDS[kind]}:{pk}" if KINDS[kind] else "",
            "on": _on(day),
            "quantity": _quantity(quantity),
            "expected": _on(expected),
            "missing": _quantity(missing),
            "from": supplies[number],
        }
        for number, (text, kind, pk, day, quantity, expected, missing) in enumerate(_zipped(columns, names))
    ]
    for place, code in columns.get("replaces", ()):
        rows[place]["replaces"] = code
    for place, pk, code, quantity in columns.get("instead", ()):
        given = {"id": pk, "text": code, "quantity": _quantity(quantity)}
        rows[place].setdefault("instead", []).append(given)
    return [row for row, quantity in zip(rows, columns["quantity"], strict=True) if quantity > 0]


def _supply_rows(columns: Packed) -> dict[int, list[dict[str, Any]]]:
    """What supplies each need, by its place."""
    found = defaultdict(list)
    names = ("supply_of", "supply_kind", "supply_id", "supply_text", "supply_quantity", "supply_on")
    for need, kind, pk, text, quantity, day in _zipped(columns, names):
        row = {"type": KINDS[kind], "id": None if KINDS[kind] in (STOCK, KIT) else pk, "text": text}
        found[need].append({**row, "quantity": _quantity(quantity), "on": _on(day)})
    return found


def _zipped(columns: Packed, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(columns[name] for name in names), strict=True)


def _on(day: int) -> str | None:
    found = on(day)
    return found.isoformat() if found else None


def _quantity(units: int) -> str:
    return str(unscaled(units))
