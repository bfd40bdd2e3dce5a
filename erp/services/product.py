"""The product's own processes: web, workers, dispatcher. The only part that knows which product is started."""

from __future__ import annotations

import os
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from erp.services.supervisor import Child

ROOT = Path(__file__).resolve().parents[2]
WORKERS = {"short": ("prefork", 2), "long": ("prefork", 1), "out": ("threads", 4)}  # for each queue: how, how many
AS_ROOT = "ignore:You're running the worker with superuser privileges"  # known: docs/decisions/0005-services.md


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def answers(url: str) -> bool:
    """Whether something there says 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def product_environment(home: Path) -> dict[str, str]:
    """Settings of this installation. Its secret key is made once and stays beside its data."""
    own = {"PYTHONWARNINGS": AS_ROOT, "LOOPWORKS_STATIC_ROOT": str(home / "static")}
    own["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "erp.settings")
    if "LOOPWORKS_SECRET_KEY" not in os.environ:
        key = home / "secret-key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(48))
        own["LOOPWORKS_SECRET_KEY"] = key.read_text()
    return own


def programs(environment: Mapping[str, str], host: str, port: int) -> Iterator[Child]:
    """Web first: the others may start while it does."""
    web = python("-m", "uvicorn", "erp.asgi:application", "--host", host, "--port", str(port))
    web += ["--log-level", "warning", "--timeout-graceful-shutdown", "10"]
    ready = partial(answers, f"http://{host}:{port}/readyz")
    yield Child("web", lambda: web, ready=ready, environment=environment)
    for queue, (pool, count) in WORKERS.items():
        worker = python("-m", "celery", "-A", "erp", "--quiet", "worker", "-Q", queue, "-n", f"{queue}@%h")
        worker += ["-P", pool, "-c", str(count)]
        worker += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        yield Child(queue, partial(list, worker), environment=environment)
    yield Child("dispatcher", lambda: python("manage.py", "dispatch"), environment=environment)
