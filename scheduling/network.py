"""The pegs of the last run as one network, in columns and read by one query: what waits for what.

Quantities are in 10⁻⁶, days as the engine counts them, kinds are places in KINDS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from base.copying import Column
from engine.mrp import unscaled
from scheduling.loading.days import on
from scheduling.models import ItemPlan
from scheduling.packed import KINDS, LOT, MADE, PLANNED, SOLD, STOCK

NUMBER = {kind: number for number, kind in enumerate(KINDS)}
ORDERS = (NUMBER[MADE], NUMBER[PLANNED])
ON_HAND = (NUMBER[LOT], NUMBER[STOCK])
NEED = ("kind", "id", "on", "quantity", "expected", "missing")
SUPPLY = ("supply_kind", "supply_id", "supply_quantity", "supply_on")
MOST = 2**48  # rows of a kind: their kind and id in one number


class Network:
    """Needs by their place, supplies by theirs; `need_of` is the need a supply is for. Stock has ids of no row."""

    def __init__(self, plans: Iterable[tuple[int, str]]) -> None:
        found: dict[str, list[Any]] = defaultdict(list)
        for item, written in plans:
            _add(found, item, orjson.loads(written))
        self.item, self.need_of = _numbers(found, "item"), _numbers(found, "supply_of")
        self.kind, self.pk, self.on, self.quantity, self.expected, self.missing = (_numbers(found, n) for n in NEED)
        self.supply_kind, self.supply_pk, self.given, self.there_on = (_numbers(found, name) for name in SUPPLY)
        self.text, self.supply_text = found["for"], found["supply_text"]

    def given_by(self, kind: str, pk: int) -> Column:
        """The places of the supplies that are this row: one for each need it serves."""
        keys, places = self._by_row
        key = NUMBER[kind] * MOST + pk
        return places[np.searchsorted(keys, key) : np.searchsorted(keys, key, "right")]

    def served_by(self, kind: str, pk: int) -> Column:
        """The needs this row serves."""
        return self.need_of[self.given_by(kind, pk)]

    def supplies(self, need: int) -> Column:
        """The places of what this need is supplied from."""
        return self._order[self._first[need] : self._first[need + 1]]

    def ends(self, needs: Iterable[int]) -> set[int]:
        """The needs that these end in: up through planned and work orders to what nothing of ours waits for."""
        seen: set[int] = set()
        found, todo = set(), [int(need) for need in needs]
        while todo:
            if (need := todo.pop()) in seen:
                continue
            seen.add(need)
            above = self.served_by(*self.row(need)).tolist() if self.kind[need] in ORDERS else []
            todo += above
            if not above:
                found.add(need)
        return found

    def row(self, need: int) -> tuple[str, int]:
        """Who needs it, as kind and id."""
        return KINDS[self.kind[need]], int(self.pk[need])

    def late(self, need: int) -> int:
        """Calendar days by which it is served after its day; 0 where it never is."""
        expected = int(self.expected[need])
        return max(0, expected - int(self.on[need])) if on(expected) else 0

    def late_ends(self, needs: Iterable[int]) -> list[int]:
        """The sales lines these needs end in that are served late themselves, or never."""
        ends = (end for end in self.ends(needs) if self.kind[end] == NUMBER[SOLD])
        return sorted(end for end in ends if self.late(end) or self.missing[end])

    def told(self, need: int, supplies: Iterable[int]) -> dict[str, Any]:
        """A need with some of its supplies, as pages and pegs.py know them."""
        kind, pk = self.row(need)
        rows = [
            {
                "type": KINDS[self.supply_kind[place]],
                "id": max(0, int(self.supply_pk[place])) or None,
                "text": self.supply_text[place],
                "quantity": str(unscaled(int(self.given[place]))),
                "on": on(int(self.there_on[place])),
            }
            for place in supplies
        ]
        return {"for": self.text[need], "by": f"{kind}:{pk}" if kind else "", "from": rows}

    @cached_property
    def _by_row(self) -> tuple[Column, Column]:
        keys = self.supply_kind * MOST + np.maximum(self.supply_pk, 0)
        places = np.argsort(keys, kind="stable")
        return keys[places], places

    @cached_property
    def _order(self) -> Column:
        return np.argsort(self.need_of, kind="stable")

    @cached_property
    def _first(self) -> Column:
        return np.append(0, np.cumsum(np.bincount(self.need_of, minlength=len(self.item))))


def read_network() -> Network:
    """Of the tenant in scope. Rows that no run has packed are left out."""
    plans = ItemPlan.objects.annotate(written=Cast("pegs", TextField())).values_list("item_id", "written")
    return Network(plans.order_by("item_id").iterator())


def amount(units: int) -> Decimal:
    """A quantity of the network as people know it."""
    return unscaled(int(units))


def _add(found: dict[str, list[Any]], item: int, columns: Any) -> None:
    if "supply_of" not in columns:
        return
    before = len(found["item"])
    found["item"] += [item] * len(columns["id"])
    found["supply_of"] += [before + need for need in columns["supply_of"]]
    for name in ("for", "supply_text", *NEED, *SUPPLY):
        found[name] += columns[name]


def _numbers(found: dict[str, list[Any]], name: str) -> Column:
    return np.array(found[name], np.int64)
