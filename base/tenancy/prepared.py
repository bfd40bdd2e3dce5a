"""Reads whose SQL is composed once: Django writes it at the first call, every later one only fills in the values.

    @prepared
    def operations_of(order: Any) -> QuerySet[Any]:
        return WorkOrderOperation.objects.filter(work_order=order).order_by("sequence")

    operations_of(order.pk)  # a list, read from the database at each call

Only the text of the statement is kept, never a row. The tenant is a value like the others, asked for at each call:
without a tenant in scope and an open transaction the read is a TenantError, like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from base.tenancy.context import TenantError, current_tenant_id

_composing: ContextVar[bool] = ContextVar("composing", default=False)


class Given(Value):
    """Stands in a statement for the value in this place of a call."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


TENANT = Given(0)


def tenant_or_its_place(tenant: int) -> Any:
    """What the wall writes into a statement: the tenant, or, while one is composed for all of them, where it goes."""
    return TENANT if _composing.get() else tenant


class Prepared:
    """A read of one statement. Its values go to the driver as they are: ids, texts, days, a tuple for `__in`.

    None is no value for it (nothing equals NULL), nor is an empty tuple.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any]]) -> None:
        self._compose = compose
        self._composed: _Composed | None = None

    def __call__(self, *values: Any) -> list[Any]:
        tenant = current_tenant_id()  # before composing: with all tenants in scope the wall would not be built
        if self._composed is None:
            self._composed = _Composed.of(self._compose(*map(Given, range(1, len(values) + 1))))
        return self._composed.rows((tenant, *values))


prepared = Prepared


@dataclass(frozen=True)
class _Composed:
    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    values: Sequence[Any]
    converters: dict[int, Any]

    @classmethod
    def of(cls, queryset: QuerySet[Any]) -> _Composed:
        compiler = queryset.query.get_compiler(using=queryset.db)
        with _while_composing():
            sql, values = compiler.as_sql()
        selected = [column[0] for column in compiler.select[: compiler.col_count]]
        return cls(queryset, compiler, sql, values, compiler.get_converters(selected))

    def rows(self, given: Sequence[Any]) -> list[Any]:
        rows: Any = self.queryset._iterable_class
        return list(rows(_Filled(self, given)))


class _Filled(SQLCompiler):
    """What Django's iterables ask of a queryset, its query and its compiler, with the statement already there."""

    query: Any
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, composed: _Composed, given: Sequence[Any]) -> None:
        self.__dict__ |= composed.compiler.__dict__
        self.connection = connections[composed.queryset.db]  # this thread's own
        self.db, self.model = composed.queryset.db, composed.queryset.model
        self._composed = composed
        self._values = [given[value.value] if isinstance(value, Given) else value for value in composed.values]
        self.query = self

    def get_compiler(self, using: str) -> _Filled:
        return self

    def as_sql(self, *_args: Any, **_options: Any) -> Any:
        if not self.connection.in_atomic_block:
            raise TenantError(f"query on {self.model._meta.label} outside a transaction")
        return self._composed.sql, self._values

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        return self._composed.converters


@contextmanager
def _while_composing() -> Iterator[None]:
    token = _composing.set(True)
    try:
        yield
    finally:
        _composing.reset(token)
