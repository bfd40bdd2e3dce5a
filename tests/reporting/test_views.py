"""The reporting views, read as the database role of one of two companies: its own rows, and nothing can be written."""

from __future__ import annotations

import io
import os
import pwd
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from psycopg2.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState

from base.models import Role
from base.tenancy import in_tenant
from erp.reporting import drop_views, make_views, role_of
from tests.people import Company, found
from tests.sampling import Samples, tenant_models

pytestmark = pytest.mark.skipif(
    not settings.ENV.db_host.startswith("/"), reason="only a server of the test's own lets its superuser in"
)
VIEWS = (
    "inspections", "measurements", "nonconformances", "operation_reports", "purchase_lines", "sales_order_lines",
    "sales_orders", "shipment_lines", "stock", "stock_moves", "work_order_operations", "work_orders",
)  # fmt: skip


def connected(user: str, **options: Any) -> Any:
    facts = {"host": settings.ENV.db_host, "dbname": connections["default"].settings_dict["NAME"], "user": user}
    found = psycopg2.connect(**facts, **options)
    found.autocommit = True
    return found


def filled(marker: str) -> Company:
    """A company with a row of everything, committed."""
    with transaction.atomic():
        company = found(f"reporting {marker}")

    def fill() -> None:
        samples = Samples(marker)
        for model in tenant_models():
            samples.row(model)

    in_tenant(company.tenant.pk, fill)
    return company


def let_account_in(role: str) -> None:
    """Peer authentication asks a file which account may be which role."""
    with closing(connected("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW ident_file")
        with Path(cursor.fetchone()[0]).open("a") as file:
            file.write(f"local {pwd.getpwuid(os.geteuid()).pw_name} {role}\n")
        cursor.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="module")
def companies(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Company, Company]]:
    with django_db_blocker.unblock():
        yield filled("ourmark"), filled("theirmark")


@pytest.fixture(scope="module")
def ask(companies: tuple[Company, Company], django_db_blocker: Any) -> Iterator[Any]:
    """Asks as the reporting role of the first company."""
    tenant = companies[0].tenant.pk
    with django_db_blocker.unblock():
        call_command("reporting_user", str(tenant), stdout=io.StringIO())
    let_account_in(role_of(tenant))
    connection = connected(role_of(tenant))
    yield lambda statement: _rows(connection, statement)
    connection.close()
    with django_db_blocker.unblock():
        call_command("reporting_user", str(tenant), "--remove", stdout=io.StringIO())


def _rows(connection: Any, statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_there_is_a_view_of_every_kind_and_each_asks_as_its_reader(ask):
    found = dict(
        ask("SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relnamespace = 'reporting'::regnamespace")
    )
    assert sorted(found) == list(VIEWS)
    assert {tuple(options) for options in found.values()} == {("security_invoker=true",)}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_the_rows_of_ones_own_company_only(ask, view):
    shown = str(ask(f"SELECT * FROM {view}"))
    assert "ourmark" in shown and "theirmark" not in shown


def test_whoever_says_they_are_another_company_sees_nothing_at_all(ask, companies):
    theirs = companies[1].tenant.pk
    assert ask(f"SET app.tenant_id = '{theirs}'; SELECT * FROM work_orders") == []
    assert ask(f"SET app.tenant_id = '{theirs}'; SELECT code, name FROM public.bom_item") == []
    ask("RESET app.tenant_id")
    assert ask("SELECT count(*) FROM work_orders")[0][0] == 1


WRITES = ("UPDATE {} SET id = id", "DELETE FROM {}", "INSERT INTO {} (id) VALUES (1)", "CREATE TABLE reporting.x ()")


@pytest.mark.parametrize("statement", WRITES)
def test_nothing_can_be_written(ask, statement):
    ask("SET default_transaction_read_only = off")
    for table in ("reporting.work_orders", "public.orders_workorder"):
        with pytest.raises((InsufficientPrivilege, ObjectNotInPrerequisiteState)):
            ask(statement.format(table))


@pytest.mark.parametrize("table", ["base_user", "base_tokendigest", "base_role", "base_auditentry", "base_webhook"])
def test_people_secrets_and_history_are_not_for_reports(ask, table):
    with pytest.raises(InsufficientPrivilege):
        ask(f"SELECT * FROM public.{table}")


def test_a_column_no_view_shows_is_not_read_past_the_views(ask):
    with pytest.raises(InsufficientPrivilege):
        ask("SELECT owner_name FROM public.bom_item")


def test_nobody_becomes_another_role(ask):
    for role in ("erp_app", "erp_owner", "postgres"):
        with pytest.raises(InsufficientPrivilege):
            ask(f"SET ROLE {role}")


def test_the_product_itself_goes_on_behind_the_same_wall(ask, companies):
    ours = companies[0]
    assert in_tenant(ours.tenant.pk, Role.objects.count) > 0


def test_rights_come_back_after_migrations_and_for_new_columns(ask):
    with closing(connected("erp_owner")) as owner, owner.cursor() as cursor:
        drop_views(cursor)
        make_views(cursor)
    assert ask("SELECT count(*) FROM stock")[0][0] == 1


def test_a_company_that_does_not_exist_has_no_reports(companies, django_db_blocker):
    with django_db_blocker.unblock(), pytest.raises(CommandError, match=f"{companies[0].tenant.pk}  reporting ourmark"):
        call_command("reporting_user", "999999")


def test_the_password_is_shown_once_and_the_server_knows_its_verifier(ask, companies, django_db_blocker):
    out, tenant = io.StringIO(), companies[0].tenant.pk
    with django_db_blocker.unblock():
        call_command("reporting_user", str(tenant), stdout=out)
    assert role_of(tenant) in out.getvalue()
    with closing(connected("postgres")) as connection:
        [(kept,)] = _rows(connection, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role_of(tenant)}'")
    assert kept.startswith("SCRAM-SHA-256$")
