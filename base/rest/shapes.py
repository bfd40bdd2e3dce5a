"""What is read of a row: every column, references as id and label, and the other columns its list shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP

from base.columns import Column, field_at
from base.fields import SearchField
from base.forms import Lines
from base.rest.kinds import Schema, nullable, of_column
from base.screens import Screen
from base.tenancy.fields import TenantKey


@dataclass(frozen=True)
class Shape:
    """Members of a JSON object: where each is read, and its type."""

    paths: dict[str, str]
    kinds: dict[str, Schema]

    def of(self, rows: QuerySet[Any], **more: Any) -> QuerySet[Any]:
        """The rows as dicts, straight from the database."""
        renamed = {name: F(path) for name, path in self.paths.items() if name != path}
        return rows.values(*(name for name in self.paths if name not in renamed), **renamed, **more)

    @property
    def schema(self) -> Schema:
        return {"type": "object", "properties": self.kinds, "required": list(self.kinds)}


@cache
def shape_of(screen: Screen) -> Shape:
    """Of a screen's rows, in lists and details."""
    return _shape(screen.model, screen.list_columns)


@cache
def lines_of(screen: Screen) -> dict[str, tuple[Lines, Any, Shape]]:
    """The tables of lines in a record: the form's field, the relation, the shape of a row."""
    found = {}
    for name, lines in screen.lines.items():
        relation: Any = screen.model._meta.get_field(lines.rows)
        found[name] = lines, relation, _shape(relation.related_model, (), relation.field.name)
    return found


def detail_schema(screen: Screen) -> Schema:
    own, tables = shape_of(screen).schema, lines_of(screen)
    rows = {name: {"type": "array", "items": shape.schema} for name, (_lines, _relation, shape) in tables.items()}
    return own | {"properties": own["properties"] | rows, "required": [*own["required"], *rows]}


def read_lines(screen: Screen, pk: int) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name, (lines, relation, shape) in lines_of(screen).items():
        rows = relation.related_model.objects.filter(**{relation.field.attname: pk})
        found[name] = list(shape.of(rows.order_by(lines.key)))
    return found


def _shape(model: type[Model], columns: Iterable[Column], without: str = "") -> Shape:
    paths: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, TenantKey | SearchField) or field.name == without:
            continue
        paths[field.name] = field.name
        if label := getattr(field.related_model, "label_field", "") if field.is_relation else "":
            paths[f"{field.name}_label"] = f"{field.name}{LOOKUP_SEP}{label}"
    paths |= {column.path: column.path for column in columns if LOOKUP_SEP in column.name}
    return Shape(paths, {name: _kind(model, path) for name, path in paths.items()})


def _kind(model: type[Model], path: str) -> Schema:
    """Null wherever a reference on the way may be."""
    hops = path.split(LOOKUP_SEP)
    optional = any(field_at(model, LOOKUP_SEP.join(hops[:n])).null for n in range(1, len(hops)))
    kind = of_column(field_at(model, path))
    return nullable(kind) if optional and "null" not in kind.get("type", ()) else kind
