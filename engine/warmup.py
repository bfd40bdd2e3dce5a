"""`python -m engine.warmup`: compile MRP and scheduling once, into Numba's cache on disk, so that the first run of a
factory does not wait for it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import numpy as np

from engine import mrp, schedule
from engine.calendar import DAY, Calendar

SHELF = """{
  "today": 0,
  "horizon": 60,
  "items": [{"name": "shelf", "kind": "make", "lead_days": 1}, {"name": "board", "kind": "buy", "lead_days": 3}],
  "bom": [{"parent": "shelf", "component": "board", "quantity": "2"}],
  "demands": [{"item": "shelf", "quantity": "100", "day": 10}],
  "forecasts": [{"item": "shelf", "quantity": "140", "day": 7, "last_day": 13}]
}"""


def plan_requirements() -> None:
    """Solve a tiny case, and plan it anew; the machine code for it serves every other."""
    shelf = mrp.from_json(SHELF)
    mrp.plan(shelf)
    mrp.replan(mrp.keep(shelf), shelf)


def make_schedule() -> None:
    """The same of the scheduler."""
    first = np.zeros(1, np.int64)
    problem = schedule.Problem(
        now=0,
        calendars=(Calendar.of([(0, DAY)]),),
        machines=schedule.Machines(center=first, calendar=first),
        jobs=schedule.Jobs(due=first + DAY),
        operations=schedule.Operations(job=first, center=first, run=first + 60, pausing=first > 0),
    )
    schedule.need(problem, schedule.solve(problem))


def warm_up() -> None:
    """Each in a process of its own: compiling is work for one core."""
    with ProcessPoolExecutor(2) as pool:
        for compiling in [pool.submit(plan_requirements), pool.submit(make_schedule)]:
            compiling.result()


if __name__ == "__main__":
    warm_up()
