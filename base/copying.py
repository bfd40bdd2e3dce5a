"""Rows by the million: read and written with PostgreSQL's COPY, as columns of numbers, for the tenant in scope.

    found = numbers(Order.objects.filter(open=True), ("id", "version", "due_on", "quantity"))
    found["due_on"]  # an array of day numbers

A value travels as a whole number: a date as the days since 0001-01-01, a decimal in units of its last place, a choice
as its place among the choices, yes and no as 1 and 0, NULL as NONE. Texts are read as their fingerprints, which is
enough to see a change, and written as they are. COPY cannot fill a table behind row-level security: rows are copied
into a temporary table and taken from there by one statement, which the walls look at as at any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
from django.db import connection, models
from django.db.models import Func, QuerySet
from numpy.typing import NDArray

from base.records import Record, TenantModel
from base.tenancy.context import TenantError, current_tenant_id

Column = NDArray[Any]
Columns = Mapping[str, Column]

NONE = -(2**63)
CHUNK = 10_000  # rows made into text at a time
HEAD, TAIL, CELL = 19, 2, np.dtype([("bytes", ">i4"), ("value", ">i8")])  # of COPY's binary format
FINGERPRINT = "('x' || left(encode(sha256(convert_to({}, 'UTF8')), 'hex'), 16))::bit(64)::bigint"


def fingerprints(texts: Sequence[str]) -> Column:
    """The numbers that these texts are read as."""
    known = {text: _fingerprint(text) for text in set(texts)}
    return np.array([known[text] for text in texts], np.int64)


def _fingerprint(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


# Out --------------------------------------------------------------------------------------


def numbers(rows: QuerySet[Any], names: Sequence[str]) -> dict[str, Column]:
    """These columns of the rows, as arrays under their names. Without a tenant in scope a TenantError."""
    fields = [rows.model._meta.get_field(name) for name in names]
    sql, values = rows.order_by().values_list(*map(_number, fields)).query.get_compiler(connection=connection).as_sql()
    table = _copied_out(sql, values, len(names))
    return {name: table[:, place].astype(np.int64) for place, name in enumerate(names)}


def _copied_out(sql: str, values: Sequence[Any], width: int) -> Column:
    """What a statement answers, its columns all numbers and none of them NULL, as a table."""
    taken = BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        query = cursor.mogrify(sql, values).decode()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", taken)
    record = np.dtype([("cells", ">i2"), ("row", CELL, (width,))])
    count = (taken.tell() - HEAD - TAIL) // record.itemsize
    return np.frombuffer(taken.getbuffer(), record, count, HEAD)["row"]["value"]


def _number(field: Any) -> Func:
    """A column as the number that stands for its value."""
    return Func(
        field.attname, template=f"coalesce(({_sql(field)})::bigint, {NONE})", output_field=models.BigIntegerField()
    )


def _sql(field: Any) -> str:
    column = "%(expressions)s"
    if isinstance(field, models.DateField):
        return f"{column} - DATE '0001-01-01'"
    if isinstance(field, models.DecimalField):
        return f"{column} * {10**field.decimal_places}"
    if isinstance(field, models.BooleanField):
        return f"{column}::int"
    if field.choices:
        return f"array_position('{{{','.join(_choices(field))}}}'::text[], {column}::text) - 1"
    return FINGERPRINT.format(column) if isinstance(field, models.CharField | models.TextField) else column


def _choices(field: Any) -> list[str]:
    return [value for value, _label in field.flatchoices]


# In ---------------------------------------------------------------------------------------


def insert(model: type[TenantModel], columns: Columns) -> Column:
    """New rows, the other columns as the model has them by default. Answers their ids, in the order given."""
    names, others = _columns(model, columns), _defaults(model, columns)
    into = ", ".join(["tenant_id", *names, *(_quoted(field.column) for field in others)])
    given = ", ".join(["%s", *names, *(f"%s::{field.db_type(connection)}" for field in others)])
    values = [field.get_db_prep_save(field.get_default(), connection) for field in others]
    with _staged(model, columns) as staged:
        sql = f"INSERT INTO {_table(model)} ({into}) SELECT {given} FROM {staged} RETURNING id"
        return _copied_out(sql, [current_tenant_id(), *values], 1)[:, 0].astype(np.int64)


def update(model: type[TenantModel], columns: Columns) -> int:
    """Write these columns of the rows with their `id`; of a Record also the `version` it was read with, which rises.

    Records that somebody moved since are left as they are. Answers how many rows were written.
    """
    names = [name for name in _columns(model, columns) if name not in ('"id"', '"version"')]
    assigned = [f"{name} = new.{name}" for name in names] + ["version = old.version + 1"] * issubclass(model, Record)
    with _staged(model, columns) as staged:
        sql = f"UPDATE {_table(model)} AS old SET {', '.join(assigned)} FROM {staged} AS new WHERE {_same(model)}"
        return _done(sql)


def delete(model: type[TenantModel], columns: Columns) -> int:
    """Delete the rows with these ids, of Records those still at their `version`. Answers how many that were."""
    with _staged(model, columns) as staged:
        return _done(f"DELETE FROM {_table(model)} AS old USING {staged} AS new WHERE {_same(model)}")


def _same(model: type[TenantModel]) -> str:
    unmoved = " AND old.version = new.version" if issubclass(model, Record) else ""
    return f"old.tenant_id = %s AND old.id = new.id{unmoved}"


def _done(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [current_tenant_id()])
        return int(cursor.rowcount)


@contextmanager
def _staged(model: type[TenantModel], columns: Columns) -> Iterator[str]:
    """A temporary table of these rows. It is read in the order it was filled: PostgreSQL reads one neither in parallel
    nor from the middle."""
    if not connection.in_atomic_block:
        raise TenantError(f"copy of {model._meta.label} outside a transaction")
    names = ", ".join(_columns(model, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {names} FROM {_table(model)} WITH NO DATA")
        with connection.wrap_database_errors:
            cursor.copy_expert("COPY pg_temp.staged FROM STDIN", _Stream(_chunks(model, columns)))
        yield "pg_temp.staged"
        cursor.execute("DROP TABLE pg_temp.staged")


class _Stream:
    """A file whose text is made while it is read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _size: int) -> bytes:
        return next(self._chunks, b"")


