"""What holds for every plan, tried on problems drawn by chance."""

from __future__ import annotations

import numpy as np
import pytest

from engine.mrp import SCALE, Plan, Problem, Source, SupplyKind, plan
from tests.engine.problems import problem

SEEDS = range(100, 160)


@pytest.fixture(scope="module", params=SEEDS)
def planned(request: pytest.FixtureRequest) -> Plan:
    return plan(problem(request.param))


def test_every_demand_is_covered_or_missing_and_no_supply_is_given_twice(planned: Plan) -> None:
    covered = planned.demands.missing + planned.demands.replaced
    np.add.at(covered, planned.pegs.demand, planned.pegs.quantity)
    used = planned.demand_used
    assert (covered[used] == planned.demands.quantity[used]).all()
    for source, supplies in sources(planned).items():
        pegged = planned.pegs.source == source
        given = np.bincount(planned.pegs.supply[pegged], planned.pegs.quantity[pegged], len(supplies))
        assert (given <= supplies.quantity).all()


def test_what_belongs_to_an_owner_serves_only_demands_of_that_owner(planned: Plan) -> None:
    for source, supplies in sources(planned).items():
        pegs = np.flatnonzero(planned.pegs.source == source)
        owner = supplies.owner[planned.pegs.supply[pegs]]
        assert ((owner < 0) | (owner == planned.demands.owner[planned.pegs.demand[pegs]])).all()


def test_what_is_planned_is_there_when_it_is_wanted_and_lives_as_long_as_is_asked(planned: Plan) -> None:
    pegs = np.flatnonzero(planned.pegs.source == Source.PLANNED)
    order, demand = planned.pegs.supply[pegs], planned.pegs.demand[pegs]
    wanted = np.maximum(planned.demands.wanted[demand], planned.problem.today)
    assert (planned.planned.due[order] <= wanted).all()
    assert (planned.planned.expires[order] > planned.demands.day[demand]).all()


def test_an_order_goes_to_a_supplier_of_its_item_in_lots_that_supplier_sells(planned: Plan) -> None:
    orders, sold = planned.planned, planned.problem.supplier_items
    items = planned.problem.items
    sent = np.flatnonzero(orders.supplier >= 0)
    by = orders.supplier[sent]
    assert (sold.item[by] == orders.item[sent]).all()
    assert (orders.quantity[sent] >= sold.lot_minimum[by]).all()
    whole = items.precision[orders.item[sent]] == SCALE
    assert (orders.quantity[sent][whole] % np.maximum(sold.lot_multiple[by], 1)[whole] == 0).all()
    bought = np.isin(items.kind[orders.item], (SupplyKind.BUY, SupplyKind.SUBCONTRACT)) & (orders.made_by < 0)
    assert not np.isin(orders.item[bought & (orders.supplier < 0)], sold.item).any()


def test_substitutes_give_what_they_replace_out_of_stock_and_receipts_alone(planned: Plan) -> None:
    demands, substitutes = planned.demands, planned.problem.substitutes
    rows = np.flatnonzero(demands.replaces >= 0)
    replaced = demands.replaces[rows]
    assert (demands.line[rows] == demands.line[replaced]).all()
    assert (demands.missing[rows] == 0).all()
    pegs = np.flatnonzero(np.isin(planned.pegs.demand, rows))
    assert (planned.pegs.source[pegs] != Source.PLANNED).all()
    known = list(zip(substitutes.line.tolist(), substitutes.item.tolist(), strict=True))
    worth = np.zeros(len(demands))
    for row in rows.tolist():
        ratios = [substitutes.ratio[n] for n, it in enumerate(known) if it == (demands.line[row], demands.item[row])]
        worth[demands.replaces[row]] += demands.quantity[row] / min(ratios)
    assert (worth[replaced] * SCALE >= demands.replaced[replaced] - 1).all()


def test_orders_consume_no_more_than_was_forecast_near_them_and_the_rest_is_wanted(planned: Plan) -> None:
    asked, consumed = planned.problem, planned.consumed
    forecasts, demands = asked.forecasts, asked.demands
    taken = np.bincount(consumed.demand, consumed.quantity, len(demands))
    assert (taken <= np.maximum(demands.quantity, 0)).all()
    assert (in_reach(asked, consumed.forecast, consumed.demand)).all()
    rest = planned.demands.quantity[len(demands) : len(demands) + len(forecasts)]
    assert (rest >= 0).all()
    wanted = rest > 0
    gone = np.bincount(consumed.forecast, consumed.quantity, len(forecasts))
    assert (rest[wanted] + gone[wanted] == forecasts.quantity[wanted]).all()


def sources(planned: Plan) -> dict[Source, object]:
    asked = planned.problem
    return {Source.LOT: asked.lots, Source.RECEIPT: asked.receipts, Source.PLANNED: planned.planned}


def in_reach(asked: Problem, forecast: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """Whether the forecast's period is as near to the demand as its item allows."""
    item, day = asked.demands.item[demand], asked.demands.day[demand]
    since, until = day - asked.items.forecast_backward[item], day + asked.items.forecast_forward[item]
    return (asked.forecasts.last_day[forecast] >= since) & (asked.forecasts.day[forecast] <= until)
