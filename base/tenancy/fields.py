"""The tenant column, and foreign keys and unique constraints that carry it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.sql.where import WhereNode
from django.utils.translation import gettext_lazy as _

from base.tenancy.context import current_tenant_id


class TenantKey(models.BigIntegerField):  # type: ignore[type-arg]
    """Marks a model as owned by a tenant: part of its primary key, and the column row-level security reads.

    A plain number rather than a ForeignKey: the migration autodetector then keeps it inside CreateModel,
    which is what makes the composite primary key possible.
    `append_only` lives here because field options survive into migration states, where grants are written.
    """

    def __init__(self, *args: Any, append_only: bool = False, **kwargs: Any) -> None:
        self.append_only = append_only
        kwargs |= {"editable": False, "default": current_tenant_id}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["default"]
        if self.append_only:
            kwargs["append_only"] = True
        return name, path, list(args), kwargs


@cache
def tenant_key(model: type[models.Model]) -> TenantKey | None:
    """The model's own tenant column, or None for a global table."""
    return next((f for f in model._meta.local_concrete_fields if isinstance(f, TenantKey)), None)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key between tenant tables: `(tenant_id, x_id) -> (tenant_id, id)`; joins repeat the tenant."""

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        own, remote = tenant_key(self.model), tenant_key(self.remote_field.model)
        if not (alias and related_alias and own and remote):
            return None
        exact: Any = own.get_lookup("exact")
        return WhereNode([exact(own.get_col(related_alias), remote.get_col(alias))])

    def formfield(self, **kwargs: Any) -> Any:
        """A search-select, or a code: never a list of every row."""
        from base.references import ReferenceField

        return models.Field.formfield(self, form_class=ReferenceField, model=self.remote_field.model, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """The form resolved the reference and the composite key enforces it: a third look costs a query each."""
        models.Field.validate(self, value, model_instance)


class TenantUnique(models.UniqueConstraint):
    """Unique within the tenant. A duplicate is an error of the visible field, which is the last one named."""

    def __init__(self, *fields: str, name: str, **kwargs: Any) -> None:
        named = kwargs.pop("fields", None) or ("tenant_id", *fields)
        super().__init__(fields=tuple(named), name=name, **kwargs)

    @property
    def visible_fields(self) -> tuple[str, ...]:
        return tuple(f for f in self.fields if f != "tenant_id")

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Migrations see Django's own constraint: the binding to a field is no matter of schema."""
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        try:
            super().validate(model, instance, exclude=exclude, using=using)
        except ValidationError as error:
            raise ValidationError({self.visible_fields[-1]: self.sentence(instance)}) from error

    def sentence(self, instance: models.Model) -> ValidationError:
        value = getattr(instance, self.visible_fields[-1], "")
        text = _("%(value)s is already in use: choose another, or open the existing one")
        return ValidationError(text, code="unique", params={"value": value})