def _chunks(model: type[TenantModel], columns: Columns) -> Iterator[bytes]:
    """The rows in COPY's text format."""
    fields = _fields(model, columns)
    for start in range(0, len(next(iter(columns.values()))), CHUNK):
        part = [values[start : start + CHUNK] for values in columns.values()]
        cells = [_texts(field, values) for field, values in zip(fields, part, strict=True)]
        yield "".join("\t".join(row) + "\n" for row in zip(*cells, strict=True)).encode()


def _texts(field: Any, values: Column) -> list[str]:
    """What stands for these values in the text format."""
    if values.dtype == object:
        return [_escaped(text) for text in values.tolist()]
    written = _writer(field)
    distinct, place = np.unique(values, return_inverse=True)
    texts = [r"\N" if number == NONE else written(number) for number in distinct.tolist()]
    return list(np.array(texts, object)[place])


def _writer(field: Any) -> Callable[[int], str]:
    if isinstance(field, models.DateField):
        return lambda days: date.fromordinal(days + 1).isoformat()
    if isinstance(field, models.DecimalField):
        return lambda units: f"{units}e-{field.decimal_places}"
    if field.choices:
        return _choices(field).__getitem__
    return str


def _escaped(text: str | None) -> str:
    if text is None:
        return r"\N"
    return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def _fields(model: type[TenantModel], columns: Columns) -> list[Any]:
    return [model._meta.get_field(name) for name in columns]


def _columns(model: type[TenantModel], columns: Columns) -> list[str]:
    return [_quoted(field.column) for field in _fields(model, columns)]


def _defaults(model: type[TenantModel], columns: Columns) -> list[Any]:
    """The fields that are not given."""
    given = {"id", "tenant_id", *(field.attname for field in _fields(model, columns))}
    return [field for field in model._meta.concrete_fields if field.attname not in given]


def _table(model: type[TenantModel]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
