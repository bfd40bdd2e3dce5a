"""How many needs one order covers where every order costs something and so does every day in stock.

`days` and `quantities` are the needs, by day; `order_cost` is for one order, `holding` for a unit and day, in the same
money.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compiled import compiled
from engine.tables import Ints

Floats = NDArray[np.floating[Any]]


@compiled
def wagner_whitin(days: Ints, quantities: Floats, order_cost: Floats, holding: float) -> tuple[Ints, float]:
    """The cheapest orders of all. Answers, for an order on the day of each need, the number of needs it covers, and
    what all orders cost. `order_cost` has one entry for each need. Wagner and Whitin (1958)."""
    count = days.size
    least = np.zeros(count + 1)
    covers = np.ones(count, np.int64)
    for first in range(count - 1, -1, -1):
        kept, best = 0.0, np.inf
        for last in range(first, count):
            carried = holding * quantities[last] * (days[last] - days[first])
            if carried > order_cost[last]:  # an order of its own is cheaper for it, and for all behind it
                break
            kept += carried
            cost = order_cost[first] + kept + least[last + 1]
            if cost < best:
                best, covers[first] = cost, last - first + 1
        least[first] = best
    return covers, least[0]


@compiled
def silver_meal(days: Ints, quantities: Floats, order_cost: float, holding: float) -> int:
    """The number of needs the first order covers: as many as make its cost per day fall. Silver and Meal (1973)."""
    kept, best = 0.0, np.inf
    for last in range(days.size):
        kept += holding * quantities[last] * (days[last] - days[0])
        until = days[last + 1] if last + 1 < days.size else days[last] + 1
        average = (order_cost + kept) / (until - days[0])
        if average >= best:
            return last
        best = average
    return int(days.size)
