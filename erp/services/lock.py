"""One start per data directory."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from typing import IO, Any

from erp.services.places import Refusal, servers_of


class Lock:
    """A lock the kernel drops with its holder, so it cannot go stale; its file carries a note about the holder."""

    def __init__(self, home: Path) -> None:
        self.path = servers_of(home) / "lock"  # beside the data: a copied checkout shares both
        self._file: IO[str] | None = None

    def take(self, note: dict[str, Any]) -> None:
        """Take the lock or refuse, naming who holds it."""
        self.path.touch(mode=0o600)
        self._file = self.path.open("r+")
        for patience in (0.1, 0.3, 0):  # `status` may hold it for a moment
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(patience)
        else:
            holder = self.holder() or {}
            where = f" at {holder['url']}" if "url" in holder else ""
            raise Refusal(
                f"Loopworks runs already{where}, process {holder.get('pid')}: see `make status`, or `make stop` it."
            )
        self.write(note)

    def write(self, note: dict[str, Any]) -> None:
        """In one call, and nothing is cut off before: who reads meanwhile finds the old or the new first line."""
        assert self._file is not None
        os.pwrite(self._file.fileno(), json.dumps(note).encode() + b"\n", 0)

    def holder(self) -> dict[str, Any] | None:
        """The note of the process that holds the lock; None when nobody does."""
        if not self.path.exists():
            return None
        with self.path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return dict(json.loads(file.readline() or "{}"))
        return None
