"""A Loopworks of its own directory and port, started, hurt and stopped by the trials."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from base.sweeping import OWE
from erp.services.lock import Lock
from erp.services.places import servers_of
from erp.services.product import answers
from erp.services.scratch import scratch_directory

PATIENCE = 120.0  # seconds; all of it is needed only on a machine with much else to do
JOB = "base.seal_audit"
TENANT = "from base.models import Tenant; Tenant.objects.create(name='trial')"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """Ours without the servers of this test run, and without the demonstration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOOPWORKS_")}
    return kept | {"LOOPWORKS_DEMO": "false"} | more


@contextmanager
def installation() -> Iterator[Installation]:
    """With an empty data directory that the servers' account can enter, which is not ours when we are root.

    Not below pytest's own directory: every other pytest of this user makes that private again.
    """
    with scratch_directory() as directory:
        directory.chmod(0o711)
        (directory / "data").mkdir(mode=0o711)
        yield Installation(directory / "data")


class Installation:
    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.screen = data.with_suffix(".screen")  # what the last start printed
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data / "up.log").read_text()

    def command(self, *action: str) -> list[str]:
        return [sys.executable, "-m", "erp.services", "--data", str(self.data), *action]

    def run(self, *action: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """An action that ends by itself."""
        command, env = self.command(*action), clean_environment(**environment)
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def refusal(self, **environment: str) -> str:
        """The sentence with which another `up` of this directory ends."""
        done = self.run("up", "--port", str(self.port), **environment)
        assert done.returncode == 1, done.stdout
        return done.stderr.strip().splitlines()[-1]

    def start(self, **environment: str) -> Installation:
        command = self.command("up", "--port", str(self.port))
        with self.screen.open("wb") as out:
            self.process = subprocess.Popen(command, env=clean_environment(**environment), stdout=out, stderr=out)
        self.wait_until(lambda: "Ready after" in self.screen.read_text())
        return self

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(PATIENCE)

    def note(self) -> dict[str, Any]:
        return Lock(self.data).holder() or {}

    def pids(self) -> dict[str, int]:
        return {name: pid for name, pid, _ in self.note()["children"]}

    def kill(self, name: str) -> None:
        os.kill(self.pids()[name], signal.SIGKILL)

    def serves(self, path: str = "/readyz") -> bool:
        return answers(self.url + path)

    def query(self, statement: str, **values: Any) -> Any:
        """The first value of the answer, as the owner."""
        host = self.note()["environment"]["LOOPWORKS_DB_HOST"]
        with closing(psycopg2.connect(host=host, user="erp_owner", dbname="loopworks")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchone()[0] if cursor.description else cursor.rowcount

    def found_tenant(self) -> None:
        code = f"import django; django.setup(); {TENANT}"
        done = self.run("run", "--", sys.executable, "-c", code)
        assert done.returncode == 0, done.stderr

    def work(self) -> None:
        """Owe a job and wait until a worker has done it; every part may be coming back to life meanwhile."""
        before = self._last_job()
        self.wait_until(lambda: self._one_done_since(before))

    def _last_job(self) -> int:
        while True:
            try:
                return int(self.query("SELECT coalesce(max(id), 0) FROM base_job"))
            except psycopg2.OperationalError:
                time.sleep(0.1)

    def _one_done_since(self, before: int) -> bool:
        try:
            self.query(OWE, name=JOB)
            done = "SELECT count(*) FROM base_job WHERE id > %(before)s AND state = 'done'"
            return bool(self.query(done, before=before)) and self.serves()
        except psycopg2.OperationalError:
            return False

    def wait_until(self, true: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not true():
            said = self.screen.read_text()[-2000:]
            assert self.process is None or self.process.poll() is None, f"ended:\n{said}"
            assert time.monotonic() < until, f"not within {PATIENCE:.0f} s:\n{said}"
            time.sleep(0.1)

    def left_running(self, seconds: float = 20) -> list[str]:
        """Processes that still mention this installation when the time is over."""
        until = time.monotonic() + seconds
        while (found := self._processes()) and time.monotonic() < until:
            time.sleep(0.1)
        return found

    def _processes(self) -> list[str]:
        mark = re.compile(f"{re.escape(str(servers_of(self.data)))}|--port {self.port}\\b")
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                text = (entry / "cmdline").read_bytes() + b" " + (entry / "environ").read_bytes()
            except OSError:
                continue
            if entry.name != str(os.getpid()) and mark.search(text.replace(b"\0", b" ").decode(errors="replace")):
                found.append(text.decode(errors="replace")[:100])
        return found
