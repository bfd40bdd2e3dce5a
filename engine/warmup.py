"""`python -m engine.warmup`: compile MRP and scheduling once, into Numba's cache on disk, so that the first run of a
factory does not wait for it."""

from __future__ import annotations

import numpy as np

from engine import mrp, schedule
from engine.calendar import DAY, Calendar

SHELF = """{
  "today": 0,
  "horizon": 60,
  "items": [{"name": "shelf", "kind": "make", "lead_days": 1}, {"name": "board", "kind": "buy", "lead_days": 3}],
  "bom": [{"parent": "shelf", "component": "board", "quantity": "2"}],
  "demands": [{"item": "shelf", "quantity": "100", "day": 10}]
}"""


def warm_up() -> None:
    """Solve a tiny case of each; the machine code for it serves every other."""
    mrp.plan(mrp.from_json(SHELF))
    first = np.zeros(1, np.int64)
    problem = schedule.Problem(
        now=0,
        calendars=(Calendar.of([(0, DAY)]),),
        machines=schedule.Machines(center=first, calendar=first),
        jobs=schedule.Jobs(due=first + DAY),
        operations=schedule.Operations(job=first, center=first, run=first + 60, pausing=first > 0),
    )
    schedule.need(problem, schedule.solve(problem))


if __name__ == "__main__":
    warm_up()
