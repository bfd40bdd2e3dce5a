"""Net change: a plan that is brought to a changed problem is the plan of that problem, and little of it is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.mrp import (
    EMPTY,
    BomLines,
    Demands,
    Items,
    Kept,
    Lots,
    Plan,
    Problem,
    Source,
    SupplyKind,
    keep,
    plan,
    replan,
    scaled,
)
from engine.tables import Table
from tests.engine.changes import changed
from tests.engine.problems import Chance, problem

seeds = st.integers(0, 2**32)
drawn = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TABLES = (
    ("planned", ("quantity", "start", "due", "ready", "expected", "order", "expires", "owner", "supplier")),
    ("demands", ("quantity", "day", "wanted", "order", "missing", "expected", "owner", "replaced")),
    ("messages", ("kind", "source", "quantity", "from_day", "to_day", "days")),
)


@drawn
@given(seeds)
def test_a_plan_changed_again_and_again_is_the_plan_of_the_problem_it_has_come_to(seed: int) -> None:
    for kept in histories(seed):
        assert_same(kept.plan(), plan(kept.problem))


@drawn
@given(seeds)
def test_what_is_not_said_to_be_touched_is_as_it_was(seed: int) -> None:
    kept, chance = keep(problem(seed)), Chance(seed)
    for _change in range(3):
        before = plan(kept.problem)
        difference = replan(kept, changed(kept.problem, chance))
        after = plan(kept.problem)
        for item in set(range(len(kept.problem.items))) - set(difference.touched.tolist()):
            assert said(before, item) == said(after, item)


@drawn
@given(seeds)
def test_the_messages_of_touched_items_are_all_that_the_plan_has_for_them(seed: int) -> None:
    kept, chance = keep(problem(seed)), Chance(seed)
    for _change in range(3):
        difference = replan(kept, changed(kept.problem, chance))
        after = plan(kept.problem)
        for item in difference.touched.tolist():
            assert lines(difference.messages, item, TABLES[2][1]) == said(after, item)[2]


@drawn
@given(seeds)
def test_the_kept_rows_of_an_item_are_those_of_its_plan(seed: int) -> None:
    for kept in histories(seed):
        after = plan(kept.problem)
        for item in range(len(kept.problem.items)):
            rows = (kept.planned, kept.planned_of(item)), (kept.demands, kept.demands_of(item))
            for (table, own), (name, columns) in zip(rows, TABLES, strict=False):
                used = after.demand_used if name == "demands" else slice(None)
                assert lines(table, item, columns, own) == lines(getattr(after, name), item, columns, used)
            quantities = after.pegs.quantity[after.demands.item[after.pegs.demand] == item]
            assert sorted(kept.pegs.quantity[kept.pegs_of(item)].tolist()) == sorted(quantities.tolist())


@drawn
@given(seeds)
def test_a_change_that_is_taken_back_leaves_the_plan_as_it_was(seed: int) -> None:
    asked = problem(seed)
    kept, before = keep(asked), plan(asked)
    replan(kept, changed(asked, Chance(seed)))
    replan(kept, asked)
    assert_same(kept.plan(), before)


def test_a_rush_order_touches_what_it_is_made_of_and_nothing_else() -> None:
    kept = keep(TWO_LAMPS)
    difference = replan(kept, with_demand(TWO_LAMPS, item=0, quantity=5, day=20))
    assert difference.touched.tolist() == [0, 2, 3]
    assert not difference.anew
    assert kept.planned.quantity[kept.planned_of(2)].tolist() == [scaled(5)]


def test_an_order_that_stock_covers_touches_its_own_item_alone() -> None:
    kept = keep(replace(TWO_LAMPS, lots=Lots(item=[0], quantity=[scaled(50)])))
    difference = replan(kept, with_demand(kept.problem, item=0, quantity=5, day=20))
    assert difference.touched.tolist() == [0]


def test_a_late_component_is_heard_of_up_to_the_sales_order() -> None:
    kept = keep(with_demand(TWO_LAMPS, item=0, quantity=5, day=20))
    assert kept.demands.expected[0] == 20
    difference = replan(kept, with_demand(kept.problem, item=3, quantity=5, day=0))
    assert difference.touched.tolist() == [3]
    difference = replan(kept, with_demand(TWO_LAMPS, item=0, quantity=5, day=3))
    assert kept.demands.expected[0] == 9
    assert {0, 2, 3} <= set(difference.touched.tolist())


def test_an_empty_row_is_neither_planned_nor_a_fault() -> None:
    taken_away = Demands(item=[EMPTY, 0], quantity=[0, scaled(5)], day=[0, 20])
    answer = plan(replace(TWO_LAMPS, demands=taken_away))
    assert answer.faults == ()
    assert answer.late().tolist() == []
    assert answer.demand_used[:2].tolist() == [False, True]


def test_other_items_or_more_rows_than_there_was_room_for_are_planned_anew() -> None:
    kept = keep(TWO_LAMPS)
    slower = replace(TWO_LAMPS.items, lead_days=[1, 1, 4, 6])
    many = Demands(item=[0] * 3000, quantity=[scaled(1)] * 3000, day=[20] * 3000)
    for asked in (replace(TWO_LAMPS, items=slower), replace(TWO_LAMPS, items=slower, demands=many)):
        assert replan(kept, asked).anew
        assert_same(kept.plan(), plan(asked))


def test_an_item_that_is_changed_many_times_stays_right_as_its_rows_move() -> None:
    first = problem(7)
    kept = keep(first)
    for number in range(200):
        asked = first if number % 60 == 59 else with_demand(kept.problem, 0, 1 + number % 9, 1 + number % 50)
        assert not replan(kept, asked).anew
    assert_same(kept.plan(), plan(kept.problem))


# Two lamps of a part of their own each, 2, and of a bulb that both have, 3. Nothing is there, nothing is asked.
TWO_LAMPS = Problem(
    today=0,
    horizon=60,
    items=Items(
        kind=[SupplyKind.MAKE, SupplyKind.MAKE, SupplyKind.BUY, SupplyKind.BUY],
        lead_days=[1, 1, 4, 8],
        lead_working=False,
    ),
    bom=BomLines(parent=[0, 0, 1], component=[2, 3, 3], quantity=[scaled(1)] * 3),
)


def with_demand(asked: Problem, item: int, quantity: int, day: int) -> Problem:
    demands = asked.demands
    columns = {"item": item, "quantity": scaled(quantity), "day": day, "receipt": -1, "order": -1, "owner": -1}
    return replace(
        asked,
        demands=Demands(**{name: np.append(old, columns.get(name, 0)) for name, old in demands.columns().items()}),
    )


def histories(seed: int) -> Iterator[Kept]:
    """A kept plan of a problem drawn by chance, at first and after each of some changes."""
    kept, chance = keep(problem(seed)), Chance(seed)
    yield kept
    for _change in range(4):
        replan(kept, changed(kept.problem, chance))
        yield kept


def assert_same(one: Plan, other: Plan) -> None:
    """All that two plans say, row for row."""
    for each in fields(Plan):
        if each.name in ("problem", "seconds"):
            continue
        mine, its = getattr(one, each.name), getattr(other, each.name)
        if isinstance(mine, Table):
            assert mine.rows() == its.rows(), each.name
        else:
            assert list(mine) == list(its), each.name


def said(answer: Plan, item: int) -> list[list[tuple[Any, ...]]]:
    """What a plan says of an item, apart from row numbers."""
    tables = [lines(getattr(answer, name), item, columns) for name, columns in TABLES]
    pegs = pegs_to(answer, item)
    given = zip(answer.pegs.source[pegs].tolist(), answer.pegs.quantity[pegs].tolist(), strict=True)
    return [*tables, sorted(given)]


def pegs_to(answer: Plan, item: int) -> np.ndarray:
    """Where the demands on an item come from, and what replaces it elsewhere."""
    demands = answer.demands
    asked = np.where(demands.replaces >= 0, demands.item[demands.replaces], demands.item)
    return np.flatnonzero(asked[answer.pegs.demand] == item)


def lines(table: Any, item: int, columns: tuple[str, ...], rows: Any = slice(None)) -> list[tuple[Any, ...]]:
    own = np.arange(len(table))[rows]
    own = own[table.item[own] == item]
    return sorted(zip(*(getattr(table, name)[own].tolist() for name in columns), strict=True))


def test_pegs_lead_from_each_kept_demand_to_a_supply_that_is_there() -> None:
    kept, chance = keep(problem(11)), Chance(11)
    for _change in range(5):
        replan(kept, changed(kept.problem, chance))
    for item in range(len(kept.problem.items)):
        for peg in kept.pegs_of(item).tolist():
            row = kept.pegs.row(peg)
            if row["source"] == Source.PLANNED:
                assert row["supply"] in kept.planned_of(item)
