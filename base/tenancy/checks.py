"""System checks: what would break one of the walls is refused before it can be migrated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from base.tenancy.fields import TenantForeignKey, tenant_key


@register()
def tenant_models_keep_the_walls(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every tenant model: no global unique, no automatic many-to-many, no inheritance, only composite keys."""
    found = [m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy]
    return [error for model in found for error in _errors(model)]


def _errors(model: type[models.Model]) -> Iterator[CheckMessage]:
    if tenant_key(model) is None:
        if any(tenant_key(parent) for parent in model._meta.parents):
            yield Error(f"{model._meta.label} inherits a tenant table: copy the fields", id="tenancy.E001")
        return
    for many in model._meta.local_many_to_many:
        if many.remote_field.through._meta.auto_created:  # type: ignore[union-attr]
            yield Error(f"{model._meta.label}.{many.name}: name a through model", id="tenancy.E002")
    for field in model._meta.local_fields:
        if complaint := _complaint(field):
            yield Error(f"{model._meta.label}.{field.name}: {complaint}", obj=field, id="tenancy.E003")
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and "tenant_id" not in constraint.fields:
            yield Error(f"{model._meta.label}: {constraint.name} must hold tenant_id", id="tenancy.E004")


def _complaint(field: models.Field[Any, Any]) -> str:
    if field.unique and not field.primary_key:
        return "unique=True is unique over all tenants: use TenantUnique"
    if not isinstance(field, models.ForeignKey):
        return ""
    remote = field.related_model
    if tenant_key(remote) and not isinstance(field, TenantForeignKey):
        return "use TenantForeignKey"
    if tenant_key(remote) is None and field.remote_field.related_name != "+":
        return 'a key to a global table takes related_name="+"'
    return ""
