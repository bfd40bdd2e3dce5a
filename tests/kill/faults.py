"""What is done to a running installation: kill -9 of each part, and a broker that forgets everything."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.services.installation import Installation

Fault = Callable[[Installation], None]


def kill(name: str, installed: Installation) -> None:
    installed.kill(name)


def kill_pool_process(name: str, installed: Installation) -> None:
    """The process that does a worker's jobs, not the one that watches it."""
    os.kill(children(installed.pids()[name])[0], signal.SIGKILL)


def kill_with_pool(name: str, installed: Installation) -> None:
    """A worker and its processes at the same moment, as when the machine's memory is full."""
    os.killpg(installed.pids()[name], signal.SIGKILL)


def empty_broker(installed: Installation) -> None:
    """Every ticket is lost."""
    with socket.socket(socket.AF_UNIX) as broker:
        broker.settimeout(5)
        broker.connect(installed.note()["environment"]["LOOPWORKS_REDIS_URL"].removeprefix("redis+socket://"))
        broker.sendall(b"FLUSHALL\r\n")
        assert broker.recv(16).startswith(b"+OK")


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


FAULTS: dict[str, Fault] = {
    "web": partial(kill, "web"),
    "worker": partial(kill, "short"),
    "process of the worker": partial(kill_pool_process, "short"),
    "broker": partial(kill, "valkey"),
    "tickets": empty_broker,
    "database": partial(kill, "postgres"),
    "dispatcher": partial(kill, "dispatcher"),
}
