"""The walls as PostgreSQL has them, whatever the models say; and the rules that keep a cluster possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

from tests.sampling import tenant_models

GLOBAL_TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "base_membership",
    "base_session",
    "base_tenant",
    "base_tokendigest",
    "base_user",
    "django_content_type",
    "django_migrations",
    "mfa_authenticator",
}
APPEND_ONLY = {
    "base_auditentry",
    "base_auditseal",
    "base_event",
    "inventory_stockmove",
    "inventory_transformation",
}
OF_THE_OWNER = {"base_refresh_statistics", "inventory_forget_opening"}  # functions with the owner's rights
ACROSS_TENANTS = {"base/claiming.py", "base/metrics.py", "base/sweeping.py"}  # code that works as the platform role

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def rows(sql: str, *values: Any) -> list[Any]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def tables_without(*rights: str, role: str) -> set[str]:
    held = " OR ".join(f"has_table_privilege('{role}', oid, '{right}')" for right in rights)
    return names(f"{TABLES} AND NOT ({held})")


def names(sql: str, *values: Any) -> set[str]:
    return {row[0] for row in rows(sql, *values)}


OURS = "AND relnamespace = 'public'::regnamespace"
TABLES = f"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') {OURS}"


def test_every_table_is_a_tenants_or_stands_in_the_list_of_global_ones():
    owned = {model._meta.db_table for model in tenant_models()}
    assert names(TABLES) - owned == GLOBAL_TABLES
    assert owned <= names(TABLES)


def test_every_tenant_table_is_walled():
    """Composite key, row-level security also for its owner, a tenant that cannot be missing."""
    walled = names(
        f"""{TABLES} AND relrowsecurity AND relforcerowsecurity
        AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'tenant_id' AND attnotnull)
        AND EXISTS (SELECT FROM pg_constraint WHERE conrelid = pg_class.oid AND contype = 'p'
            AND pg_get_constraintdef(oid) = 'PRIMARY KEY (tenant_id, id)')
        AND EXISTS (SELECT FROM pg_constraint WHERE conrelid = pg_class.oid AND contype = 'f'
            AND pg_get_constraintdef(oid) = 'FOREIGN KEY (tenant_id) REFERENCES base_tenant(id)')"""
    )
    assert walled == {model._meta.db_table for model in tenant_models()}


def test_a_policy_compares_the_tenant_and_nothing_else():
    """Never with a default: unset must raise, not show nothing. Never with a subquery: no cluster takes one."""
    found = rows("SELECT tablename, qual, with_check, cmd, permissive, roles::text FROM pg_policies")
    rule = "(tenant_id = (current_setting('app.tenant_id'::text))::bigint)"
    assert {tuple(row[1:]) for row in found} == {(rule, rule, "ALL", "PERMISSIVE", "{public}")}
    assert sorted(row[0] for row in found) == sorted(model._meta.db_table for model in tenant_models())


def test_keys_between_tenant_tables_carry_the_tenant():
    owned = sorted(model._meta.db_table for model in tenant_models())
    plain = rows(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'f' AND confrelid::regclass::text = ANY (%s) AND NOT (
            conrelid::regclass::text = ANY (%s)
            AND pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (tenant_id, %%' AND pg_get_constraintdef(oid) LIKE
            '%%(tenant_id, id)%%')""",
        owned,
        owned,
    )
    assert plain == []  # nor does a global table point at a tenant's


def test_every_reference_of_a_model_is_a_key_of_the_database():
    kept = names(
        """SELECT conrelid::regclass || '.' || attname FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[array_upper(conkey, 1)] WHERE contype = 'f'"""
    )
    declared = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.is_relation
    }
    assert declared <= kept


def test_whatever_is_unique_is_so_within_the_tenant():
    owned = sorted(model._meta.db_table for model in tenant_models())
    assert not names(
        """SELECT pg_get_indexdef(indexrelid) FROM pg_index
        JOIN pg_attribute ON attrelid = indexrelid AND attnum = 1
        WHERE indrelid::regclass::text = ANY (%s) AND attname <> 'tenant_id'""",
        owned,
    )  # every other index starts with the tenant as well: no query goes without it


def test_nothing_in_the_database_would_keep_a_cluster_from_taking_it():
    assert not names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    assert not names("SELECT conname FROM pg_constraint WHERE confdeltype = 'n' OR contype = 'x'")
    assert not names(f"SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') {OURS}")


def test_no_lock_is_taken_outside_rows():
    """Advisory locks hold on one machine only."""
    assert [path for path in sources() if "pg_advisory" in path.read_text()] == []


def test_functions_with_the_owners_rights_stand_in_a_list():
    found = names("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert found == OF_THE_OWNER


def test_only_a_few_files_work_across_tenants():
    marks = ('connections["platform"]', "with all_tenants()", 'using="platform"')
    wide = {path for path in sources() if any(mark in path.read_text() for mark in marks)}
    assert {str(path.relative_to(settings.BASE_DIR)) for path in wide} == ACROSS_TENANTS


@pytest.mark.parametrize("role", [settings.APP_ROLE, settings.PLATFORM_ROLE])
def test_a_working_role_can_change_neither_ledgers_nor_sequences_nor_tables(role):
    assert tables_without("UPDATE", "DELETE", role=role) == APPEND_ONLY
    assert tables_without("SELECT", "INSERT", role=role) == set()
    assert tables_without("TRUNCATE", "TRIGGER", role=role) == names(TABLES)
    assert not names(
        "SELECT sequencename FROM pg_sequences WHERE has_sequence_privilege(%s, sequencename, 'UPDATE')", role
    )
    assert not names("SELECT relname FROM pg_class WHERE pg_has_role(%s, relowner, 'MEMBER')", role)
    assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


def test_the_application_role_stands_behind_row_level_security():
    assert rows("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = %s", settings.APP_ROLE) == [(False, False)]
    joined = "SELECT roleid::regrole FROM pg_auth_members WHERE member = %s::regrole"
    assert not names(joined, settings.APP_ROLE)


def sources() -> list[Path]:
    apps_of_ours = [path.parent for path in Path(settings.BASE_DIR).glob("*/apps.py")]
    return [path for app in apps_of_ours for path in app.rglob("*.py")]
