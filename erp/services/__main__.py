"""`python -m erp.services up | status | stop | run`: the whole product in the foreground, nothing installed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from erp.services.places import Refusal
from erp.services.running import run_beside, status, stop, up
from erp.services.scratch import run_with_scratch


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m erp.services", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"), help="the directory of this installation's data")
    actions = parser.add_subparsers(dest="action", required=True)
    start = actions.add_parser("up", help="start everything and stay in the foreground")
    start.add_argument("--host", default="127.0.0.1")
    start.add_argument("--port", type=int, default=8000)
    actions.add_parser("status", help="what runs")
    actions.add_parser("stop", help="stop what runs")
    run = actions.add_parser("run", help="run a command with the settings of what runs")
    run.add_argument("--scratch", action="store_true", help="with throw-away servers instead")
    run.add_argument("command", nargs="+", metavar="-- COMMAND")
    return parser


def main() -> int:
    given = arguments().parse_args()
    try:
        match given.action:
            case "up":
                up(given.data, given.host, given.port)
                return 0
            case "run":
                return run_with_scratch(given.command) if given.scratch else run_beside(given.data, given.command)
            case _:
                return status(given.data) if given.action == "status" else stop(given.data)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
