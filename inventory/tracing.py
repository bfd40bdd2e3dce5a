"""Where a lot came from and where it went, to full depth: one recursive query, walked as arrays.

The query finds every lot that any transformation leads to; transformations taken back are netted here, and what only
they led to is left out. Transformations come as arrays, so that none of them becomes an object unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Sum
from numpy.typing import NDArray

from base.tenancy import current_tenant_id
from inventory.ledger import ZERO
from inventory.models import MoveKind, StockBalance, StockMove, Transformation

Ints = NDArray[np.int64]

# Lots are looked up one by one until they are so many that reading all of the company's transformations is quicker:
# a lookup costs as much as a dozen rows that are read in a row. What is not reached is left out here.
WALK = """
WITH RECURSIVE reached(lot_id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT edge.{far} FROM reached
    JOIN inventory_transformation AS edge ON edge.tenant_id = %(tenant)s AND edge.{near} = reached.lot_id
),
many(count) AS (
    SELECT greatest(reltuples / 25, 1000)::bigint FROM pg_class WHERE oid = 'inventory_transformation'::regclass
),
lots(ids) AS MATERIALIZED (
    SELECT array_agg(lot_id) FROM (SELECT lot_id FROM reached LIMIT (SELECT count FROM many)) AS found
),
edges(near, far, quantity) AS (
    SELECT {near}, {far}, quantity FROM inventory_transformation
    WHERE tenant_id = %(tenant)s AND {near} = ANY (ARRAY(SELECT unnest(ids) FROM lots))
    AND (SELECT cardinality(ids) FROM lots) < (SELECT count FROM many)
    UNION ALL
    SELECT {near}, {far}, quantity FROM inventory_transformation
    WHERE tenant_id = %(tenant)s AND (SELECT cardinality(ids) FROM lots) >= (SELECT count FROM many)
)
SELECT array_agg(near)::text, array_agg(far)::text, array_agg(quantity)::text FROM edges"""
DECIMALS = 6


@dataclass(frozen=True)
class Trace:
    """What one lot leads to, in one direction. Edges go from the lot nearer to the start to the farther one.

    `lots` are ids, nearest first, the start itself before all; `depth` counts their steps from it. `quantity` is
    in 10⁻⁶ of the unit of the lot used.
    """

    lots: Ints
    depth: Ints
    near: Ints
    far: Ints
    quantity: Ints

    def steps(self, lot_id: int) -> list[tuple[int, Decimal]]:
        """The next lots from this one, and how much went between them."""
        here = self.near == lot_id
        pairs = zip(self.far[here].tolist(), self.quantity[here].tolist(), strict=True)
        return [(lot, Decimal(quantity).scaleb(-DECIMALS)) for lot, quantity in pairs]


def trace_down(lot_id: int) -> Trace:
    """Where it went."""
    return _trace(lot_id, near="consumed_id", far="produced_id")


def trace_up(lot_id: int) -> Trace:
    """Where it came from."""
    return _trace(lot_id, near="produced_id", far="consumed_id")


def _trace(lot_id: int, **ends: str) -> Trace:
    near, far, quantity = _netted(_edges(lot_id, WALK.format(**ends)))
    lots, places = np.unique(np.concatenate((np.array([lot_id]), near, far)), return_inverse=True)
    start, ends_at = places[0], places[1:].reshape(2, -1)
    depth = _depths(start, ends_at[0], ends_at[1], len(lots))
    kept, order = depth[ends_at[0]] >= 0, np.argsort(depth, kind="stable")
    order = order[depth[order] >= 0]
    return Trace(lots[order], depth[order], near[kept], far[kept], quantity[kept])


def _edges(lot_id: int, statement: str) -> tuple[Ints, Ints, Ints]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"lot": lot_id, "tenant": current_tenant_id()})
        near, far, quantity = map(_numbers, cursor.fetchone())
    return near, far, quantity


def _numbers(text: str | None) -> Ints:
    """An array as PostgreSQL writes it. Every quantity has six decimals: without the point it is an integer."""
    if text is None:
        return np.array([], dtype=np.int64)
    return np.fromstring(text[1:-1].replace(".", ""), dtype=np.int64, sep=",")


def _netted(edges: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    """One edge for each pair of lots, sorted; those taken back are gone."""
    order = np.lexsort((edges[1], edges[0]))
    near, far, quantity = (column[order] for column in edges)
    if not len(near):
        return near, far, quantity
    first = np.flatnonzero(np.r_[True, (near[1:] != near[:-1]) | (far[1:] != far[:-1])])
    sums = np.add.reduceat(quantity, first)
    kept = first[sums > 0]
    return near[kept], far[kept], sums[sums > 0]


def _depths(start: int, near: Ints, far: Ints, count: int) -> Ints:
    """Steps from the start to each place; -1 where no way leads. `near` is sorted."""
    depth = np.full(count, -1, dtype=np.int64)
    depth[start], steps, frontier = 0, 0, np.array([start])
    first, last = np.searchsorted(near, np.arange(count)), np.searchsorted(near, np.arange(count), side="right")
    while len(frontier):
        sizes = last[frontier] - first[frontier]
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        reached = far[np.repeat(first[frontier], sizes) + offsets]
        frontier, steps = np.unique(reached[depth[reached] < 0]), steps + 1
        depth[frontier] = steps
    return depth


@dataclass(frozen=True, slots=True)
class LotAccount:
    """What became of a lot, in the item's unit: came = issued + shipped + scrapped + returned + there.

    Adjustments and counts count as come. `in_lots`: what of the issued is known to be in other lots; `in_process`: the
    rest, still being worked or in things without a lot.
    """

    came: Decimal
    issued: Decimal
    shipped: Decimal
    scrapped: Decimal
    returned: Decimal
    there: Decimal
    in_lots: Decimal

    @property
    def in_process(self) -> Decimal:
        return self.issued - self.in_lots

    @property
    def reconciles(self) -> bool:
        return self.came == self.issued + self.shipped + self.scrapped + self.returned + self.there


LEAVING = {
    MoveKind.ISSUE: "issued",
    MoveKind.SHIP: "shipped",
    MoveKind.SCRAP: "scrapped",
    MoveKind.RETURN: "returned",
}


def accounts(lots: Iterable[int]) -> dict[int, LotAccount]:
    """What became of each of these lots: three queries for any number of them."""
    ids = list(lots)
    there = _totals(StockBalance.objects.filter(lot__in=ids), "lot_id")
    in_lots = _totals(Transformation.objects.filter(consumed__in=ids, beside=False), "consumed_id")
    moved: dict[int, dict[str, Decimal]] = {lot: {} for lot in ids}
    by_kind = StockMove.objects.filter(lot__in=ids).values_list("lot_id", "kind").annotate(total=Sum("quantity"))
    for lot, kind, total in by_kind:
        name = LEAVING.get(kind, "came")
        moved[lot][name] = moved[lot].get(name, ZERO) + (total if name == "came" else -total)
    names = ("came", *LEAVING.values())
    return {
        lot: LotAccount(
            **{name: moved[lot].get(name, ZERO) for name in names},
            there=there.get(lot, ZERO),
            in_lots=in_lots.get(lot, ZERO),
        )
        for lot in ids
    }


def _totals(rows: Any, key: str) -> dict[int, Decimal]:
    return dict(rows.values_list(key).annotate(total=Sum("quantity")))
