"""`make bench`: measure and print. `ARGS=board` measures one part; `ARGS=--record` writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
from importlib import import_module
from itertools import chain
from pathlib import Path

import django
from django.core.management import call_command

RECORD = Path("docs/benchmarks.md")
PARTS = ("serving", "tracing", "board", "planning", "netchange")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--record", action="store_true", help=f"write {RECORD}")
    parser.add_argument("--rounds", type=int, default=5, help="of one second each; the median counts")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all unless named")
    given = parser.parse_args()
    os.environ["LOOPWORKS_REQUESTS_PER_MINUTE"] = str(10**9)  # counted, but never too many
    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    lines = []
    parts = (import_module(f"benchmarks.{name}").measured(given.rounds) for name in given.parts or PARTS)
    for line in chain([heading()], chain.from_iterable(parts)):
        print(line, flush=True)
        lines.append(line)
    if given.record:
        RECORD.write_text("\n".join(lines) + "\n")


def heading() -> str:
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Printed by `make bench`, written here by `make bench ARGS=--record`.",
            f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
