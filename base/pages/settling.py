"""After a conflict: for each place the form says whose value stands; what others wrote is taken from the record."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from base.actions import Action
from base.conflicts import THEIRS
from base.forms import Lines

CHOICE = "keep-"


def settled(posted: QueryDict, action: Action, record: Any) -> QueryDict:
    """The posted form with their value wherever the person chose it."""
    chosen = [name.removeprefix(CHOICE) for name in posted if name.startswith(CHOICE) and posted[name] == THEIRS]
    if not chosen:
        return posted
    data, form = posted.copy(), action.open_form(record)
    for name in chosen:
        field, _dot, key = name.partition(".")
        if isinstance(form.fields.get(field), Lines):
            _take_row(data, form, field, key)
        elif field in form.fields:
            _take(data, field, form[field].value())
    return data


def _take(data: QueryDict, name: str, value: Any) -> None:
    """Put a value where its widget looks for it."""
    data.pop(name, None)
    data.pop(f"{name}_text", None)
    if value is True:
        data[name] = "on"
    elif isinstance(value, list | tuple):
        data.setlist(name, [str(one) for one in value])
    elif value not in (None, False):
        data[name] = str(getattr(value, "pk", value))


def _take_row(data: QueryDict, form: Any, field: str, key: str) -> None:
    """Their row instead of ours: ours goes, and theirs comes where it is still there."""
    lines: Lines = form.fields[field]
    numbers = {name.split("-")[1] for name in data if name.startswith(f"{field}-")}
    for number in [n for n in numbers if data.get(f"{field}-{n}-{lines.key}") == key]:
        for name in [name for name in data if name.startswith(f"{field}-{number}-")]:
            data.pop(name)
    new = max((int(number) for number in numbers if number.isdigit()), default=-1) + 1
    for row in form[field].value() or []:
        if str(row[lines.key]) == key:
            for name, value in row.items():
                _take(data, f"{field}-{new}-{name}", value)
