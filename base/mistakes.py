"""PostgreSQL's errors as refusals: what a constraint refused is said in a sentence, never as a 500."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import Error, models
from django.utils.translation import gettext_lazy as _

from base.refusals import Duplicate, InUse, NotFound, Refusal, Unacceptable
from base.tenancy.fields import TenantUnique

UNIQUE, FOREIGN, CHECK, LOCK_TIMEOUT, QUERY_CANCELLED = "23505", "23503", "23514", "55P03", "57014"
OUT_OF_RANGE = ("22003", "22001", "22008", "22009", "22P05", "22021")


class Busy(Refusal):
    """Somebody else holds the row longer than we wait."""

    status, code, title = 503, "busy", _("Someone else is working on this at the moment: try again")


@contextmanager
def spoken() -> Iterator[None]:
    """Turn an error of the database inside the block into a Refusal, where a person can do something about it."""
    try:
        yield
    except Error as error:
        if (refusal := refusal_for(error)) is None:
            raise
        raise refusal from error


def refusal_for(error: Error) -> Refusal | None:
    cause: Any = error.__cause__
    code = getattr(cause, "pgcode", None)
    name = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    if code == UNIQUE:
        return Duplicate(_duplicate(name))
    if code == FOREIGN:
        return InUse() if "still referenced" in str(cause) else NotFound()
    if code == CHECK:
        return Unacceptable(_check(name))
    if code in OUT_OF_RANGE:
        return Unacceptable()
    return Busy() if code in (LOCK_TIMEOUT, QUERY_CANCELLED) else None


def _duplicate(name: str) -> Any:
    found = constraints().get(name)
    model, constraint = found or (None, None)
    if model is None or not isinstance(constraint, TenantUnique):
        return ""
    named: list[Any] = [model._meta.get_field(name) for name in constraint.visible_fields]
    fields = str(_(", ")).join(str(field.verbose_name) for field in named)
    return _("%(what)s with this %(fields)s already exists") % {"what": model._meta.verbose_name, "fields": fields}


def _check(name: str) -> Any:
    found = constraints().get(name)
    return found[1].get_violation_error_message() if found else ""


@cache
def constraints() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    """Every declared constraint by its name in the database."""
    return {c.name: (m, c) for m in apps.get_models() for c in m._meta.constraints}
