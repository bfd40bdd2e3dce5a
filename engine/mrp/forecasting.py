"""Forecasts and the orders that come: what is ordered is not wanted a second time."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from engine.compiled import compiled
from engine.mrp.checks import Sound
from engine.mrp.problem import EMPTY, NEVER, Demands, Forecasts, Problem
from engine.mrp.result import Consumed
from engine.tables import Flags, Ints, Shorts

OWN, BACKWARD, FORWARD = 0, 1, 2


def consume(problem: Problem, forecast_rows: Ints, order_rows: Ints) -> Consumed:
    """What each of these orders takes of which of these forecasts. First every order takes of the period it lies in;
    then what is left of it of the periods before, as far back as the item allows, the nearest first; then so of the
    periods after. Earlier orders take first. No order loses the forecast of its own period to one of another period."""
    forecasts, demands, items = problem.forecasts, problem.demands, problem.items
    rows = forecast_rows[np.lexsort((forecasts.day[forecast_rows], forecasts.item[forecast_rows]))]
    orders = order_rows[np.isin(demands.item[order_rows], forecasts.item[rows])]
    orders = orders[np.lexsort((demands.day[orders], demands.item[orders]))]
    if orders.size == 0:
        return Consumed.empty()
    of, on = demands.item[orders], demands.day[orders].astype(np.int64)
    place = np.searchsorted(_key(forecasts.item[rows], forecasts.day[rows]), _key(of, on), "right") - 1
    forecast, demand, quantity = _take(
        place,
        of,
        on,
        on - items.forecast_backward[of],
        on + items.forecast_forward[of],
        demands.quantity[orders],
        forecasts.item[rows],
        forecasts.day[rows],
        forecasts.last_day[rows],
        forecasts.quantity[rows],
    )
    return Consumed(rows[forecast], orders[demand], quantity)


def _key(item: Shorts, day: Shorts | Ints) -> Ints:
    return np.asarray((item.astype(np.int64) << 32) + day)


@compiled
def _take(
    place: Ints,
    of: Shorts,
    on: Ints,
    since: Ints,
    until: Ints,
    ordered: Ints,
    item: Shorts,
    first: Shorts,
    last: Shorts,
    left: Ints,
) -> tuple[Ints, Ints, Ints]:
    """(forecast, order, quantity) of all that is consumed. `place`: the last forecast that begins by the order's day,
    or before all of its item. `ordered` and `left` are used up."""
    room = of.size + item.size  # each time an order or a forecast is used up
    forecast, order, quantity, count = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64), 0
    for turn in (OWN, BACKWARD, FORWARD):
        for row in range(of.size):
            at = place[row] + 1 if turn == FORWARD else place[row]
            while ordered[row] > 0 and 0 <= at < item.size and item[at] == of[row]:
                if turn == OWN and last[at] < on[row]:
                    break
                if last[at] < since[row] or first[at] > until[row]:
                    break
                taken = min(ordered[row], left[at])
                if taken > 0:
                    forecast[count], order[count], quantity[count] = at, row, taken
                    ordered[row] -= taken
                    left[at] -= taken
                    count += 1
                if turn == OWN:
                    break
                at += 1 if turn == FORWARD else -1
    return forecast[:count], order[:count], quantity[:count]


def rest_of(problem: Problem, sound: Flags, consumed: Consumed) -> Ints:
    """What is left of each forecast. A period that is over asks for nothing."""
    rest = np.where(sound & (problem.forecasts.last_day >= problem.today), problem.forecasts.quantity, 0)
    np.subtract.at(rest, consumed.forecast, consumed.quantity)
    return np.maximum(rest, 0)


def with_rest(problem: Problem, sound: Sound, consumed: Consumed, spare: int) -> tuple[Problem, Sound]:
    """The problem with what is left of each forecast as a demand behind the given ones (and so many spare rows), on the
    first day of its period (or today), served after the others of that day."""
    rest = rest_of(problem, sound.forecasts, consumed)
    parts = problem.demands, _empty(spare), rest_demands(problem.forecasts, rest, problem.today)
    asked = Demands(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Demands)))
    wanted: Flags = np.concatenate([sound.demands, np.zeros(spare, np.bool_), rest > 0])
    return replace(problem, demands=asked), sound._replace(demands=wanted)


def rest_demands(forecasts: Forecasts, rest: Ints, today: int) -> Demands:
    """What is left of forecasts as demands."""
    last = np.full_like(forecasts.day, NEVER)
    return Demands(item=forecasts.item, quantity=rest, day=np.maximum(forecasts.day, today), priority=last)


def _empty(count: int) -> Demands:
    nothing = np.zeros(count, np.int64)
    return Demands(item=np.full(count, EMPTY), quantity=nothing, day=nothing)
