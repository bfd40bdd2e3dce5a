"""Request bodies held against their documented shape, before a form sees them: a form would read a list as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from django.utils.translation import gettext_lazy as _

from base.rest.kinds import Schema
from base.rest.problems import BadInput, Fault

DEEPEST = 16
NAMES = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}


def checked(body: Any, schema: Schema) -> dict[str, Any]:
    """The body, if it has the shape of `schema`; raises BadInput naming every member that has not."""
    if faults := list(_faults(body, schema, "", 0)):
        raise BadInput(faults)
    return body  # type: ignore[no-any-return]


def _faults(value: Any, schema: Schema, pointer: str, depth: int) -> Iterator[Fault]:
    if depth > DEEPEST:
        yield _fault(pointer, "too_deep", _("Nested too deeply"))
    elif not _is(value, schema.get("type", [])):
        yield _fault(pointer, "type", _("This must be %(types)s") % {"types": _text(schema["type"])})
    elif isinstance(value, dict):
        yield from _of_members(value, schema, pointer, depth)
    elif isinstance(value, list):
        yield from _of_rows(value, schema, pointer, depth)
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield _fault(pointer, "format", _("%(value)s is not of the documented form") % {"value": value[:100]})
    elif isinstance(value, float) and not isfinite(value):
        yield _fault(pointer, "type", _("This number is out of range"))


def _of_members(value: dict[str, Any], schema: Schema, pointer: str, depth: int) -> Iterator[Fault]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _fault(f"{pointer}/{name}", "required", _("This field is required."))
    for name, member in value.items():
        at = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name in known or schema.get("additionalProperties", True) is not False:
            yield from _faults(member, known.get(name, {}), at, depth + 1)
        else:
            yield _fault(at, "unknown", _("Unknown; known are %(names)s") % {"names": ", ".join(known) or "-"})


def _of_rows(value: list[Any], schema: Schema, pointer: str, depth: int) -> Iterator[Fault]:
    if len(value) > schema.get("maxItems", len(value)):
        yield _fault(pointer, "too_many", _("At most %(count)d") % {"count": schema["maxItems"]})
        return
    if len(value) < schema.get("minItems", 0):
        yield _fault(pointer, "too_few", _("At least %(count)d") % {"count": schema["minItems"]})
    if schema.get("uniqueItems") and len(set(map(str, value))) < len(value):
        yield _fault(pointer, "twice", _("The same value stands here twice"))
    for number, row in enumerate(value):
        yield from _faults(row, schema.get("items", {}), f"{pointer}/{number}", depth + 1)


def _is(value: Any, types: str | list[str]) -> bool:
    """Whether a JSON value is of one of these types; no type means any."""
    wanted = [types] if isinstance(types, str) else types
    name = "null" if value is None else NAMES[type(value)]
    return not wanted or name in wanted or (name == "integer" and "number" in wanted)


def _text(types: str | list[str]) -> str:
    return types if isinstance(types, str) else " / ".join(types)


def _fault(pointer: str, code: str, detail: Any) -> Fault:
    return {"pointer": pointer, "code": code, "detail": str(detail)}
