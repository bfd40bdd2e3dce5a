"""Lots that weigh the cost of an order against that of stock."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.mrp.lot_sizing import silver_meal, wagner_whitin

MONTHS = np.arange(12)


def test_the_twelve_months_of_wagner_and_whitin_cost_864():
    demand = np.array([69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56], float)
    order_cost = np.array([85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114], float)
    covers, cost = wagner_whitin(MONTHS, demand, order_cost, 1.0)
    assert cost == 864
    assert lots(covers) == [2, 2, 3, 2, 1, 2]


def lots(covers: np.ndarray) -> list[int]:
    """How many needs each order covers, from the first on."""
    found, first = [], 0
    while first < len(covers):
        found.append(int(covers[first]))
        first += found[-1]
    return found


def priced(
    breaks: tuple[bool, ...], days: np.ndarray, quantities: np.ndarray, order_cost: float, holding: float
) -> float:
    """What it costs to order on the first day and on every day with a break before it."""
    cost, since = 0.0, 0
    for number in range(len(days)):
        if number == 0 or breaks[number - 1]:
            cost, since = cost + order_cost, int(days[number])
        cost += holding * quantities[number] * (days[number] - since)
    return cost


NEEDS = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 100)), min_size=1, max_size=8)


@given(NEEDS, st.integers(0, 500), st.integers(0, 5))
def test_no_other_lots_are_cheaper(needs: list[tuple[int, int]], order_cost: int, holding: int):
    days = np.cumsum([gap for gap, _quantity in needs])
    quantities = np.array([quantity for _gap, quantity in needs], float)
    _covers, cost = wagner_whitin(days, quantities, np.full(days.size, float(order_cost)), float(holding))
    every = product((False, True), repeat=days.size - 1)
    assert cost == min(priced(breaks, days, quantities, order_cost, holding) for breaks in every)


@given(NEEDS, st.integers(1, 500), st.integers(1, 5))
def test_the_rule_stops_where_the_cost_of_a_day_would_rise(needs: list[tuple[int, int]], order_cost: int, holding: int):
    days = np.cumsum([gap for gap, _quantity in needs])
    quantities = np.array([quantity for _gap, quantity in needs], float)
    covers = silver_meal(days, quantities, float(order_cost), float(holding))

    def a_day(count: int) -> float:
        until = days[count] if count < days.size else days[-1] + 1
        kept = holding * float(quantities[:count] @ (days[:count] - days[0]))
        return (order_cost + kept) / float(until - days[0])

    costs = [a_day(count) for count in range(1, days.size + 1)]
    assert all(after < before for before, after in pairwise(costs[:covers]))
    assert covers == days.size or costs[covers] >= costs[covers - 1]
