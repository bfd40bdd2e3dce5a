"""`python -m engine.mrp CASE.json` prints the plan of a case as JSON."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.mrp.cases import from_json, to_json
from engine.mrp.planning import plan

if len(sys.argv) != 2:
    sys.exit("usage: python -m engine.mrp CASE.json")
try:
    problem = from_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
except (OSError, ValueError, KeyError) as error:
    sys.exit(f"{sys.argv[1]}: {error!r}")
sys.stdout.write(to_json(plan(problem)) + "\n")
