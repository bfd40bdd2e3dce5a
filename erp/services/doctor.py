"""What this machine lacks, one sentence each, with the command that brings it.

Standard library only: it runs before there is an environment. `--all` also names what only some work needs.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator

SHARED_MEMORY = 16 << 20  # bytes
GET_CHROMIUM = "apt-get install chromium-headless-shell"
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the lightest first
PANGO = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")  # libraries that print PDFs
PANGO_PACKAGES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def needed() -> Iterator[str]:
    """Things without which `make up` cannot go on."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python may well run this file
        yield f"Python 3.11 or newer is needed, this is {platform.python_version()}: apt-get install python3.11-venv"
    if importlib.util.find_spec("ensurepip") is None:  # Debian splits it off; venv would leave half an environment
        yield "Python's venv is not complete: apt-get install python3-venv"
    if sys.platform == "linux":
        yield from needed_on_linux()


def needed_on_linux() -> Iterator[str]:
    libc, version = platform.libc_ver()
    own = shutil.which("redis-server") or shutil.which("valkey-server")
    if not own and (libc != "glibc" or tuple(map(int, version.split("."))) < (2, 28)):
        yield "The bundled servers need glibc 2.28 or newer: install postgresql and redis from your system"
    if not own and platform.machine() not in ("x86_64", "aarch64"):
        yield f"There is no bundled server for {platform.machine()}: apt-get install postgresql redis-server"
    memory = os.statvfs("/dev/shm")
    if memory.f_bavail * memory.f_frsize < SHARED_MEMORY:
        yield "Shared memory (/dev/shm) has less than 16 MB free: start the container with --shm-size=256m"


def useful() -> Iterator[str]:
    """Things only some work needs."""
    if shutil.which("npm") is None:
        yield "There is no npm, so Node comes as a Python wheel of 60 MB: apt-get install npm"
    if chromium() is None:
        yield f"Browser tests need Chromium: {GET_CHROMIUM}"
    if not all(map(ctypes.util.find_library, PANGO)):
        yield f"Route cards and other PDFs need Pango: {PANGO_PACKAGES}"
    if not chinese_fonts():
        yield "There is no Chinese font for screenshots and PDFs: apt-get install fonts-noto-cjk"


def chromium() -> str | None:
    """The program browser tests drive."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def chinese_fonts() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def main() -> int:
    lacking = list(needed())
    for sentence in lacking + (list(useful()) if "--all" in sys.argv else []):
        print(sentence)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
