"""Where Numba is absent the same plans come out, slower."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from engine.mrp import Plan, from_json, keep, plan, replan, to_json
from tests.engine.changes import changed
from tests.engine.problems import Chance, problem

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
SEEDS = range(60)
PLANS = """
import sys
sys.modules["numba"] = None
from tests.engine.test_without_numba import digests
print(*digests(), sep="\\n")
"""


def digests() -> list[str]:
    """One line for each plan: all that it says, to the last digit."""
    problems = [from_json(path.read_text(encoding="utf-8")) for path in CASES] + [problem(seed) for seed in SEEDS]
    plans = [plan(each) for each in problems] + [replanned(seed) for seed in SEEDS]
    return [sha256(to_json(each).encode()).hexdigest() for each in plans]


def replanned(seed: int) -> Plan:
    """The plan of a problem that has changed since."""
    kept = keep(problem(seed))
    replan(kept, changed(kept.problem, Chance(seed)))
    return kept.plan()


def test_plans_without_numba_are_those_with_it() -> None:
    pytest.importorskip("numba")
    said = subprocess.run([sys.executable, "-c", PLANS], capture_output=True, text=True, check=True)
    assert said.stdout.split() == digests()


def test_the_problems_drawn_use_every_option() -> None:
    plans = [plan(problem(seed)) for seed in SEEDS]
    for name in ("safety_days", "safety_stock", "lot_maximum", "economy", "shelf_life", "by_order", "reschedule_in"):
        assert any(getattr(each.problem.items, name).any() for each in plans), name
    for table in ("planned", "pegs", "messages", "consumed"):
        assert any(len(getattr(each, table)) for each in plans), table
    assert any((each.planned.owner >= 0).any() for each in plans)
    assert any((each.planned.supplier >= 0).any() for each in plans)
    assert any((each.demands.replaces >= 0).any() for each in plans)
    assert any((each.planned.made_by >= 0).any() for each in plans)
    assert any((each.demands.wanted < each.demands.day).any() for each in plans)
