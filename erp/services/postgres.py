"""PostgreSQL as a direct child: data directory, readiness, roles. PostgreSQL 15 to 18."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from erp.services.engines import choose_postgres
from erp.services.places import Places, Refusal, cluster_of
from erp.services.supervisor import end_with_parent

ROLES = {
    "erp_owner": "NOSUPERUSER CREATEDB BYPASSRLS",  # owns the tables, migrates
    "erp_app": "NOSUPERUSER NOCREATEDB NOBYPASSRLS",  # web and workers: row-level security holds
    "erp_platform": "NOSUPERUSER NOCREATEDB BYPASSRLS",  # dispatcher and nightly checks
}
SMALL = {"jit": "off"}  # our statements are short: compiling one would cost more than running it
SAFE = SMALL | {"fsync": "on", "max_connections": "80"}
THROW_AWAY = SMALL | {  # survives a kill -9 of its processes, not of the machine
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "120",
}
PATIENCE = 30.0


class Postgres:
    """The server of one data directory, behind one private socket."""

    def __init__(self, places: Places, settings: dict[str, str] = SAFE) -> None:
        self.places = places
        self.settings = settings
        self.data = cluster_of(places.home)
        self.engine = choose_postgres(self.data)
        self.bin = places.reachable(self.engine.program, self.engine.package).parent

    def initialise(self) -> None:
        """Make the data directory, whole or not at all: it is filled under another name and then renamed."""
        if self.data.exists():
            return
        # A name of its own: the initdb of a killed start may still write to the one before.
        partial = self.places.own(self.data.parent / f"postgres.new-{os.getpid()}")
        done = subprocess.run(
            [str(self.bin / "initdb"), "-D", str(partial), *self._cluster_options()],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGKILL),
            **self.places.account.switch,
        )
        if done.returncode:
            raise Refusal(f"PostgreSQL could not make its data directory: {done.stderr.strip()}")
        partial.rename(self.data)

    def _cluster_options(self) -> list[str]:
        options = ["-U", "postgres", "-E", "UTF8", "-k", "--auth=reject"]
        if self.settings["fsync"] == "off":
            options.append("--no-sync")
        if self.engine.major < 17:
            return [*options, "--locale=C.UTF-8"]
        # The same order and case rules, and no upgrade of glibc can change them. Without lc-ctype, pg_trgm drops every
        # letter that is not ASCII.
        return [*options, "--locale=C", "--lc-ctype=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]

    def prepare(self) -> None:
        """Let our accounts in, and clear what a crash left: no supervisor is alive when this is called."""
        names = {pwd.getpwuid(uid).pw_name for uid in (os.geteuid(), self.places.account.uid)}
        ident = "".join(f"local {name} {role}\n" for name in sorted(names) for role in ("postgres", *ROLES))
        for name, text in (("pg_hba.conf", "local all all peer map=local\n"), ("pg_ident.conf", ident)):
            (self.data / name).write_text(text)
            os.chown(self.data / name, self.places.account.uid, self.places.account.gid)
        left = self.data / "postmaster.pid"
        if left.exists():
            self._end_left_over(int(left.read_text().split("\n", 1)[0]))
            left.unlink(missing_ok=True)

    def _end_left_over(self, pid: int) -> None:
        """Stop a server of this directory that outlived its supervisor; any other process of that number is left."""
        if not self._is_ours(pid):
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE
        while self._is_ours(pid):
            if time.monotonic() > deadline:
                raise Refusal(f"A PostgreSQL of an earlier start (process {pid}) does not stop; nothing was changed.")
            time.sleep(0.1)

    def _is_ours(self, pid: int) -> bool:
        """Whether that process is a living server of this data directory, and not merely the same number."""
        if Path("/proc/self").exists():  # a minimal Debian has no ps
            try:
                text = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                return False
        else:
            command = ["ps", "-o", "args=", "-p", str(pid)]
            text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return "postgres" in text and f"-D {self.data} " in text

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.sockets),
            "unix_socket_permissions": "0700",
            "log_checkpoints": "off",
            **self.settings,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.data), *settings]

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """A cursor of the superuser in the maintenance database, outside transactions."""
        host = str(self.places.sockets)
        with closing(psycopg2.connect(host=host, user="postgres", dbname="postgres", connect_timeout=2)) as connection:
            connection.autocommit = True
            yield connection.cursor()

    def ready(self) -> bool:
        try:
            with self.connect():
                return True
        except psycopg2.OperationalError:
            return False

    def bootstrap(self, database: str) -> None:
        """Create roles and database where they are missing. Safe to run at every start."""
        with self.connect() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles UNION ALL SELECT datname FROM pg_database")
            known = {row[0] for row in cursor.fetchall()}
            for role, rights in ROLES.items():
                verb = "ALTER" if role in known else "CREATE"
                cursor.execute(sql.SQL(f"{verb} ROLE {{}} LOGIN {rights}").format(sql.Identifier(role)))
            if database not in known:
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER erp_owner").format(sql.Identifier(database)))
