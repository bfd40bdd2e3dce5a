"""A made-up factory of a size, in the product's own tables: structure, stock, purchases and sales, by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils import timezone

from base.copying import Column, insert
from base.models import Site
from base.statistics import refresh_statistics
from bom.models import Bom, BomLine, Item, LotPolicy, Supply, Unit
from bom.states import StandardState
from inventory.models import Location, StockBalance
from orders.models import Customer, SalesOrder, SalesOrderLine
from orders.states import SalesOrderState
from scheduling.loading.days import day_of
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Supplier

SEED = 7
ONE = 10**6
BOUGHT, KITS, INNER, BOUGHT_AHEAD, LINES_EACH = 0.55, 0.06, 0.125, 0.2, 5
POLICIES = [LotPolicy.LOT_FOR_LOT, LotPolicy.FIXED, LotPolicy.MIN_MULTIPLE, LotPolicy.PERIOD]


@dataclass(frozen=True)
class Size:
    """`lines`: of bills of material; `demands`: lines of sales orders; `levels` of what is made."""

    items: int
    lines: int
    demands: int
    levels: int

    @property
    def made(self) -> int:
        return int(self.items * (1 - BOUGHT))

    @property
    def tops(self) -> int:
        """Items of the highest level: the first ones."""
        return self.made // self.levels


SIZES = {
    "S": Size(2_000, 10_000, 5_000, 5),
    "M": Size(50_000, 250_000, 100_000, 8),
    "L": Size(300_000, 1_200_000, 500_000, 10),
}


def build(size: Size) -> None:
    """For the tenant in scope."""
    chance = np.random.default_rng(SEED)
    item = _items(chance, size)
    refresh_statistics([Item], size.items)
    _bills(chance, size, item)
    _stock(chance, item)
    _purchases(chance, item)
    top = (chance.random(size.demands) ** 1.5 * size.tops).astype(np.int64)
    spare = chance.integers(0, size.made, size.demands)
    _sales(chance, item[np.where(chance.random(size.demands) < 0.85, top, spare)])


def _items(chance: np.random.Generator, size: Size) -> Column:
    """Their ids; in the table they stand in no order, as in a real factory."""
    unit = Unit.objects.create(code="pcs", name="件")
    count, number = size.items, np.arange(size.items)
    is_made = number < size.made
    kit = is_made & (number >= size.tops) & (chance.random(count) < KITS)
    supply = np.where(kit, _place(Supply, Supply.PHANTOM), np.where(is_made, 0, _place(Supply, Supply.BUY)))
    lead = np.where(is_made, chance.integers(1, 8, count), chance.integers(3, 35, count))
    policy = np.where(kit, 0, chance.choice(4, count, p=[0.45, 0.2, 0.15, 0.2]))
    lot = np.where(policy == 1, chance.choice([5, 10, 25, 50, 100], count), chance.choice([10, 20, 50, 100], count))
    columns = {
        "supply": supply,
        "lead_days": np.where(kit, 0, lead),
        "lot_policy": np.array([_place(LotPolicy, each) for each in POLICIES])[policy],
        "lot_minimum": np.isin(policy, [1, 2]) * lot * ONE,
        "lot_maximum": (policy == 2) * lot * chance.choice([10, 20, 50], count) * ONE,
        "period_days": (policy == 3) * chance.choice([14, 21, 28], count),
        "safety_stock": ((chance.random(count) < 0.25) & ~kit) * chance.integers(1, 40, count) * ONE,
        "unit_id": np.full(count, unit.pk),
    }
    shuffled = chance.permutation(count)
    texts = {"code": _texts("I{:06}", number), "name": _texts("零件 {}", number)}
    return insert(Item, {name: values[shuffled] for name, values in columns.items()} | texts)[np.argsort(shuffled)]


def _bills(chance: np.random.Generator, size: Size, item: Column) -> None:
    """One line in eight names something made on the next level, the others something bought; no line twice."""
    parent = np.append(np.arange(size.made), chance.integers(0, size.made, size.lines * 11 // 10))
    below = (parent // size.tops + 1) * size.tops
    inner = (chance.random(len(parent)) < INNER) & (below + size.tops <= size.made)
    inner[: size.made] = False  # everything made is made of something
    bought = size.made + (chance.random(len(parent)) ** 2 * (size.items - size.made)).astype(np.int64)
    component = np.where(inner, below + (chance.random(len(parent)) ** 1.3 * size.tops).astype(np.int64), bought)
    _pairs, first = np.unique(parent * size.items + component, return_index=True)
    chosen = np.sort(first)[: size.lines]
    parent, component = parent[chosen], component[chosen]
    active = np.full(size.made, _place(StandardState, StandardState.ACTIVE))
    bill = insert(Bom, {"item_id": item[: size.made], "state": active})
    refresh_statistics([Bom], size.made)
    columns = {
        "bom_id": bill[parent],
        "position": np.arange(len(parent)) + 1,
        "component_id": item[component],
        "quantity": chance.choice([1, 1, 1, 1, 2, 4], len(parent)) * ONE,
        "scrap_rate": chance.choice([0, 0, 0, 1_000, 2_000, 5_000], len(parent)),
    }
    insert(BomLine, columns)


def _stock(chance: np.random.Generator, item: Column) -> None:
    place = Location.objects.create(site=Site.objects.create(code="S", name="厂"), code="R", name="库")
    stocked = item[chance.random(len(item)) > 0.35]
    quantity = chance.integers(1, 300, len(stocked)) * ONE
    insert(StockBalance, {"item_id": stocked, "location_id": np.full(len(stocked), place.pk), "quantity": quantity})


def _purchases(chance: np.random.Generator, item: Column) -> None:
    count = int(len(item) * BOUGHT_AHEAD)
    source = Supplier.objects.create(code="A", name="供应商", approved=True)
    heads = {"number": _texts("PO-{:07}", range(count)), "supplier_id": np.full(count, source.pk)}
    order = insert(PurchaseOrder, heads)
    refresh_statistics([PurchaseOrder], count)
    columns = {
        "order_id": order,
        "position": np.full(count, 10),
        "item_id": item[chance.integers(0, len(item), count)],
        "quantity": chance.integers(10, 300, count) * ONE,
        "needed_on": day_of(timezone.localdate()) + chance.integers(0, 60, count),
    }
    insert(PurchaseOrderLine, columns)


def _sales(chance: np.random.Generator, item: Column) -> None:
    count = len(item)
    orders = -(-count // LINES_EACH)
    customer = Customer.objects.create(code="C", name="客户")
    heads = {
        "number": _texts("SO-{:07}", range(orders)),
        "customer_id": np.full(orders, customer.pk),
        "state": np.full(orders, _place(SalesOrderState, SalesOrderState.ACCEPTED)),
    }
    order = insert(SalesOrder, heads)
    refresh_statistics([SalesOrder], orders)
    columns = {
        "order_id": order[np.arange(count) // LINES_EACH],
        "position": np.arange(count) % LINES_EACH + 1,
        "item_id": item,
        "quantity": chance.integers(1, 40, count) * ONE,
        "due_on": day_of(timezone.localdate()) + chance.integers(0, 180, count),
    }
    insert(SalesOrderLine, columns)


def _texts(form: str, numbers: Any) -> Column:
    return np.array([form.format(number) for number in numbers], object)


def _place(choices: Any, choice: str) -> int:
    return int(choices.values.index(choice))
