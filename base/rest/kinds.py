"""JSON types of columns and form fields, as JSON Schema: what REST documents is what it checks bodies by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.forms.models import ModelChoiceField
from django.utils.translation import override

from base.forms import Lines
from base.references import ReferenceField

Schema = dict[str, Any]

DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
DATE = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"
INSTANT = DATE[:-1] + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
TIME = r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?$"

LARGEST = 2**63 - 1
ID: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
TEXT: Schema = {"type": "string"}
MOST_LINES = 2_000

COLUMNS: tuple[tuple[Any, Schema], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    ((models.ForeignKey, models.IntegerField), {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
    (models.DecimalField, {"type": "string", "pattern": DECIMAL}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.TimeField, {"type": "string", "pattern": TIME}),
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.JSONField, {}),
)
INPUTS: tuple[tuple[Any, Schema], ...] = (
    ((ReferenceField, ModelChoiceField), {"type": ["integer", "string"], "description": "id, or code as text"}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.DecimalField, {"type": ["string", "number"], "pattern": DECIMAL}),
    (forms.FloatField, {"type": "number"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time", "pattern": INSTANT}),
    (forms.DateField, {"type": "string", "format": "date", "pattern": DATE}),
    (forms.TimeField, {"type": "string", "pattern": TIME}),
    (forms.JSONField, {"type": ["array", "object"]}),
)
LIMITS = {"min_value": "minimum", "max_value": "maximum", "max_length": "maxLength"}


def of_column(field: Any) -> Schema:
    """How a stored value is read."""
    if isinstance(field, ArrayField):
        return {"type": "array", "items": of_column(field.base_field)}
    schema = _first(COLUMNS, field) or ({} if isinstance(field, models.JSONField) else TEXT)
    if choices := getattr(field, "flatchoices", None):
        schema = {**schema, "enum": [value for value, _label in choices] + ([""] if field.blank else [])}
    return nullable(schema) if field.null else schema


def of_input(field: forms.Field) -> Schema:
    """How a form's field is sent. Null means empty, where the form takes that."""
    if isinstance(field, Lines):
        return {"type": "array", "items": of_form(field.form), "maxItems": MOST_LINES}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": TEXT | {"enum": _values(field)}}
    schema = {**(_first(INPUTS, field) or TEXT)}
    if isinstance(field, forms.ChoiceField):
        schema["enum"] = _values(field)
    if "pattern" not in schema and not isinstance(field, ReferenceField):
        schema |= {to: getattr(field, name) for name, to in LIMITS.items() if getattr(field, name, None) is not None}
    return schema if field.required else nullable(schema)


def of_form(form: Any, *, partial: bool = False) -> Schema:
    """A form as an object; `partial`: whatever is left out keeps its value."""
    fields: dict[str, forms.Field] = form.base_fields
    properties = {name: _titled(of_input(field), field) for name, field in fields.items()}
    spare = set(fields) if partial else _spare(form)
    required = [name for name, field in fields.items() if field.required and name not in spare]
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def nullable(schema: Schema) -> Schema:
    if "type" not in schema:
        return schema
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [*types, "null"], **values}


def _spare(form: Any) -> set[str]:
    """Fields of a record that data may leave out: they have a default, or follow the row before."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    known = {f.name: f for f in model._meta.concrete_fields} if model else {}
    return {name for name in form.base_fields if name in known and known[name].has_default()} | set(
        getattr(form, "optional", ())
    )


def _titled(schema: Schema, field: forms.Field) -> Schema:
    """Titles are English, whenever the schema is made: some are made while the product starts."""
    with override("en"):
        return {"title": str(field.label), **schema} if field.label else schema


def _values(field: Any) -> list[str]:
    """The values of a choice, those of groups included."""
    flat = [
        pair
        for value, label in field.choices
        for pair in (label if isinstance(label, list | tuple) else [(value, label)])
    ]
    return [str(value) for value, _label in flat if value != "" or not field.required]


def _first(table: tuple[tuple[Any, Schema], ...], field: Any) -> Schema:
    return next((schema for types, schema in table if isinstance(field, types)), {})
