"""Django's PostgreSQL backend plus the three walls."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base, features, operations
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from base.tenancy.backend.schema import DatabaseSchemaEditor
from base.tenancy.context import scope
from base.tenancy.fields import tenant_key


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """`id` alone is no primary key here, so GROUP BY may not collapse to it."""
        return tenant_key(model) is None and super().allows_group_by_selected_pks_on_model(model)


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "base.tenancy.backend.compiler"

    def sequence_reset_sql(self, style: Any, model_list: Any) -> list[str]:
        """`max(id)` under row-level security sees one tenant: it would rewind a shared sequence."""
        return super().sequence_reset_sql(style, [m for m in model_list if tenant_key(m) is None])


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
    features_class = DatabaseFeatures

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit and isinstance(scope(), int):
            self.tell_tenant()

    def tell_tenant(self) -> None:
        """Set the tenant for this transaction. An aborted one is left alone: the setting dies with it."""
        if self.needs_rollback or self.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR:
            return
        tenant = scope()
        named = tenant if isinstance(tenant, int) else ""
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL app.tenant_id = '{named}'")
