"""The packed rows of a run: of each item its needs with what supplies them, its balance, what its lots cost."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

import numpy as np

from base.copying import Column, delete, insert, numbers, update
from base.live.telling import tell
from base.live.topics import EVERY, TOLD_ONE_BY_ONE
from bom.models import Item
from engine.mrp import Plan, balances, costs, unscaled
from scheduling.loading.requirements import Requirements
from scheduling.models import ItemPlan
from scheduling.packed import BALANCE, packed
from scheduling.storing.differences import taken
from scheduling.storing.naming import Naming

BATCH = 1000  # items packed and written at a time: their columns and texts are all that is held


def store_items(asked: Requirements, plan: Plan, naming: Naming) -> None:
    """Write the rows that have changed, by their digest; those of items no longer planned go. Open pages of these items
    are told."""
    items = np.array([row["id"] for row in asked.snapshot.items], np.int64)
    kept = numbers(ItemPlan.objects.all(), ("id", "item_id", "digest"))
    gone = np.flatnonzero(~np.isin(kept["item_id"], items))
    if len(gone):
        delete(ItemPlan, taken({"id": kept["id"]}, gone))
    old = {item: (pk, digest) for pk, item, digest in zip(*(kept[name].tolist() for name in kept), strict=True)}
    packs, written = Packs(plan, naming), set(kept["item_id"][gone].tolist())
    for first in range(0, len(items), BATCH):
        batch = range(first, min(first + BATCH, len(items)))
        written |= _store([(int(items[n]), *row) for n, row in zip(batch, packs.rows(batch), strict=True)], old)
    _tell(written)


Packed = tuple[str, str, str | None]  # pegs, balance, lots


def _tell(items: set[int]) -> None:
    label = Item._meta.label_lower
    if items:
        tell({f"{label}:{pk}" for pk in items} if len(items) <= TOLD_ONE_BY_ONE else {f"{label}:{EVERY}"})


def _store(rows: list[tuple[Any, ...]], old: dict[int, tuple[int, int]]) -> set[int]:
    """Answers the items whose rows are written."""
    new, changed, written = [], [], set()
    for item, *texts in rows:
        digest = _digest(texts)
        pk, before = old.get(item, (0, 0))
        if pk and before == digest:
            continue
        written.add(item)
        if pk:
            changed.append((pk, *texts, digest))
        else:
            new.append((item, *texts, digest))
    if new:
        insert(ItemPlan, _columns(("item_id", *CONTENT), new))
    if changed:
        update(ItemPlan, _columns(("id", *CONTENT), changed))
    return written


CONTENT = ("pegs", "balance", "lots", "digest")
TEXTS = CONTENT[:-1]


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, Column]:
    kinds = {name: object if name in TEXTS else np.int64 for name in names}
    return {n: np.array(values, kinds[n]) for n, values in zip(names, zip(*rows, strict=True), strict=True)}


def _digest(texts: list[str | None]) -> int:
    whole = "\n".join(text or "" for text in texts).encode()
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), "big", signed=True)


class Packs:
    """The plan by items: its demands and pegs in that order, and where those of each item begin."""

    def __init__(self, plan: Plan, naming: Naming) -> None:
        self.plan, self.naming = plan, naming
        self.demands, self.first_demand = _by_item(plan.demands.item, len(plan.problem.items))
        self.place = np.empty(len(plan.demands), np.int32)
        self.place[self.demands] = np.arange(len(self.place), dtype=np.int32)
        of = self.place[plan.pegs.demand]
        self.pegs = np.argsort(of, kind="stable").astype(np.int32)
        self.first_peg = np.append(0, np.cumsum(np.bincount(of, minlength=len(self.place))))
        self.balance = balances(plan)
        self.first_day = np.searchsorted(self.balance.item, np.arange(len(plan.problem.items) + 1))
        self.replacements = _replacements(plan, self.place, naming.asked.snapshot.items)
        self.lots = {row["item"]: _lots(row) for row in costs(plan).rows()}

    def rows(self, batch: range) -> list[Packed]:
        """The packed texts of these items."""
        needs, supplies = self._needs(batch), self._supplies(batch)
        return [(self._pegs(n, batch[0], needs, supplies), self._balance(n), self.lots.get(n)) for n in batch]

    def _needs(self, batch: range) -> dict[str, Column]:
        rows = slice(self.first_demand[batch[0]], self.first_demand[batch[-1] + 1])
        demands, found = self.demands[rows], self.plan.demands
        causes = self.naming.causes(demands)
        return {
            "for": self.naming.needs(demands).text,
            "kind": causes.kind,
            "id": causes.pk,
            "on": found.day[demands],
            "quantity": found.quantity[demands],
            "expected": found.expected[demands],
            "missing": found.missing[demands],
        }

    def _supplies(self, batch: range) -> dict[str, Column]:
        first, last = self.first_demand[batch[0]], self.first_demand[batch[-1] + 1]
        pegs = self.pegs[self.first_peg[first] : self.first_peg[last]]
        source, supply = self.plan.pegs.source[pegs], self.plan.pegs.supply[pegs]
        rows = self.naming.supplies(source, supply)
        return {
            "supply_of": self.place[self.plan.pegs.demand[pegs]],
            "supply_kind": rows.kind,
            "supply_id": rows.pk,
            "supply_text": rows.text,
            "supply_quantity": self.plan.pegs.quantity[pegs],
            "supply_on": self.naming.supply_days(source, supply),
        }

    def _pegs(self, item: int, first: int, needs: dict[str, Column], supplies: dict[str, Column]) -> str:
        """Of one item, out of the columns of a batch that begins with `first`."""
        begin, end, before = self.first_demand[item], self.first_demand[item + 1], self.first_demand[first]
        parts = slice(begin - before, end - before)
        pegs = slice(*(self.first_peg[[begin, end]] - self.first_peg[before]))
        found = _cut(needs, parts) | _cut(supplies, pegs)
        found["supply_of"] = found["supply_of"] - begin
        for name, rows in self.replacements.get(item, {}).items():
            found[name] = [(int(place - begin), *rest) for place, *rest in rows]
        return packed(found)

    def _balance(self, item: int) -> str:
        days = slice(self.first_day[item], self.first_day[item + 1])
        return packed({"on": self.balance.day[days]} | {name: getattr(self.balance, name)[days] for name in BALANCE})


Replacements = dict[int, dict[str, list[tuple[Any, ...]]]]


def _replacements(plan: Plan, place: Column, items: list[dict[str, Any]]) -> Replacements:
    """Of the few items concerned: (place of a need, what it `replaces`), (place of a need, what is given `instead`)."""
    found: Replacements = defaultdict(lambda: defaultdict(list))
    demands = plan.demands
    for demand in np.flatnonzero(demands.replaces >= 0).tolist():
        replaced = int(demands.replaces[demand])
        item, other = int(demands.item[demand]), int(demands.item[replaced])
        found[item]["replaces"].append((place[demand], items[other]["code"]))
        given = items[item]["id"], items[item]["code"], int(demands.quantity[demand])
        found[other]["instead"].append((place[replaced], *given))
    return found


def _by_item(items: Column, count: int) -> tuple[Column, Column]:
    """The rows in the order of their items, and where those of each item begin."""
    return (
        np.argsort(items, kind="stable").astype(np.int32),
        np.append(0, np.cumsum(np.bincount(items, minlength=count))),
    )


def _cut(columns: dict[str, Column], rows: slice) -> dict[str, Any]:
    found = {name: values[rows] for name, values in columns.items()}
    return {name: part.tolist() if part.dtype == object else part for name, part in found.items()}


def _lots(row: dict[str, Any]) -> str:
    cost, alone = unscaled(row["cost"]), unscaled(row["lot_for_lot"])
    figures = {"cost": cost, "lot_for_lot": alone, "saved": alone - cost}
    return packed({"orders": row["orders"], **{name: str(figure) for name, figure in figures.items()}})
