"""The abstract models every tenant table starts from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.states import Transitions
from base.tenancy.fields import TenantKey

if TYPE_CHECKING:
    from base.people import Actor


class TenantQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Rows this actor may see within the tenant. A model with row scope (site, supplier) overrides it."""
        return self


class TenantModel(models.Model):
    """A table owned by tenants: primary key (tenant_id, id), row-level security."""

    id = models.BigAutoField(primary_key=True)
    tenant_id = TenantKey()

    objects = TenantQuerySet.as_manager()

    one_of_many = False  # in a set, uniqueness is left to the database: one statement instead of a query each

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        """Forms exclude tenant_id because nobody types it; unique constraints still contain it.

        Check constraints are left to PostgreSQL, which answers in the same statement (see base/mistakes.py):
        Django would ask one query for each of them.
        """
        left_out = set(exclude or ()) - {"tenant_id"}
        checks = [c for c in self._meta.constraints if isinstance(c, models.UniqueConstraint)]
        for constraint in () if self.one_of_many else checks:
            constraint.validate(type(self), self, exclude=left_out)


class LedgerModel(TenantModel):
    """A table that only grows: the application role has no right to update or delete."""

    tenant_id = TenantKey(append_only=True)

    class Meta:
        abstract = True


class Record(TenantModel):
    """A row people edit: a version for optimistic locking, `ext` for the tenant's own fields, a field that names it."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    ext = models.JSONField(_("own fields"), default=dict, blank=True, editable=False)

    label_field: ClassVar[str]
    transitions: ClassVar[Transitions | None] = None
    author_column: ClassVar[str] = ""  # says which user made it
    locked_after: ClassVar[str] = ""  # the path to the row it is part of, which everybody locks first
    secret = ""  # what a verb makes and hands over this once: never stored, never in the journal
    told: dict[str, tuple[Any, Any]] | None = None  # more for the audit line than columns: name -> (before, after)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.label_field))

    def values(self) -> dict[str, Any]:
        """The row as column values, for comparing before with after."""
        return {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}

    def derive(self) -> None:
        """Bring columns computed from others (such as the search text) up to date."""
        for field in self._meta.concrete_fields:
            if compute := getattr(field, "compute", None):
                setattr(self, field.attname, compute(self))
