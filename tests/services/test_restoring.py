"""A backup is one after it was restored: the scripts of the server, run against a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from base.models import AuditEntry
from base.tenancy import in_tenant
from bom.models import Unit
from erp.services.engines import choose_postgres
from tests.base.test_audit import sealed
from tests.people import Company
from tests.samples import do

HOST = settings.ENV.db_host
PASSWORD = "a-long-password"
DRILL = f"drill{os.environ.get('PYTEST_XDIST_WORKER', '')}"

pytestmark = [
    pytest.mark.skipif(not HOST.startswith("/"), reason="only a server of the test's own lets its superuser in"),
    pytest.mark.skipif(shutil.which("pg_dump") is None, reason="this machine has no pg_dump"),
]
FIGURES = """SELECT relname, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', relname),
    false, true, '')))[1]::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""


def programs() -> str:
    """Those of the server that runs, before any wrapper of the system."""
    own = choose_postgres(Path("nowhere")).program.parent
    return f"{own}:{os.environ['PATH']}"


def run(script: str, *arguments: str, **more: str) -> str:
    environment = {**os.environ, "PATH": programs(), "PGHOST": HOST, "PGUSER": "postgres", **more}
    command = ["sh", f"deploy/{script}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(database: str, statement: str, user: str = "postgres") -> list[Any]:
    with closing(psycopg2.connect(host=HOST, user=user, dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def backed_up(foundry: Company, tmp_path: Path) -> Any:
    """A company with sealed history and somebody who signs in; the backup of it."""
    user = foundry.planner.user
    user.set_password(PASSWORD)
    user.save()
    for code in ("a", "b"):
        in_tenant(foundry.tenant.pk, lambda code=code: do(Unit, "add", foundry.actor, code=code, name=code))
    sealed(foundry.tenant.pk)
    source = connections["default"].settings_dict["NAME"]
    name = run("backup.sh", "once", BACKUPS=str(tmp_path), DATABASE=source).strip()
    yield foundry, source, Path(name)
    for (database,) in asked("postgres", f"SELECT datname FROM pg_database WHERE datname LIKE '{DRILL}%'"):
        asked("postgres", f'DROP DATABASE "{database}" WITH (FORCE)')


def test_what_was_restored_is_what_was_backed_up(backed_up):
    _foundry, source, file = backed_up
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"
    run("restore.sh", str(file), DATABASE=DRILL)
    assert dict(asked(DRILL, FIGURES)) == dict(asked(source, FIGURES))
    for moved in ("SELECT sum(quantity) FROM inventory_stockmove", "SELECT sum(quantity) FROM inventory_stockbalance"):
        assert asked(DRILL, moved) == asked(source, moved)


def test_the_walls_stand_in_the_restored_database(backed_up):
    run("restore.sh", str(backed_up[2]), DATABASE=DRILL)
    with pytest.raises(psycopg2.Error, match=r"app\.tenant_id"):
        asked(DRILL, "SELECT * FROM bom_unit", user="erp_app")
    with pytest.raises(psycopg2.Error, match="permission denied"):
        asked(DRILL, "SET app.tenant_id = 1; UPDATE base_auditentry SET verb = 'x'", user="erp_app")


def test_the_history_holds_and_people_sign_in(backed_up):
    foundry, _source, file = backed_up
    run("restore.sh", str(file), DATABASE=DRILL)
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        f"print(Client().login(username={foundry.planner.user.username!r}, password={PASSWORD!r}))\n"
        "from django.core.management import call_command\n"
        "call_command('verify_audit')\n"
    )
    environment = {**os.environ, "LOOPWORKS_DB_NAME": DRILL, "DJANGO_SETTINGS_MODULE": "erp.settings"}
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("True"), done.stderr
    assert "foundry: 1 seals over 2 entries, 0 not sealed yet" in done.stdout


def test_what_was_there_before_is_kept_beside_it(backed_up):
    run("restore.sh", str(backed_up[2]), DATABASE=DRILL)
    asked(DRILL, "CREATE TABLE later ()")
    told = run("restore.sh", str(backed_up[2]), DATABASE=DRILL)
    aside = told.split("kept as ")[1].split()[0]
    assert asked(aside, "SELECT count(*) FROM later") == [(0,)]
    assert asked(DRILL, "SELECT to_regclass('later')") == [(None,)]


def test_a_backup_that_is_cut_short_touches_nothing(backed_up, tmp_path):
    half = tmp_path / "half.dump"
    half.write_bytes(backed_up[2].read_bytes()[:2000])
    with pytest.raises(AssertionError, match="pg_restore"):
        run("restore.sh", str(half), DATABASE=DRILL)
    assert asked("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{DRILL}'") == []


def test_seals_go_on_where_transactions_are_counted_from_another_beginning(backed_up):
    """As after a move to another server, whose transactions have lower numbers than the last seal."""
    _foundry, _source, file = backed_up
    run("restore.sh", str(file), DATABASE=DRILL)
    asked(DRILL, "UPDATE base_auditseal SET until = until + 1000000000")
    far = run("backup.sh", "once", BACKUPS=str(file.parent), DATABASE=DRILL).strip()
    run("restore.sh", far, DATABASE=DRILL)
    [(offset,)] = asked(DRILL, "SELECT current_setting('app.transaction_offset')::bigint")
    [(now, until)] = asked(DRILL, "SELECT pg_current_xact_id()::text::bigint, max(until) FROM base_auditseal")
    assert offset > 900_000_000 and now + offset > until


def test_an_entry_takes_the_offset_of_its_database(foundry):
    tenant = foundry.tenant.pk

    def later() -> int:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL app.transaction_offset = '5000000000'")
        do(Unit, "add", foundry.actor, code="x", name="x")
        return int(AuditEntry.objects.latest("id").transaction)

    assert in_tenant(tenant, later) > 5_000_000_000
