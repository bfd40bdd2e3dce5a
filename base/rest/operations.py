"""How each kind of request is documented: plain data, which the schema turns into OpenAPI."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from base.actions import Action
from base.rest import parameters
from base.rest.inputs import bulk_schema, input_name, input_schema
from base.rest.kinds import ID, Schema
from base.rest.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from base.rest.shapes import detail_schema, shape_of
from base.screens import Screen


@dataclass(frozen=True)
class Named:
    """A schema with a place of its own among the components."""

    name: str
    schema: Schema


@dataclass(frozen=True)
class Operation:
    """One request of the documented kind. `refusals`: the statuses it may be refused with, besides the general ones."""

    name: str
    summary: str
    tag: str
    answer: Named | None
    status: int = 200
    body: Named | None = None
    body_required: bool = True
    parameters: tuple[Schema, ...] = ()
    refusals: tuple[int, ...] = ()
    description: str = ""
    cacheable: bool = False
    public: bool = False
    security: tuple[str, ...] = ("token", "session")
    mentions: tuple[Named, ...] = ()


ANSWER = Named(
    "Answer",
    {
        "type": "object",
        "description": "What a write answers, the first time and on every repeat; a verb may add members of its own.",
        "properties": {
            "id": ID,
            "version": {"type": "integer"},
            "state": {"type": "string", "description": "Where the row has states."},
        },
        "required": ["id", "version"],
    },
)
ANSWERS = Named(
    "Answers",
    {
        "type": "object",
        "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Answer"}}},
        "required": ["results"],
    },
)


def header(name: str, description: str, pattern: str, *, required: bool = False) -> Schema:
    schema = {"type": "string", "pattern": pattern}
    return {"in": "header", "name": name, "required": required, "description": description, "schema": schema}


KEY = header("Idempotency-Key", "A repeat with the same key and body gets the first answer.", "^[!-~]{1,100}$")
MATCH = r'^"v[0-9]{1,9}"$'
VERSION = header("If-Match", 'The version read: its ETag, such as "v17".', MATCH)
VERSION_REQUIRED = VERSION | {"required": True}
KNOWN = header("If-None-Match", "ETags already known: 304 if one of them is current.", '^(W/)?"v[0-9]{1,9}"$')
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}


def query(name: str, schema: Schema, description: str = "") -> Schema:
    found: Schema = {"in": "query", "name": name, "schema": schema}
    if schema.get("type") == "array":
        found |= {"explode": name != "sort", "style": "form"}
    return found | ({"description": description} if description else {})


def listed(screen: Screen) -> Operation:
    filters = [query(name, schema) for name, schema in parameters.documented(screen).items()]
    pages = (
        query("cursor", {"type": "string"}, "`next` of the page before."),
        query("limit", LIMIT),
    )
    row = {"$ref": f"#/components/schemas/{screen.model.__name__}"}
    schema: Schema = {
        "type": "object",
        "properties": {"next": {"type": ["string", "null"]}, "results": {"type": "array", "items": row}},
        "required": ["next", "results"],
    }
    name = screen.model.__name__
    return Operation(
        _name("list", screen), f"List {_plural(screen)}", screen.slug, Named(f"{name}Page", schema),
        parameters=(*filters, *pages), refusals=(403,), mentions=(Named(name, shape_of(screen).schema),),
    )  # fmt: skip


def read(screen: Screen) -> Operation:
    answer = Named(f"{screen.model.__name__}Detail", detail_schema(screen))
    return Operation(
        _name("read", screen), f"Read one of the {_plural(screen)}", screen.slug, answer,
        parameters=(KNOWN,), refusals=(403, 404), cacheable=True,
    )  # fmt: skip


def created(screen: Screen) -> Operation:
    add = screen.action("add")
    return Operation(
        _name("add", screen), f"Add to the {_plural(screen)}", screen.slug, ANSWER, 201,
        Named(input_name(add), input_schema(add)), parameters=(KEY,), refusals=(403, 404, 409, 413, 415, 422, 503),
        description=getdoc(add.work) or "",
    )  # fmt: skip


def changed(screen: Screen, method: str) -> Operation:
    change, partial = screen.action("change"), method == "PATCH"
    body = Named(input_name(change, "Partly" if partial else ""), input_schema(change, partial=partial))
    summary = "Change some fields" if partial else "Change all fields; those left out get their default"
    return Operation(
        _name("change_partly" if partial else "change", screen), summary, screen.slug, ANSWER, body=body,
        parameters=(VERSION_REQUIRED, KEY), refusals=(403, 404, 409, 412, 413, 415, 422, 428, 503),
        description=getdoc(change.work) or "",
    )  # fmt: skip


def done(screen: Screen, act: Action) -> Operation:
    schema = input_schema(act)
    return Operation(
        _name(act.verb, screen), str(act.label), screen.slug, ANSWER, body=Named(input_name(act), schema),
        body_required="required" in schema, parameters=(VERSION, KEY),
        refusals=(403, 404, 409, 412, 413, 415, 422, 503), description=getdoc(act.work) or "",
    )  # fmt: skip


def done_to_many(screen: Screen, act: Action) -> Operation:
    return Operation(
        _name(f"{act.verb}_many", screen), f"{act.label}: several rows, all or none", screen.slug, ANSWERS,
        body=Named(input_name(act, "Many"), bulk_schema(act)), parameters=(KEY,), mentions=(ANSWER,),
        refusals=(403, 404, 409, 413, 415, 422, 503), description=getdoc(act.work) or "",
    )  # fmt: skip


def _name(verb: str, screen: Screen) -> str:
    return f"{screen.slug.replace('-', '_')}_{verb}"


def _plural(screen: Screen) -> Any:
    return screen.slug.replace("-", " ")
