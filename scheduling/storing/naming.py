"""Which rows of the product the supplies and demands of a plan are, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from base.copying import NONE, Column
from engine.mrp import Plan, Source
from scheduling.loading.requirements import Requirements
from scheduling.models.forecasts import called
from scheduling.packed import EXPECTED, KINDS, KIT, LOT, MADE, NOTHING, PLANNED, SOLD, STOCK

DEEPEST = 100  # levels looked up at most: bad data may go round in a circle
NUMBER = {kind: number for number, kind in enumerate(KINDS)}
Row = tuple[str, int, str]


@dataclass(frozen=True)
class Rows:
    """The kind of each row, a number of KINDS; its id, NONE where there is no such row; what people call it."""

    kind: Column
    pk: Column
    text: Column

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Rows:
        """With one more behind them that is nothing."""
        kind, pk, text = zip(*rows, (NOTHING, NONE, ""), strict=True)
        return cls(np.array([NUMBER[name] for name in kind], np.int8), np.array(pk), np.array(text, object))

    @classmethod
    def joined(cls, *parts: Rows) -> Rows:
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("kind", "pk", "text")))

    def __getitem__(self, places: Column | slice) -> Rows:
        return Rows(self.kind[places], self.pk[places], self.text[places])

    def __len__(self) -> int:
        return len(self.pk)


class Naming:
    """`orders`: the ids of the plan's planned orders, NONE for kits."""

    def __init__(self, asked: Requirements, plan: Plan, orders: Column) -> None:
        self.asked, self.plan, self.orders = asked, plan, orders

    # Supplies

    def supplies(self, source: Column, supply: Column) -> Rows:
        """The rows behind these supplies of the plan; nothing where there is none."""
        return self._supplies[np.where(source < 0, -1, self._first[source] + supply)]

    def supply_days(self, source: Column, supply: Column) -> Column:
        """The day each of them can truly be used."""
        found: Column = self._supply_days[self._first[source] + supply]
        return found

    @cached_property
    def _supply_days(self) -> Column:
        return np.concatenate(
            [self.plan.problem.lots.available, self.plan.receipt_expected, self.plan.planned.expected]
        )

    @cached_property
    def _first(self) -> Column:
        """Where the supplies of each Source begin."""
        return np.cumsum([0, len(self.plan.problem.lots), len(self.plan.problem.receipts)])

    @cached_property
    def _supplies(self) -> Rows:
        lots = Rows.of(map(_lot, self.asked.snapshot.stock))
        receipts = Rows.of(map(self._receipt, range(len(self.plan.problem.receipts))))
        return Rows.joined(lots[:-1], receipts[:-1], self._planned, Rows.of(()))

    def _receipt(self, number: int) -> Row:
        kind, row = self.asked.receipt(number)
        place = f"/{row['position']}" if "position" in row else ""
        return kind, row["id"], f"{row['number']}{place}"

    @cached_property
    def _planned(self) -> Rows:
        """Planned orders are called as their items; kits have no row."""
        number, maker = np.arange(len(self.orders)), self.plan.planned.made_by
        codes = np.array([row["code"] for row in self.asked.snapshot.items], object)
        text = codes[self.plan.planned.item[np.where(maker < 0, number, maker)]]
        kit = self.orders == NONE
        return Rows(np.where(kit, NUMBER[KIT], NUMBER[PLANNED]).astype(np.int8), self.orders, np.where(kit, "", text))

    # Demands: -1 is none

    def needs(self, demands: Column) -> Rows:
        """The rows these demands are of: sales lines, components of work orders, forecasts, planned orders."""
        return self._needs[self._places(demands)]

    def causes(self, demands: Column) -> Rows:
        """Who needs it: sales lines, work orders, forecasts, planned orders. Kits need nothing themselves."""
        return self._causes[self._places(_followed(demands, self._above_kits))]

    def ends(self, demands: Column) -> Column:
        """What the orders are called that these needs end in: up through planned and work orders to a sales line."""
        return self._given.text[np.minimum(_followed(demands, self._above), len(self._given) - 1)]

    def _places(self, demands: Column) -> Column:
        """Planned orders follow on given demands and on nothing."""
        asking, given = self._asking[demands], len(self._given)
        nothing = given - 1
        return np.where(asking < 0, np.where(demands < 0, nothing, np.minimum(demands, nothing)), given + asking)

    @cached_property
    def _asking(self) -> Column:
        """The planned order of each demand, and -1 for none."""
        return np.append(self.plan.demands.planned, np.int32(-1))

    @cached_property
    def _needs(self) -> Rows:
        return Rows.joined(self._given, self._planned)

    @cached_property
    def _causes(self) -> Rows:
        """Work orders in place of their components, forecasts as they are."""
        lines, parts = len(self.asked.snapshot.sales), self.asked.snapshot.components
        made = Rows.of((MADE, row["work_order_id"], "") for row in parts)
        return Rows.joined(self._given[:lines], made[:-1], self._given[lines + len(parts) :], self._planned)

    @cached_property
    def _given(self) -> Rows:
        return Rows.of(map(self._need, range(self.asked.given)))

    def _need(self, demand: int) -> Row:
        kind, row = self.asked.demand(demand)
        if kind == SOLD:
            return kind, row["id"], f"{row['number']}/{row['position']}"
        if kind == EXPECTED:
            return kind, row["id"], called(row["start_on"])
        return kind, row["id"], self.asked.snapshot.work_order(row["work_order_id"])["number"]

    @cached_property
    def _above(self) -> Column:
        """For each demand the one that the order asking for it serves first; itself at the end."""
        above = np.append(np.arange(len(self.plan.demands)), -1)
        issued = np.full(len(above), -1)
        issued[: len(self.plan.problem.demands)] = self.plan.problem.demands.receipt
        for source, supply in ((Source.RECEIPT, issued), (Source.PLANNED, self._asking)):
            served = np.append(self._served_first(source), -1)[supply]
            above = np.where(served < 0, above, served)
        return above

    @cached_property
    def _above_kits(self) -> Column:
        of_kit = (self._asking >= 0) & (np.append(self.orders, 0)[self._asking] == NONE)
        return np.where(of_kit, self._above, np.append(np.arange(len(self.plan.demands)), -1))

    def _served_first(self, source: Source) -> Column:
        """The first demand of each receipt or planned order, -1 for none."""
        first = np.full(len(self.orders if source == Source.PLANNED else self.plan.problem.receipts), -1)
        backwards = np.flatnonzero(self.plan.pegs.source == source)[::-1]
        first[self.plan.pegs.supply[backwards]] = self.plan.pegs.demand[backwards]
        return first


def _lot(row: dict[str, object]) -> Row:
    """Stock without a lot is no row one can open."""
    return (LOT, row["lot_id"], row["lot_code"]) if row["lot_id"] else (STOCK, NONE, "")  # type: ignore[return-value]


def _followed(demands: Column, above: Column) -> Column:
    """The ends of these demands, each step going from one to the one above."""
    for _level in range(DEEPEST):
        higher = above[demands]
        if np.array_equal(higher, demands):
            break
        demands = higher
    return demands
