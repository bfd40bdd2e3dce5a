"""A problem packed, sent away and planned there gives the same plan; so does its JSON case."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.mrp import Demands, Items, Lots, Problem, SupplyKind, digest, from_json, pack, plan, scaled, to_json, unpack
from tests.engine.problems import problem

drawn = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
EVEN = Problem(
    today=0,
    horizon=60,
    items=Items(kind=[SupplyKind.BUY, SupplyKind.BUY], lead_days=[3, 1]),
    lots=Lots(item=[-1, 0], quantity=[scaled(5), scaled(7)]),
    demands=Demands(item=[0, 1, -1], quantity=[scaled(20)] * 3, day=[10, 12, 14]),
    names=("钢板", "螺栓"),
)


@drawn
@given(st.integers(0, 2**32))
def test_what_is_unpacked_is_what_was_packed_and_gives_the_same_plan(seed: int) -> None:
    asked = problem(seed)
    content = pack(asked)
    again = unpack(content)
    assert pack(again) == content
    assert digest(again) == digest(asked)
    assert digest(plan(again)) == digest(plan(asked))


@pytest.mark.parametrize(
    "other",
    [
        {"today": 1},
        {"horizon": 59},
        {"names": ("钢板", "螺母")},
        {"demands": Demands(item=[0, 1, -1], quantity=[scaled(20), scaled(21), scaled(20)], day=[10, 12, 14])},
    ],
    ids=["day", "horizon", "name", "quantity"],
)
def test_another_problem_has_another_digest(other: dict[str, Any]) -> None:
    assert digest(replace(EVEN, **other)) != digest(EVEN)


def test_another_plan_has_another_digest() -> None:
    more = Demands(item=[0, 1, -1], quantity=[scaled(20), scaled(21), scaled(20)], day=[10, 12, 14])
    assert digest(plan(replace(EVEN, demands=more))) != digest(plan(EVEN))


def test_what_is_no_packed_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="not a packed problem"):
        unpack(b"something else")


def test_a_case_written_for_another_machine_gives_the_plan_with_the_same_digest(tmp_path: Path) -> None:
    """Rows whose item is no more, as stock of an item nobody plans, stay such rows."""
    path = tmp_path / "case.json"
    path.write_text(to_json(EVEN), encoding="utf-8")
    assert digest(from_json(path.read_text(encoding="utf-8"))) == digest(EVEN)
    said = subprocess.run([sys.executable, "-m", "engine.mrp", str(path)], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout)["digest"] == digest(plan(EVEN))
