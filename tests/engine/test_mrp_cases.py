"""Cases with a known answer, as JSON that another planner can be given too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.mrp import from_json, plan, to_json

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


def matching(rows: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows cut to the columns expected of them, in the same order as expected."""
    columns = expected[0].keys() if expected else ()
    cut = [{column: row.get(column) for column in columns} for row in rows]
    return sorted(cut, key=lambda row: expected.index(row) if row in expected else -1)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_plan_of_a_case_is_the_known_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expect = json.loads(text)["expect"]
    answer = json.loads(to_json(plan(from_json(text))))
    for table in ("planned", *(expect.keys() & {"demands", "consumed"})):
        assert matching(answer[table], expect[table]) == expect[table]
    for item, days in expect.get("balance_after", {}).items():
        found = {str(row["day"]): row["balance"] for row in answer["balances"] if row["item"] == item}
        assert {day: found.get(day) for day in days} == days
    for message in expect.get("messages", []):
        assert any(message.items() <= row.items() for row in answer["messages"]), message
    assert answer["costs"] == expect.get("costs", [])
    assert answer["faults"] == expect.get("faults", [])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_problem_written_and_read_again_gives_the_same_plan(path: Path) -> None:
    problem = from_json(path.read_text(encoding="utf-8"))
    again = from_json(to_json(problem))
    assert to_json(plan(again)) == to_json(plan(problem))


def test_the_command_line_prints_the_plan_of_a_case() -> None:
    path = CASES[0].parent / "stock_at_every_level.json"
    said = subprocess.run([sys.executable, "-m", "engine.mrp", str(path)], capture_output=True, text=True, check=True)
    assert [row["quantity"] for row in json.loads(said.stdout)["planned"]] == ["100", "80", "60", "30"]


@pytest.mark.parametrize("text", ['{"today": 0', '{"today": 0, "horizon": 9, "items": [{"name": "a"}]}'])
def test_a_file_that_is_no_case_is_refused_with_its_name_and_what_is_wrong(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    said = subprocess.run([sys.executable, "-m", "engine.mrp", str(path)], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "broken.json" in said.stderr
    assert "Traceback" not in said.stderr
