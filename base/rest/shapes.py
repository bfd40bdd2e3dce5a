"""What is read of a row: every column, references as id and label, and the other columns its list shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import CASCADE, F, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP

from base.columns import Column, field_at
from base.fields import SearchField
from base.panels import Children
from base.rest.kinds import Schema, nullable, of_column
from base.screens import SCREENS, Screen
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


@dataclass(frozen=True)
class Table:
    """Rows that are part of a record: `path` leads from one of them back to it, `order` sorts them."""

    model: Any
    path: str
    order: str
    shape: Shape

    def of(self, pk: int) -> list[dict[str, Any]]:
        return list(self.shape.of(self.model.objects.filter(**{self.path: pk}).order_by(self.order, "id")))


@cache
def tables_of(screen: Screen) -> dict[str, Table]:
    """The lines people fill in, and whatever else on the record's page is part of it and has no list of its own."""
    found: dict[str, Table] = {}
    for name, lines in screen.lines.items():
        relation: Any = screen.model._meta.get_field(lines.rows)
        found[name] = _table(relation, lines.key)
    known = {table.model for table in found.values()}
    for panel in screen.panels:
        if isinstance(panel, Children) and panel.model not in SCREENS and panel.model not in known:
            relation = _part(screen.model, panel)
            if relation:
                found[relation.name] = _table(relation, next(iter(panel.order or panel.columns), "id"))
    return found


def _part(model: Any, panel: Children) -> Any:
    """The relation to rows numbered within the record, or gone with it; None where they only mention it."""
    relations = (r for r in model._meta.related_objects if r.related_model is panel.model and r.field.name == panel.of)
    return next((r for r in relations if r.on_delete is CASCADE or _is_numbered(panel)), None)


def _is_numbered(panel: Children) -> bool:
    return any(
        ("tenant_id", panel.of, "position") == tuple(rule.fields) for rule in panel.model._meta.total_unique_constraints
    )


def _table(relation: Any, order: str) -> Table:
    shape = _shape(relation.related_model, (), relation.field.name)
    return Table(relation.related_model, relation.field.attname, order, shape)


def detail_schema(screen: Screen) -> Schema:
    own, tables = shape_of(screen).schema, tables_of(screen)
    rows = {name: {"type": "array", "items": table.shape.schema} for name, table in tables.items()}
    return own | {"properties": own["properties"] | rows, "required": [*own["required"], *rows]}


def read_tables(screen: Screen, pk: int) -> dict[str, list[dict[str, Any]]]:
    return {name: table.of(pk) for name, table in tables_of(screen).items()}


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
