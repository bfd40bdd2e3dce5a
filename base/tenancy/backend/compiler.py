"""Wall 1: every statement on a tenant table names the tenant, or does not run.

The tenant is added when the SQL is compiled, so querysets built at import time (forms, filters,
screens) are safe: they ask who the tenant is only when they run.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.postgresql import compiler as postgresql
from django.db.models import Model
from django.db.models.sql import compiler
from django.db.models.sql.where import WhereNode

from base.tenancy.context import EVERYONE, TenantError, scope
from base.tenancy.fields import TenantKey, tenant_key
from base.tenancy.prepared import tenant_or_its_place


def tenant_of(connection: Any, model: type[Model] | None) -> tuple[TenantKey, int] | None:
    """The tenant a statement on `model` must name; None for global tables and the all-tenants scope."""
    key = tenant_key(model) if model is not None else None
    tenant = scope()
    if key is None or tenant is EVERYONE:
        return None
    assert model is not None
    if not isinstance(tenant, int):
        raise TenantError(f"query on {model._meta.label} outside a tenant scope")
    if not connection.in_atomic_block:
        raise TenantError(f"query on {model._meta.label} outside a transaction")
    return key, tenant


@cache
def models_by_table() -> dict[str, type[Model]]:
    return {m._meta.db_table: m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy}


def named(key: TenantKey, tenant: int, alias: str) -> Any:
    """The condition `alias.tenant_id = tenant`."""
    exact: Any = key.get_lookup("exact")
    return exact(key.get_col(alias), tenant_or_its_place(tenant))


class SQLCompiler(postgresql.SQLCompiler):
    where: Any

    def pre_sql_setup(self, with_col_aliases: bool = False) -> Any:
        prepared = super().pre_sql_setup(with_col_aliases=with_col_aliases)
        alias = None if self.query.combinator else self._first_table()
        if alias and (tenant := tenant_of(self.connection, self._model(alias))):
            self.where = WhereNode([self.where, named(*tenant, alias)] if self.where else [named(*tenant, alias)])
        return prepared

    def _first_table(self) -> str | None:
        """exclude() across a relation trims leading joins and leaves the base table with no references."""
        return next((a for a in self.query.alias_map if self.query.alias_refcount.get(a)), None)

    def _model(self, alias: str) -> type[Model] | None:
        return models_by_table().get(self.query.alias_map[alias].table_name)


class SQLInsertCompiler(postgresql.SQLInsertCompiler):
    def as_sql(self) -> Any:  # type: ignore[override]
        if tenant := tenant_of(self.connection, self.query.model):
            key, expected = tenant
            for row in self.query.objs:
                if (found := getattr(row, key.attname)) != expected:
                    raise TenantError(f"insert for tenant {found} in the scope of tenant {expected}")
        return super().as_sql()


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    query: Any

    def pre_sql_setup(self) -> Any:  # type: ignore[override]
        prepared = super().pre_sql_setup()
        if tenant := tenant_of(self.connection, self.query.model):
            self.query = self.query.clone()
            alias = self.query.base_table or self.query.get_initial_alias()
            self.query.where = WhereNode([self.query.where, named(*tenant, alias)])
        return prepared


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    def _as_sql(self, query: Any) -> Any:
        if tenant := tenant_of(self.connection, query.model):
            query = query.clone()
            query.where = WhereNode([query.where, named(*tenant, query.model._meta.db_table)])
        return super()._as_sql(query)  # type: ignore[misc]


class SQLAggregateCompiler(compiler.SQLAggregateCompiler):
    """Its inner query goes through SQLCompiler above."""
