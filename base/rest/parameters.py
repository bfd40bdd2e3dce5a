"""Query parameters of a list: the screen's own filters, each known by name and refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import SuffixedMultiWidget

from base.filters import ReferenceFilter, ScreenFilterSet
from base.people import Actor
from base.references import ReferenceField
from base.rest.kinds import DATE, TEXT, Schema
from base.rest.problems import BadRequest, Fault
from base.screens import Screen

OF_THE_PAGE = ("cursor", "limit")


def found(screen: Screen, query: QueryDict, actor: Actor) -> ScreenFilterSet:
    """The screen's filters with these parameters; raises BadRequest naming the ones that are of no use."""
    filters = screen.filterset(query, queryset=screen.visible(actor).order_by(*screen.order))
    if faults := [*_unknown(filters, query), *_unusable(filters, query)]:
        raise BadRequest(faults)
    return filters


def documented(screen: Screen) -> dict[str, Schema]:
    """Every parameter of a screen's list with its JSON type."""
    filters = screen.filterset({}, queryset=screen.model.objects.none())
    return {
        name: _schema(declared, part)
        for key, declared in filters.filters.items()
        for name, part in _parts(key, filters.form.fields[key]).items()
    }


def _unknown(filters: ScreenFilterSet, query: QueryDict) -> Iterator[Fault]:
    known = {name for key in filters.filters for name in _parts(key, filters.form.fields[key])}
    for name in sorted(set(query) - known - set(OF_THE_PAGE)):
        names = ", ".join([*sorted(known), *OF_THE_PAGE])
        yield fault(name, "unknown", _("%(name)s: unknown; known are %(names)s") % {"name": name, "names": names})


def _unusable(filters: ScreenFilterSet, query: QueryDict) -> Iterator[Fault]:
    """A range says which of its ends; a flag, which the form would read as "any", is read strictly."""
    for key, declared in filters.filters.items():
        for name, part in _parts(key, filters.form.fields[key]).items():
            if name in query and (sentence := _objection(declared, part, query.get(name, ""))):
                yield fault(name, "invalid", sentence)
    for key, errors in filters.form.errors.get_json_data().items():
        parts = _parts(key, filters.form.fields[key])
        if len(parts) == 1 or isinstance(filters.filters[key], ReferenceFilter):
            yield from (fault(key, error["code"], error["message"]) for error in errors)


def _objection(declared: Any, part: forms.Field, value: str) -> Any:
    if not value and not isinstance(declared, df.CharFilter | ReferenceFilter):
        return _("Leave it out, or give it a value")
    if isinstance(declared, df.BooleanFilter):
        return "" if value.lower() in ("true", "false") else _("true or false")
    if isinstance(declared, df.RangeFilter):
        try:
            part.clean(value)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def _parts(key: str, field: Any) -> dict[str, forms.Field]:
    """The parameters a filter reads: both ends of a range; a code that looks like an id goes into `…_text`."""
    if isinstance(field.widget, SuffixedMultiWidget):
        return {f"{key}_{end}": part for end, part in zip(field.widget.suffixes, field.fields, strict=True)}
    return dict.fromkeys((key, f"{key}_text"), field) if isinstance(field, ReferenceField) else {key: field}


def _schema(declared: Any, part: Any) -> Schema:
    if isinstance(declared, df.OrderingFilter):
        return {"type": "array", "items": {"enum": [value for value, _label in part.choices if value]}}
    if isinstance(declared, df.MultipleChoiceFilter):
        return {"type": "array", "items": {"enum": [value for value, _label in part.choices]}}
    if isinstance(declared, df.BooleanFilter):
        return {"type": "boolean"}
    if isinstance(part, forms.DecimalField):
        return {"type": "number"}
    if isinstance(part, forms.DateField):
        return TEXT | {"format": "date", "pattern": DATE}
    return TEXT | ({"maxLength": part.max_length} if getattr(part, "max_length", None) else {})


def fault(name: str, code: str, detail: Any) -> Fault:
    return {"in": "query", "pointer": name, "code": code, "detail": str(detail)}
