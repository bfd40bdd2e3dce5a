"""`python -m erp.services.prepare schema | demo`: what Django does once at a start, in one process each."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def schema() -> None:
    """The tables and the static files as this version of the product wants them."""
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    stamp, wanted = Path(settings.STATIC_ROOT) / ".collected", fingerprint()
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted)


def fingerprint() -> str:
    """Changes whenever a static file does."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            changed = storage.get_modified_time(path).isoformat() if hasattr(storage, "get_modified_time") else ""
            found.update(f"{path} {changed}\n".encode())
    return found.hexdigest()


def demo() -> None:
    """The demonstration factories where there is no other company, and how to sign in to them."""
    if settings.DEMO:
        call_command("demo", "--if-empty")
        call_command("demo", "--sign-ins")


def main() -> None:
    django.setup()
    {"schema": schema, "demo": demo}[sys.argv[1]]()


if __name__ == "__main__":
    main()
