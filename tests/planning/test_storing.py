"""What a run writes: only what differs from the last one, and all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from base.tenancy import in_tenant
from engine.mrp import plan
from orders.models import SalesOrder
from scheduling import storing
from scheduling.jobs import load_requirements
from scheduling.models import ExceptionMessage, ItemPlan, PlannedOrder
from scheduling.storing.differences import matched
from tests.planning.conftest import Factory, monday

STORED = (PlannedOrder, ExceptionMessage, ItemPlan)


def stored(factory: Factory) -> dict[str, list[dict[str, Any]]]:
    """Every row a run writes, with its id and version."""
    return factory.inside(lambda: {m.__name__: list(m.objects.order_by("id").values()) for m in STORED})


def changed(factory: Factory, order: SalesOrder, quantity: int) -> None:
    line = {"position": 10, "item": factory.plant.bracket, "quantity": quantity, "due_on": monday(4)}
    factory.do(SalesOrder, "change", order, customer=factory.customer, number=order.number, lines=[line])


def late(factory: Factory) -> SalesOrder:
    """An order that gives messages too."""
    return factory.order(10, monday() - timedelta(days=6))


def test_a_run_that_finds_nothing_new_writes_no_row(factory: Factory):
    late(factory)
    factory.run()
    before = stored(factory)

    def again() -> list[str]:
        asked = load_requirements()
        with CaptureQueriesContext(connection) as seen:
            storing.store_requirements(asked, plan(asked.problem))
        return [query["sql"] for query in seen]

    written = [sql for sql in factory.inside(again) if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert stored(factory) == before
    assert all(before.values())


def test_only_what_differs_rises_in_version(factory: Factory):
    order = factory.order(10, monday(4))
    factory.order(7, monday(8), item=factory.plant.plate)
    factory.run()
    before = {row["id"]: row["version"] for row in stored(factory)["PlannedOrder"]}
    changed(factory, order, 12)
    factory.run()
    rows = stored(factory)["PlannedOrder"]
    kept = [row for row in rows if (row["quantity"], row["version"]) == (7, 1)]
    moved = [row for row in rows if row["version"] == 2]
    assert (len(kept), len(moved)) == (1, 3)
    assert {row["id"] for row in rows} == set(before)


@pytest.mark.parametrize("step", ["store_planned", "store_messages", "store_items"])
def test_a_run_that_ends_in_the_middle_of_writing_leaves_the_last_plan_whole(factory: Factory, monkeypatch, step):
    order = late(factory)
    factory.run()
    before = stored(factory)
    changed(factory, order, 99)
    write = getattr(storing, step)

    def killed(*arguments: Any) -> None:
        write(*arguments)
        raise SystemExit

    monkeypatch.setattr(storing, step, killed)
    asked = factory.inside(load_requirements)
    with pytest.raises(SystemExit):
        in_tenant(factory.company.tenant.pk, lambda: storing.store_requirements(asked, plan(asked.problem)))
    assert stored(factory) == before


def test_an_item_no_longer_planned_has_no_row_left(factory: Factory):
    factory.order(10, monday(4))
    factory.run()
    factory.plant.bolt.active = False
    factory.inside(lambda: factory.plant.bolt.save(update_fields=["active"]))
    factory.run()
    assert not factory.inside(lambda: ItemPlan.objects.filter(item=factory.plant.bolt).exists())


# Pairing ----------------------------------------------------------------------------------

rows = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([-(2**63), 5, 7, 2**62]), st.integers(0, 3)), max_size=12)


@given(rows, rows)
def test_rows_are_paired_as_one_would_by_hand(old: list[tuple[int, ...]], new: list[tuple[int, ...]]):
    assert matched(columns(old), columns(new), ("item", "line"), "day").tolist() == by_hand(old, new)


def columns(found: list[tuple[int, ...]]) -> dict[str, Any]:
    table = np.array(found, np.int64).reshape(-1, 3)
    return dict(zip(("item", "line", "day"), table.T, strict=True))


def by_hand(old: list[tuple[int, ...]], new: list[tuple[int, ...]]) -> list[int]:
    """Row by row: one of the same day first, then whichever of the group is left."""
    left: dict[Any, list[int]] = defaultdict(list)
    for place, row in enumerate(old):
        left[row[:2]].append(place)
    twin = [-1] * len(new)
    for place, row in enumerate(new):
        same = [other for other in left[row[:2]] if old[other][2] == row[2]]
        if same:
            twin[place] = same[0]
            left[row[:2]].remove(same[0])
    for place, row in enumerate(new):
        if twin[place] < 0 and left[row[:2]]:
            twin[place] = left[row[:2]].pop(0)
    return twin
