"""Throw-away servers for one command, such as the tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from erp.services.places import Places
from erp.services.postgres import THROW_AWAY
from erp.services.servers import start_broker, start_postgres
from erp.services.supervisor import Supervisor, end_with_parent


def run_with_scratch(command: list[str]) -> int:
    """Start new servers, run the command in an environment that leads to them, remove all; its exit code."""
    with scratch_directory() as home, (home / "log").open("w") as log:
        supervisor = Supervisor(log, echo=False)
        try:
            places = Places.prepare(home)
            environment = start_postgres(supervisor, places, THROW_AWAY) | start_broker(supervisor, places)
            return attend(supervisor, command, {**os.environ, **environment})
        except KeyboardInterrupt:
            return 128 + signal.SIGINT
        finally:
            supervisor.stop()


def attend(supervisor: Supervisor, command: list[str], environment: dict[str, str]) -> int:
    """Run the command on our own terminal and keep the servers running meanwhile."""
    # safe: this program has one thread
    process = subprocess.Popen(command, env=environment, preexec_fn=end_with_parent(signal.SIGTERM))
    while process.poll() is None:
        supervisor.run(until=lambda: process.poll() is not None)
        if set(supervisor.signals) - {signal.SIGINT}:  # Ctrl+C reached the command already, and it may clean up
            process.terminate()
        supervisor.signals.clear()
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


@contextmanager
def scratch_directory() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="loopworks-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
