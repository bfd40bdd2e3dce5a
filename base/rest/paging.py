"""Pages by cursor: the next one begins after the last row seen, whatever was inserted before it meanwhile."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from base.columns import field_at
from base.rest.parameters import fault
from base.rest.problems import BadRequest
from base.rest.shapes import Shape

DEFAULT_LIMIT, LARGEST_LIMIT = 50, 200
SALT = "loopworks.cursor"
Order = list[tuple[str, bool]]


def page(rows: QuerySet[Any], shape: Shape, query: Any) -> dict[str, Any]:
    """`limit` rows after `cursor`, and the cursor of the page after them: null on the last one."""
    limit, order = _limit(query.get("limit")), _order(rows)
    if cursor := query.get("cursor"):
        rows = rows.filter(_after(order, _read(rows.model, order, cursor)))
    keys = {f"_key{number}": F(path) for number, (path, _descending) in enumerate(order)}
    sorted_rows = rows.order_by(*(f"-{path}" if descending else path for path, descending in order))
    found = list(shape.of(sorted_rows, **keys)[: limit + 1])
    places = [[row.pop(key) for key in keys] for row in found]
    return {"next": _written(order, places[limit - 1]) if len(found) > limit else None, "results": found[:limit]}


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= LARGEST_LIMIT):
        raise BadRequest([fault("limit", "invalid", _("From 1 to %(most)d") % {"most": LARGEST_LIMIT})])
    return int(text)


def _order(rows: QuerySet[Any]) -> Order:
    """The order asked for, made total by the id: (path, descending)."""
    asked = [str(name) for name in rows.query.order_by]
    if not {"id", "-id"} & set(asked):
        asked.append("id")
    return [(name.removeprefix("-"), name.startswith("-")) for name in asked]


def _after(order: Order, place: list[Any]) -> Q:
    """Rows that come later: the same in the first keys and later in the next one."""
    later, same = [], Q()
    for (path, descending), value in zip(order, place, strict=True):
        later.append(same & _beyond(path, descending, value))
        same &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
    return reduce(or_, later)


def _beyond(path: str, descending: bool, value: Any) -> Q:
    """PostgreSQL puts nulls last, and first when descending."""
    if value is None:
        return Q(**{f"{path}__isnull": False}) if descending else Q(pk__in=[])
    if descending:
        return Q(**{f"{path}__lt": value})
    return Q(**{f"{path}__gt": value}) | Q(**{f"{path}__isnull": True})


def _written(order: Order, place: list[Any]) -> str:
    values = [None if value is None else str(value) for value in place]
    return signing.dumps([order, values], salt=SALT)


def _read(model: type[Model], order: Order, cursor: str) -> list[Any]:
    try:
        written, values = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        written, values = None, []
    if written != [list(key) for key in order]:
        raise BadRequest([fault("cursor", "invalid", _("Of another list or another order: begin without it"))])
    fields = [field_at(model, path) for path, _descending in order]
    return [None if value is None else field.to_python(value) for field, value in zip(fields, values, strict=True)]
