"""Writing rows from their instances: one statement, typed values, its text composed once for a model and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connection

from base.records import Record, TenantModel
from base.tenancy.context import TenantError, current_tenant_id

AT_ONCE = 2000


def bulk_insert(rows: Sequence[TenantModel]) -> None:
    """INSERT new rows of one model and give them their ids. Raises TenantError for a row of another tenant."""
    tenant = current_tenant_id()
    for row in rows:
        if row.tenant_id != tenant:
            raise TenantError(f"insert for tenant {row.tenant_id} in the scope of tenant {tenant}")
    for start in range(0, len(rows), AT_ONCE):
        _insert(rows[start : start + AT_ONCE])


def _insert(rows: Sequence[TenantModel]) -> None:
    fields = _inserted(type(rows[0]))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insert_many(type(rows[0]), len(rows)), values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = pk, False, connection.alias


def bulk_save(rows: Sequence[Record], columns: Sequence[str]) -> int:
    """UPDATE these columns of rows of one model from their instances. Answers how many rows it found."""
    if not rows:
        return 0
    meta = rows[0]._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in columns)]
    arrays = [[_adapted(field, row) for row in rows] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update_many(type(rows[0]), tuple(columns)), [*arrays, current_tenant_id()])
        return int(cursor.rowcount)


def save_unmoved(row: Record, columns: Sequence[str], version: int) -> int:
    """UPDATE these columns of a row that is still at this version. Answers whether it was found."""
    fields: list[Any] = [row._meta.get_field(name) for name in columns]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update_one(type(row), tuple(columns)), [*values, current_tenant_id(), row.pk, version])
        return int(cursor.rowcount)


@cache
def _inserted(model: type[TenantModel]) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


@lru_cache(maxsize=1000)
def _insert_many(model: type[TenantModel], rows: int) -> str:
    quote, fields = connection.ops.quote_name, _inserted(model)
    names = ", ".join(quote(field.column) for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {values} RETURNING id"


@cache
def _update_many(model: type[Record], columns: Sequence[str]) -> str:
    meta, quote = model._meta, connection.ops.quote_name
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in columns)]
    typed = ", ".join(f"%s::{_array_type(field)}" for field in fields)
    assigned = ", ".join(f"{quote(f.column)} = new.{quote(f.column)}::{f.db_type(connection)}" for f in fields[1:])
    names = ", ".join(quote(field.column) for field in fields)
    return (
        f"UPDATE {quote(meta.db_table)} AS old SET {assigned} FROM unnest({typed}) AS new({names})"
        f" WHERE old.tenant_id = %s AND old.id = new.id"
    )


@cache
def _update_one(model: type[Record], columns: Sequence[str]) -> str:
    meta, quote = model._meta, connection.ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in columns]
    assigned = ", ".join(f"{quote(field.column)} = %s::{field.db_type(connection)}" for field in fields)
    return f"UPDATE {quote(meta.db_table)} SET {assigned} WHERE tenant_id = %s AND id = %s AND version = %s"


def _array_type(field: Any) -> str:
    """JSON and arrays travel as text: an array of arrays would have to be rectangular."""
    kind = field.db_type(connection)
    return "bigint[]" if field.primary_key else "text[]" if kind == "jsonb" or kind.endswith("[]") else f"{kind}[]"


def _adapted(field: Any, row: Record) -> Any:
    value = getattr(row, field.attname)
    if value is None:
        return None
    if field.db_type(connection) == "jsonb":
        return field.get_db_prep_save(value, connection).dumps(value)
    return field.get_db_prep_save(value, connection)
