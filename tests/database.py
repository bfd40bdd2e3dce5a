"""The tests' database: migrated once by its owner, cloned for each worker, used by the application role.

The template carries a fingerprint of the migrations, so it is made again only when they change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django.plugin import blocking_manager_key

MIGRATIONS = sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py"))
BACKEND = sorted(Path(settings.BASE_DIR).glob("base/tenancy/**/*.py"))
VIEWS = sorted(Path(settings.BASE_DIR).glob("erp/reporting/*"))


def template_name() -> str:
    text = b"".join(path.read_bytes() for path in MIGRATIONS + BACKEND + VIEWS if path.is_file())
    return f"test_template_{settings.ENV.db_name}_{hashlib.sha256(text).hexdigest()[:12]}"


def administer(*statements: str, **values: Any) -> list[Any]:
    """Run statements on the maintenance database as the owner; answers the last one's rows.

    A bare connection: Django's would tell its listeners, who ask the database that may not exist yet.
    """
    owner = connections["owner"].copy()
    owner.settings_dict["NAME"] = "postgres"
    with closing(owner.get_new_connection(owner.get_connection_params())) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


def use(name: str) -> None:
    """Point every alias at this database."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def pytest_sessionstart(session: pytest.Session) -> None:
    """The controller makes the template before any worker starts."""
    if not hasattr(session.config, "workerinput"):
        with session.config.stash[blocking_manager_key].unblock():
            make_template(template_name())


def make_template(name: str) -> None:
    if administer("SELECT 1 FROM pg_database WHERE datname = %(name)s", name=name):
        return
    making = f"{name}_making"
    administer(f'DROP DATABASE IF EXISTS "{making}"', f'CREATE DATABASE "{making}" TEMPLATE template0')
    use(making)
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    administer(f'ALTER DATABASE "{making}" RENAME TO "{name}"')


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: Any) -> Iterator[None]:
    name = f"test_{settings.ENV.db_name}_{worker_id}"
    with django_db_blocker.unblock():
        administer(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template_name()}"')
        use(name)
        yield  # the database stays: the next run makes it anew, when nobody holds a connection to it any more
        for alias in connections:
            connections[alias].close()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Of the xdist worker; `main` without xdist."""
    found = getattr(request.config, "workerinput", None)
    return found["workerid"] if found else "main"
