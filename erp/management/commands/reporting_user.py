"""`manage.py reporting_user TENANT`: a database role that reads the reporting views of one company."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from psycopg2 import Error, sql

from base.models import Tenant
from erp.reporting import GROUP, let_in, role_of

SETTINGS = {"default_transaction_read_only": "on", "statement_timeout": "60s", "search_path": "reporting"}


class Command(BaseCommand):
    help = (
        "Make the database role with which reporting tools read one company's views, or give it a new password."
        " Roles are made by a superuser: its password is taken from PGPASSWORD."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", type=int, help="the company's number; without one they are listed", nargs="?")
        parser.add_argument("--superuser", default="postgres")
        parser.add_argument("--remove", action="store_true", help="end it instead")

    def handle(self, *, tenant: int | None, superuser: str, remove: bool, **options: Any) -> None:
        if not Tenant.objects.filter(pk=tenant).exists():
            known = "\n".join(f"  {row.pk}  {row.name}" for row in Tenant.objects.order_by("id"))
            raise CommandError(f"Name a company by its number:\n{known}")
        assert tenant is not None  # a company has one
        try:
            with closing(_superuser(superuser)) as connection, connection, connection.cursor() as cursor:
                password = None if remove else _give(cursor, tenant)
                if remove:
                    cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role_of(tenant))))
        except Error as error:
            raise CommandError(f"The database refused: {str(error).strip()}") from error
        self.stdout.write(f"user      {role_of(tenant)}")
        self.stdout.write(f"password  {password}" if password else "removed")


def _superuser(name: str) -> Any:
    owner = connections["owner"]
    found = owner.get_connection_params() | {"user": name, "password": os.environ.get("PGPASSWORD", ""), "options": ""}
    return owner.get_new_connection(found)


def _give(cursor: Any, tenant: int) -> str:
    """The role with a new password and its rights. The server is told the password's SCRAM verifier only."""
    from psycopg2.extensions import encrypt_password

    name, password = role_of(tenant), secrets.token_urlsafe(24)
    role, verifier = sql.Identifier(name), encrypt_password(password, name, cursor.connection, "scram-sha-256")
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", [GROUP, name])
    known = {row[0] for row in cursor.fetchall()}
    if GROUP not in known:
        cursor.execute(f"CREATE ROLE {GROUP} NOLOGIN")
    if name not in known:
        cursor.execute(sql.SQL(f"CREATE ROLE {{}} LOGIN NOSUPERUSER NOBYPASSRLS IN ROLE {GROUP}").format(role))
    cursor.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT 10 PASSWORD {}").format(role, sql.Literal(verifier)))
    for setting, value in {**SETTINGS, "app.tenant_id": str(tenant)}.items():
        cursor.execute(sql.SQL(f"ALTER ROLE {{}} SET {setting} = {{}}").format(role, sql.Literal(value)))
    let_in(cursor)
    return password
