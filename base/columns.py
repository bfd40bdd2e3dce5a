"""A column of a list: what the database is asked for, and how the value reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.fields import SentenceField
from base.states import StateField


@dataclass(frozen=True, slots=True)
class Column:
    """`name` as declared and as seen in URLs; `path` as asked of the database; `kind` decides looks and format."""

    name: str
    path: str
    label: Any
    kind: str = "text"
    choices: dict[str, Any] | None = None

    def text(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        if self.choices:
            return str(self.choices.get(value, value))
        return FORMATS.get(self.kind, str)(value)

    def of(self, row: Any) -> Any:
        """The value of a loaded row."""
        value = row
        for name in self.path.split(LOOKUP_SEP):
            value = getattr(value, name, None)
        return value


def column_for(model: type[models.Model], declared: str | Column) -> Column:
    """Derive a column from a field path. A foreign key shows the field that names its target."""
    if isinstance(declared, Column):
        return declared
    field = field_at(model, declared)
    path, label = declared, field.verbose_name
    if field.is_relation and field.related_model:
        path = f"{declared}{LOOKUP_SEP}{getattr(field.related_model, 'label_field', 'pk')}"
    choices = dict(field.flatchoices) if getattr(field, "flatchoices", None) else None
    return Column(declared, path, label, _kind(field), choices)


def field_at(model: type[models.Model], path: str) -> Any:
    """The field at the end of a path such as `item__code`."""
    *hops, last = path.split(LOOKUP_SEP)
    for hop in hops:
        model = model._meta.get_field(hop).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def _kind(field: Any) -> str:
    if field.name in ("status", "severity"):  # a state that no verb moves, such as stock's
        return "state"
    kinds: tuple[tuple[Any, str], ...] = (
        (StateField, "state"),
        (SentenceField, "sentence"),
        (models.DateTimeField, "instant"),
        (models.DateField, "date"),
        (models.TimeField, "time"),
        (models.BooleanField, "flag"),
        ((models.IntegerField, models.DecimalField), "number"),
        (ArrayField, "list"),
    )
    return next((kind for types, kind in kinds if isinstance(field, types)), "text")


def plain_number(value: Decimal | int) -> str:
    """As many decimals as were meant: 48, not 48.000000."""
    if isinstance(value, Decimal) and int(value.as_tuple().exponent) < 0:
        return f"{value:f}".rstrip("0").rstrip(".")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _instant(value: datetime) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def _date(value: date) -> str:
    return value.isoformat()


def _time(value: time) -> str:
    return f"{value:%H:%M}"


def _flag(value: bool) -> str:
    return str(_("yes")) if value else str(_("no"))


def _list(values: list[str]) -> str:
    """Codes, of permissions and of topics; `*` stands for all of them."""
    return ", ".join(str(_("everything")) if value == "*" else value for value in values)


FORMATS: dict[str, Callable[[Any], str]] = {
    "number": plain_number,
    "instant": _instant,
    "date": _date,
    "time": _time,
    "flag": _flag,
    "list": _list,
}
