"""What an action takes, derived from its form."""

from __future__ import annotations

from functools import cache
from typing import Any

from base.actions import Action
from base.rest.kinds import ID, Schema, of_form

MOST_ROWS = 1_000


@cache
def input_schema(act: Action, *, partial: bool = False) -> Schema:
    """The body of one verb for one row. `partial`: what is left out keeps its value."""
    form: Any = act.form
    return of_form(form, partial=partial)


@cache
def bulk_schema(act: Action) -> Schema:
    """The same for several rows, named by `ids`."""
    one = input_schema(act)
    ids: Schema = {"type": "array", "items": ID, "minItems": 1, "maxItems": MOST_ROWS, "uniqueItems": True}
    return one | {"properties": {"ids": ids, **one["properties"]}, "required": ["ids", *one.get("required", [])]}


def input_name(act: Action, suffix: str = "") -> str:
    """`WorkOrderReleaseInput`, `WorkOrderReleaseManyInput`, `ItemPatchInput`."""
    return f"{act.model.__name__}{act.verb.title().replace('_', '')}{suffix}Input"
