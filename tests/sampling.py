"""Rows of any model, filled by the types of its fields, so that new models are crawled without being asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from base.tenancy.fields import tenant_key

FIRST = datetime(2026, 12, 1, 8, tzinfo=UTC)


def tenant_models() -> list[type[Any]]:
    """Every model that a tenant owns rows of."""
    return [m for m in apps.get_models(include_auto_created=True) if tenant_key(m) and not m._meta.proxy]


@dataclass
class Samples:
    """Rows of the tenant in scope. Every text in them starts with `marker`.

    Rows of another number have other values, and refer to rows of their own number.
    """

    marker: str
    made: dict[tuple[type[Any], int], Any] = field(default_factory=dict)

    def row(self, model: type[Any], number: int = 1) -> Any:
        """The row of this number: always the same one."""
        if (model, number) not in self.made:
            self.made[model, number] = self.new(model, number)
        return self.made[model, number]

    def new(self, model: type[Any], number: int = 1, **given: Any) -> Any:
        """One more row; `given` wins over what would be filled in."""
        wanted = [f for f in model._meta.concrete_fields if f.name not in given and _is_filled(f)]
        return model.objects.create(**{f.name: self._value(f, number) for f in wanted} | given)

    def _value(self, filled: Any, number: int) -> Any:
        if isinstance(filled, models.ForeignKey):
            return self.row(filled.related_model, number)
        if filled.choices:
            return filled.choices[0][0]
        place = filled.model._meta.concrete_fields.index(filled)  # a field declared later is given a later instant
        kinds: tuple[tuple[Any, Any], ...] = (
            (models.DateTimeField, FIRST + timedelta(days=number, minutes=place)),
            (models.DateField, FIRST.date() + timedelta(days=number)),
            (models.TimeField, time(8)),
            (models.BooleanField, False),
            (models.UUIDField, uuid.uuid4()),
            (models.JSONField, {}),
            (models.BinaryField, b""),
            (ArrayField, []),
            ((models.IntegerField, models.DecimalField), number),
        )
        text = f"{self.marker}-{number}"[: filled.max_length]
        return next((value for kind, value in kinds if isinstance(filled, kind)), text)


def _is_filled(declared: Any) -> bool:
    """What must be, and what refers to another row; texts that may be empty, but should tell whose they are too."""
    if isinstance(declared, models.ForeignKey):
        return declared.related_model is not declared.model
    if declared.primary_key or declared.null:
        return False
    is_text = isinstance(declared, models.CharField | models.TextField) and not declared.choices and declared.editable
    unique = [c.fields for c in declared.model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    telling = declared.default == "" or any(declared.name in fields for fields in unique)
    return not declared.has_default() or (is_text and telling)
