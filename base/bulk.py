"""Writing rows from their instances: one statement, typed values, its text composed once for a model and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection

from base.records import Record
from base.tenancy.context import current_tenant_id


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
