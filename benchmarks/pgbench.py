"""PostgreSQL's own load generator, doing recorded statements."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import connection


class Absent(Exception):
    """This machine has no pgbench."""


def program() -> str:
    """The newest of the machine; the wheels bring none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True)
    if found := next(iter(installed), None) or shutil.which("pgbench"):
        return str(found)
    raise Absent("There is no pgbench to compare with: apt-get install postgresql-contrib")


def script(statements: Sequence[str], variables: Mapping[str, str], before: str, after_lock: str) -> str:
    """The statements as pgbench reads them.

    `variables`: texts that differ each time, and what stands for them. `before` sets those that are known at once,
    `after_lock` those that depend on the locked row, whose columns are variables too; empty where none do.
    """
    lines = [before]
    for statement in statements:
        for text, name in variables.items():
            statement = statement.replace(text, name)
        locks = after_lock and re.search(r"FOR (NO KEY )?UPDATE", statement)
        lines.append(statement.rstrip("; \n") + (f" \\gset\n{after_lock}" if locks else ";"))
    return "\n".join([*lines, ""])


def seconds_each(text: str, duration: int = 1) -> float:
    """Mean time of one run of the script over `duration` seconds, one client. Raises where a statement fails."""
    settings = connection.settings_dict
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(text)
        file.flush()
        command = [program(), "-n", "-f", file.name, "-T", str(duration), "-c", "1", "-M", "simple"]
        command += ["-h", settings["HOST"], "-p", settings["PORT"], "-U", settings["USER"], settings["NAME"]]
        environment = os.environ | {"PGPASSWORD": settings["PASSWORD"]}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found or "aborted" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stderr}\n{text}")
    return 1 / float(found[1])
