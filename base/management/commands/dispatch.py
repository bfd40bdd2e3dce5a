"""`manage.py dispatch`: the sweeper, as a process."""

from __future__ import annotations

import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connections

from base.sweeping import Sweeper

SECONDS = 1.0


class Command(BaseCommand):
    help = "Send tickets for what is due and owe periodic work, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--alive", type=Path, help="a file that is touched after every round")

    def handle(self, *args: Any, alive: Path | None = None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        sweeper = Sweeper()
        try:
            while True:
                self._round(sweeper)
                if alive:
                    alive.touch()
                time.sleep(SECONDS)
        except KeyboardInterrupt:
            pass

    def _round(self, sweeper: Sweeper) -> None:
        try:
            sweeper.sweep()
        except Error as error:
            self.stderr.write(f"the database does not answer: {error}")
            connections.close_all()
