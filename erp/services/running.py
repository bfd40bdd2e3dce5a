"""`up`, `status` and `stop`."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from erp.services.lock import Lock
from erp.services.places import Places, Refusal
from erp.services.product import answers, product_environment, programs, python
from erp.services.servers import given_servers, start_servers
from erp.services.supervisor import Supervisor

PATIENCE = 60.0


def up(home: Path, host: str, port: int) -> None:
    """Start everything in the foreground and keep it running until Ctrl+C."""
    began = time.monotonic()
    given = given_servers()
    places = Places.prepare(home)
    url = f"http://{host}:{port}"
    note: dict[str, Any] = {"pid": os.getpid(), "url": url, "since": time.time()}
    lock = Lock(places.home)
    lock.take(note)
    check_port(host, port)

    def publish() -> None:
        children = [(c.name, c.process.pid if c.process else None, c.restarts) for c in supervisor.children]
        lock.write(note | {"children": children})

    with fresh_log(places.home) as log:
        supervisor = Supervisor(log, changed=publish)
        try:
            environment = product_environment(places.home)
            environment |= start_servers(supervisor, places, given)
            note["environment"] = environment
            start_product(supervisor, environment, host, port)
            supervisor.say("up", f"Ready after {time.monotonic() - began:.1f} s: {url} (Ctrl+C stops everything)")
            supervisor.run()
        except KeyboardInterrupt:
            pass
        finally:
            supervisor.stop()


def start_product(supervisor: Supervisor, environment: dict[str, str], host: str, port: int) -> None:
    """Tables first, then every program, then the demonstration, whose plan the workers make."""
    supervisor.once("schema", python("-m", "erp.services.prepare", "schema"), environment)
    web, *_ = [supervisor.add(child) for child in programs(environment, host, port)]
    supervisor.wait(web, tries=1)
    try:
        supervisor.once("demo", python("-m", "erp.services.prepare", "demo"), environment)
    except Refusal as refusal:  # the product is none the worse for it
        supervisor.say("up", str(refusal))


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(f"Port {port} cannot be used ({error.strerror}): try `make up PORT={port + 1}`.") from None


@contextmanager
def fresh_log(home: Path) -> Iterator[IO[str]]:
    """The log of this start; the one before is kept."""
    path = home / "up.log"
    if path.exists():
        path.replace(home / "up.log.1")
    with path.open("w") as log:
        yield log


def status(home: Path) -> int:
    """0 when it runs and answers."""
    note = Lock(home).holder()
    if note is None:
        print("Loopworks does not run here: `make up` starts it.")
        return 1
    print(f"Loopworks has run for {time.time() - note['since']:.0f} s as process {note['pid']} at {note['url']}")
    for name, pid, restarts in note.get("children", []):
        state = "running" if pid and Path(f"/proc/{pid}").exists() else "about to start again"
        print(f"  {name:<10} process {pid}, {memory(pid or 0):.0f} MB, {restarts} restarts, {state}")
    ready = answers(note["url"] + "/readyz")
    print("It answers." if ready else "It does not answer yet.")
    return 0 if ready else 1


def memory(pid: int) -> float:
    """Megabytes of a process and its children, shared pages counted once; 0 where the kernel does not say."""
    total = 0.0
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(memory(int(child)) for child in (task / "children").read_text().split())
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return total + next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return total


def stop(home: Path) -> int:
    """Ask the running one to stop, and wait for it."""
    lock = Lock(home)
    note = lock.holder()
    if note is None:
        print("Loopworks does not run here.")
        return 0
    os.kill(note["pid"], signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while lock.holder() and time.monotonic() < deadline:
        time.sleep(0.1)
    return 1 if lock.holder() else 0


def run_beside(home: Path, command: list[str]) -> int:
    """Become a command with the settings of the Loopworks that runs here, such as `manage.py shell`."""
    note = Lock(home).holder()
    if note is None or "environment" not in note:
        raise Refusal("Loopworks does not run here: `make up` starts it; `run --scratch` needs no running one.")
    os.execvpe(command[0], command, {**os.environ, **note["environment"]})
