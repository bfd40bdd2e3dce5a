"""What a list is filtered by, ready to be shown: each filter with the words of its value and the way to drop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from base.columns import plain_number
from base.listing import Listing

NOT_CHIPS = ("q", "sort")
ENDS = ("", "_text", "_min", "_max", "_after", "_before")


@dataclass(frozen=True)
class Chip:
    """A filter: its form field, what it is set to ("" when it is not), the list's address without it."""

    field: Any
    text: str
    cleared: str


def chips(listing: Listing) -> Iterator[Chip]:
    form = listing.filter.form
    form.is_valid()
    for field in form:
        if field.name not in NOT_CHIPS:
            yield Chip(field, _said(field, form.cleaned_data.get(field.name)), _without(listing, field.name))


def _said(field: Any, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, slice):
        return " – ".join(_end(end) for end in (value.start, value.stop))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        words = dict(field.field.choices)
        return _(", ").join(str(words.get(each, each)) for each in value)
    return str(value)


def _end(value: Any) -> str:
    """One end of a range; an open end is an ellipsis."""
    if value is None:
        return "…"
    if isinstance(value, datetime):
        return timezone.localtime(value).date().isoformat() if timezone.is_aware(value) else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else plain_number(value)


def _without(listing: Listing, name: str) -> str:
    query = listing.parameters.copy() if isinstance(listing.parameters, QueryDict) else QueryDict(mutable=True)
    for end in (*(name + end for end in ENDS), "page"):
        query.pop(end, None)
    return f"?{query.urlencode()}"
