"""`python -m erp.services up | status | stop | run`: the whole product in the foreground, nothing installed."""

from __future__ import annotations

import argparse
import sys

from erp.services.places import Refusal
from erp.services.scratch import run_with_scratch


def main() -> int:
    parser = argparse.ArgumentParser(prog="erp.services", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run", help="run a command with throw-away servers")
    run.add_argument("--scratch", action="store_true", required=True)
    run.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    given = parser.parse_args()
    try:
        return run_with_scratch([part for part in given.command if part != "--"])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
