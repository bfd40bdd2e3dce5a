"""Small MRP problems drawn by chance, with every option there is."""

from __future__ import annotations

from typing import Any

import numpy as np

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
)

HORIZON = 60
CALENDARS = (
    WorkingDays.of([day for day in range(-90, 150) if day % 7 < 5]),
    WorkingDays.of([day for day in range(-90, 150) if day % 7 < 6 and day % 13]),
)


class Chance:
    """Columns of one length."""

    def __init__(self, seed: int) -> None:
        self.draw, self.rows = np.random.default_rng(seed), 0

    def table(self, most: int) -> None:
        self.rows = int(self.draw.integers(0, most))

    def between(self, first: int, last: int) -> Any:
        return self.draw.integers(first, last + 1, self.rows)

    def maybe(self, share: float, values: Any, otherwise: int = 0) -> Any:
        return np.where(self.draw.random(self.rows) < share, values, otherwise)

    def units(self, first: int, last: int) -> Any:
        return self.between(first, last) * SCALE

    def yes(self, share: float) -> Any:
        return self.draw.random(self.rows) < share


def problem(seed: int) -> Problem:
    chance = Chance(seed)
    items = _items(chance)
    last = len(items) - 1
    bom = _bom(chance, last)
    lots = some_lots(chance, last)
    receipts = some_receipts(chance, last)
    return Problem(
        today=0,
        horizon=HORIZON,
        items=items,
        bom=bom,
        substitutes=_substitutes(chance, last, len(bom)),
        lots=lots,
        receipts=receipts,
        demands=some_demands(chance, last, len(receipts)),
        safety_stocks=_safety_stocks(chance, last),
        forecasts=_forecasts(chance, last),
        supplier_items=_supplier_items(chance, last),
        calendars=CALENDARS,
    )


def _items(chance: Chance) -> Items:
    chance.rows = int(chance.draw.integers(2, 12))
    kinds = [*SupplyKind, SupplyKind.MAKE, SupplyKind.MAKE, SupplyKind.BUY, SupplyKind.BUY]
    return Items(
        kind=chance.draw.choice(kinds, chance.rows),
        lead_days=chance.between(0, 7),
        lead_days_per_unit=chance.maybe(0.2, chance.between(0, 300_000)),
        lead_working=chance.yes(0.5),
        safety_days=chance.maybe(0.3, chance.between(0, 6)),
        calendar=chance.between(-1, len(CALENDARS) - 1),
        safety_stock=chance.maybe(0.4, chance.units(0, 60)),
        precision=chance.maybe(0.5, SCALE // 1000, SCALE),
        lot_minimum=chance.maybe(0.3, chance.units(0, 50)),
        lot_maximum=chance.maybe(0.2, chance.units(1, 60)),
        lot_multiple=chance.maybe(0.3, chance.units(1, 20)),
        period_days=chance.maybe(0.3, chance.between(0, 14)),
        economy=chance.maybe(0.3, chance.between(0, len(Economy) - 1)),
        order_cost=chance.units(0, 300),
        holding_cost=chance.between(0, SCALE // 5),
        inspection_days=chance.maybe(0.3, chance.between(0, 3)),
        shelf_life=chance.maybe(0.3, chance.between(5, 40)),
        by_order=chance.yes(0.2),
        reschedule_in=chance.maybe(0.5, chance.between(0, 20)),
        expedite_tolerance=chance.maybe(0.3, chance.between(0, 4)),
        defer_tolerance=chance.between(0, 9),
        forecast_backward=chance.between(0, 20),
        forecast_forward=chance.between(0, 20),
    )


def _bom(chance: Chance, last: int) -> BomLines:
    chance.table(3 * last + 3)
    parent = chance.between(0, last - 1)
    nearest = 0 if chance.draw.random() < 0.1 else 1  # 0: an item of itself, now and then
    return BomLines(
        parent=parent,
        component=np.minimum(parent + chance.between(nearest, 4), last),
        quantity=chance.between(1, 4 * SCALE),
        scrap=chance.maybe(0.3, chance.between(0, SCALE // 5)),
        line_yield=chance.maybe(0.3, 950_000, SCALE),
        first_day=chance.maybe(0.2, chance.between(0, 30), ALWAYS),
        last_day=chance.maybe(0.2, chance.between(0, 50), NEVER),
        output=chance.yes(0.1),
    )


def _substitutes(chance: Chance, last: int, lines: int) -> Substitutes:
    chance.table(10)
    return Substitutes(
        line=chance.between(0, lines),
        item=chance.between(0, last),
        priority=chance.between(0, 2),
        ratio=chance.maybe(0.5, chance.between(SCALE // 2, 2 * SCALE), SCALE),
    )


def some_lots(chance: Chance, last: int) -> Lots:
    chance.table(25)
    return Lots(
        item=chance.between(0, last),
        quantity=chance.units(1, 80),
        available=chance.maybe(0.3, chance.between(0, 20), ALWAYS),
        expires=chance.maybe(0.3, chance.between(0, HORIZON), NEVER),
        order=chance.between(-1, 3),
        blocked=chance.yes(0.1),
        owner=chance.maybe(0.3, chance.between(0, 2), -1),
    )


def some_receipts(chance: Chance, last: int) -> Receipts:
    chance.table(15)
    return Receipts(
        item=chance.between(0, last),
        quantity=chance.units(1, 80),
        day=chance.between(-5, HORIZON),
        kind=chance.between(0, len(ReceiptKind) - 1),
        order=chance.between(-1, 3),
        expires=chance.maybe(0.3, chance.between(20, 90), NEVER),
        owner=chance.maybe(0.2, chance.between(0, 2), -1),
    )


def some_demands(chance: Chance, last: int, receipts: int) -> Demands:
    chance.table(30)
    return Demands(
        item=chance.between(0, last),
        quantity=chance.units(0 if chance.draw.random() < 0.1 else 1, 100),
        day=chance.between(-3, HORIZON + 1 if chance.draw.random() < 0.1 else HORIZON),
        priority=chance.between(0, 3),
        order=chance.between(-1, 3),
        receipt=chance.maybe(0.2, chance.between(0, receipts), -1),
        min_life=chance.maybe(0.3, chance.between(0, 20)),
        owner=chance.maybe(0.4, chance.between(0, 2), -1),
    )


def _safety_stocks(chance: Chance, last: int) -> SafetyStocks:
    chance.table(8)
    return SafetyStocks(item=chance.between(0, last), day=chance.between(-5, HORIZON), quantity=chance.units(0, 60))


def _forecasts(chance: Chance, last: int) -> Forecasts:
    chance.table(12)
    week = 7 * chance.between(-1, 7)
    return Forecasts(item=chance.between(0, last), quantity=chance.units(1, 90), day=week, last_day=week + 6)


def _supplier_items(chance: Chance, last: int) -> SupplierItems:
    chance.table(12)
    return SupplierItems(
        item=chance.between(0, last),
        quota=chance.between(0, 3),
        lead_days=chance.between(0, 12),
        lot_minimum=chance.maybe(0.3, chance.units(0, 50)),
        lot_multiple=chance.maybe(0.3, chance.units(1, 20)),
        assigned=chance.maybe(0.3, chance.units(0, 200)),
    )
