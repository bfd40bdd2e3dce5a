"""Children: start, prefix their lines, start again with back-off, stop in reverse order. One thread."""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from erp.services.places import Refusal

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
STEADY = 30.0  # a child that ran this long starts again after the shortest pause
TERMINATE = (signal.SIGTERM, signal.SIGKILL)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: int) -> Callable[[], None]:
    """In the child, before exec: have the kernel send `number` should the supervisor be killed."""
    parent = os.getpid()

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(1, number)  # PR_SET_PDEATHSIG, after the change of account, which would clear it
            if os.getppid() != parent:
                os._exit(1)

    return ask


@dataclass
class Child:
    """One supervised program."""

    name: str
    command: Callable[[], list[str]]
    prepare: Callable[[], None] = lambda: None
    ready: Callable[[], bool] = lambda: True
    environment: Mapping[str, str] = field(default_factory=dict)
    switch: Mapping[str, Any] = field(default_factory=dict)
    ends_with: tuple[signal.Signals, ...] = TERMINATE
    grace: float = 15.0
    loud: bool = True  # on the terminal too, not only in the log
    server: bool = False  # needed by the other programs to their very end
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0
    rest: bytes = b""  # of a line not yet ended

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def code(self) -> int:
        """How it ended; 0 while it has not."""
        return (self.process.poll() or 0) if self.process else 0

    def back_off(self, now: float) -> None:
        steady = now - self.started > STEADY
        self.pause = SHORTEST_PAUSE if steady else min(LONGEST_PAUSE, max(SHORTEST_PAUSE, self.pause * 2))
        self.due = now + self.pause

    def kill_group(self) -> None:
        """End what a killed child left in its process group, such as a worker's pool."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps its children running until it is told to stop. To be used from the main thread only."""

    def __init__(self, log: IO[str], *, echo: bool = True, changed: Callable[[], None] = lambda: None) -> None:
        self.children: list[Child] = []
        self.signals: list[int] = []
        self._log, self._echo, self._changed = log, echo, changed
        self._selector = selectors.DefaultSelector()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _frame: self.signals.append(number))

    def say(self, name: str, text: str, *, loud: bool = True) -> None:
        line = f"{name:<10} | {text}\n"
        self._log.write(line)
        self._log.flush()
        if self._echo and loud:
            with contextlib.suppress(OSError):  # the terminal is gone; the log goes on
                sys.stdout.write(line)
                sys.stdout.flush()

    def add(self, child: Child) -> Child:
        self.children.append(child)
        self._start(child)
        return child

    def _start(self, child: Child) -> None:
        child.prepare()
        child.process = subprocess.Popen(
            child.command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **child.environment},
            cwd="/" if child.switch else None,
            start_new_session=True,  # Ctrl+C reaches us alone, so the order of stopping is ours
            preexec_fn=end_with_parent(child.ends_with[0]),  # safe: this program has one thread
            **child.switch,
        )
        child.started = time.monotonic()
        assert child.process.stdout is not None
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._changed()

    def pump(self, seconds: float = 0.2) -> None:
        """Pass on what the children print, waiting at most `seconds` for it."""
        if not self._selector.get_map():
            time.sleep(seconds)
        for key, _ in self._selector.select(seconds):
            child: Child = key.data
            block = os.read(key.fd, 65536)
            *lines, child.rest = (child.rest + block).split(b"\n")
            if not block:  # the last writer is gone
                self._selector.unregister(key.fileobj)
                lines, child.rest = [child.rest] if child.rest else [], b""
            for line in lines:
                self.say(child.name, line.decode(errors="replace"), loud=child.loud)

    def wait(self, child: Child, *, seconds: float = 60, tries: int = 20) -> None:
        """Wait until it is ready; start again what ends meanwhile: PostgreSQL's first try after a crash may fail."""
        deadline = time.monotonic() + seconds
        while not (child.running and child.ready()):
            self.pump(0.05)
            if not child.running and child.restarts + 1 >= tries:
                self.pump(0)
                raise Refusal(f"{child.name} ended before it was ready: {self._log.name} says why.")
            self._revive()
            self._stop_if_asked()
            if time.monotonic() > deadline:
                raise Refusal(f"{child.name} was not ready after {seconds:.0f} seconds: {self._log.name} says why.")

    def once(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Run a program to its end while the others are kept running; refuse when it fails."""
        child = Child(name, lambda: command, environment=environment)
        self._start(child)
        try:
            while child.running:
                self.pump(0.05)
                self._revive()
                self._stop_if_asked()
        finally:
            self._end(child)
            self.pump(0)
        if child.code:
            raise Refusal(f"{name} failed: its last lines are above and in {self._log.name}.")

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep everything running until `until` or a signal."""
        while not self.signals and not until():
            self.pump()
            self._revive()

    def _stop_if_asked(self) -> None:
        if self.signals:
            raise KeyboardInterrupt

    def _revive(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.running:
                continue
            if not child.due:
                self.pump(0)
                child.kill_group()
                child.back_off(now)
                self.say("up", f"{child.name} ended with {child.code}; it starts again in {child.pause:.1f} s")
            elif now >= child.due:
                child.due, child.restarts = 0.0, child.restarts + 1
                self._start(child)

    def _end(self, *children: Child) -> None:
        """Signal by signal, each harder; another Ctrl+C goes on to the next."""
        for step in range(max(len(child.ends_with) for child in children)):
            running = [child for child in children if child.running and child.process]
            for child in running:
                child.process.send_signal(child.ends_with[min(step, len(child.ends_with) - 1)])
            deadline, asked = time.monotonic() + max(child.grace for child in children), len(self.signals)
            while any(c.running for c in running) and time.monotonic() < deadline and len(self.signals) == asked:
                self.pump(0.05)
        for child in children:
            if child.process is not None:
                child.process.wait()
            child.kill_group()

    def stop(self) -> None:
        """End every child, the last started first: the programs together, then each server by itself."""
        last_first = self.children[::-1]
        programs = [child for child in last_first if not child.server]
        for group in filter(None, [programs, *([child] for child in last_first if child.server)]):
            self._end(*group)
            for child in group:
                self.say("up", f"{child.name} stopped")
