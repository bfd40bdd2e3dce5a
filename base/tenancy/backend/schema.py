"""Walls 2 and 3 in DDL: composite primary and foreign keys, row policies, grants of the two working roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresSchemaEditor
from django.db.models import Model

from base.tenancy.fields import TenantKey, tenant_key

POLICY = """CREATE POLICY tenant_isolation ON {table}
    USING ({column} = current_setting('app.tenant_id')::bigint)
    WITH CHECK ({column} = current_setting('app.tenant_id')::bigint)"""


class DatabaseSchemaEditor(PostgresSchemaEditor):
    sql_create_column_inline_fk: Any = None  # a composite key needs its own ALTER TABLE

    # Wall 2: keys ------------------------------------------------------------------------

    def table_sql(self, model: type[Model]) -> tuple[str, Any]:
        sql, params = super().table_sql(model)
        if key := self._leads_primary_key(model):
            columns = f"{self.quote_name(str(key.column))}, {self.quote_name(str(model._meta.pk.column))}"
            sql = f"{sql.removesuffix(')')}, PRIMARY KEY ({columns}))"
        return sql, params

    def _iter_column_sql(self, db_type: Any, params: Any, model: type[Model], *rest: Any) -> Iterator[str]:
        for part in super()._iter_column_sql(db_type, params, model, *rest):  # type: ignore[misc]
            if not (part == "PRIMARY KEY" and self._leads_primary_key(model)):
                yield part

    def _leads_primary_key(self, model: type[Model]) -> TenantKey | None:
        return None if model._meta.pk.is_relation else tenant_key(model)

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Statement:
        own, remote = tenant_key(model), tenant_key(field.target_field.model)
        if own is None or remote is None:
            return super()._create_fk_sql(model, field, suffix)  # type: ignore[misc, no-any-return]
        target = field.target_field
        return Statement(
            self.sql_create_fk,
            table=Table(model._meta.db_table, self.quote_name),
            name=self._fk_constraint_name(model, field, suffix),  # type: ignore[attr-defined]
            column=Columns(model._meta.db_table, [str(own.column), str(field.column)], self.quote_name),
            to_table=Table(target.model._meta.db_table, self.quote_name),
            to_column=Columns(target.model._meta.db_table, [str(remote.column), str(target.column)], self.quote_name),
            deferrable=" DEFERRABLE INITIALLY IMMEDIATE",
        )

    def _constraint_names(self, model: type[Model], columns: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        names: list[str] = super()._constraint_names(model, columns, *args, **kwargs)  # type: ignore[misc]
        key = tenant_key(model)
        if kwargs.get("foreign_key") and key and columns and len(columns) == 1:
            names += super()._constraint_names(model, [key.column, columns[0]], *args, **kwargs)  # type: ignore[misc]
        return names

    def _field_indexes_sql(self, model: type[Model], field: Any) -> list[Statement]:
        key = tenant_key(model)
        if key and field.db_index and not field.unique and field is not key:
            return [self._create_index_sql(model, fields=[key, field])]  # type: ignore[attr-defined]
        return super()._field_indexes_sql(model, field)  # type: ignore[misc, no-any-return]

    # Wall 3: policies and grants ----------------------------------------------------------

    def create_model(self, model: type[Model]) -> None:
        super().create_model(model)
        table, key = self.quote_name(model._meta.db_table), tenant_key(model)
        if key:
            column = self.quote_name(str(key.column))
            self.deferred_sql += [
                f"ALTER TABLE {table} ADD FOREIGN KEY ({column}) REFERENCES {settings.TENANT_TABLE} (id)",
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                POLICY.format(table=table, column=column),
            ]
        rights = "SELECT, INSERT" if key and key.append_only else "SELECT, INSERT, UPDATE, DELETE"
        self.deferred_sql.append(f"GRANT {rights} ON {table} TO {settings.APP_ROLE}, {settings.PLATFORM_ROLE}")
