"""Two people changed one record: what each of them wrote, field by field and row by row, and whose value stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import journal
from base.columns import FORMATS
from base.forms import Lines, Partial
from base.models import AuditEntry
from base.records import Record
from base.refusals import Stale

if TYPE_CHECKING:
    from base.actions import Action

MINE, THEIRS = "mine", "theirs"
ROW = "{field}.{key}"  # how a row of a table of lines is called among the fields
Values = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What two people wrote into one place.

    `kept`: whose stands unless somebody says otherwise. Whoever left the place as it was has no say in it; where
    `both` changed it, what was typed last.
    """

    name: str
    label: Any
    theirs: str
    mine: str
    kept: str
    both: bool = False


def stale(act: Action, row: Record, data: Mapping[str, Any], version: int) -> Stale:
    """The refusal of input that was written upon an older version: what they wrote beside what we wanted to write."""
    form = act.open_form(type(row)(), data)
    form.is_valid()
    sent = set(data) if isinstance(data, Partial) else set(form.fields)
    base = Base(row, row.version - version)
    differences = [
        difference
        for name, field in form.fields.items()
        if name in sent
        for difference in (_rows if isinstance(field, Lines) else _fields)(form, name, data, row, base)
    ]
    return Stale(differences, row.version, journal.last_actor(row))


class Base:
    """What others changed since we read the row, and what it was before they did."""

    def __init__(self, row: Record, versions: int) -> None:
        found = AuditEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).order_by("-id")
        self._entries = list(found[: max(0, versions)])

    def was(self, name: str) -> Values:
        """`{name: old value}` of what they changed, or nothing; the oldest entry is the one we had read."""
        found: Values = {}
        for entry in self._entries:
            if name in entry.after:
                found = {name: entry.before.get(name)}
        return found

    def row_was(self, lines: str, key: str) -> Values | None:
        """The columns of a line they changed with their old values; None when they left it alone."""
        found: Values | None = None
        for entry in self._entries:
            before, after = (side.get(lines) or {} for side in (entry.before, entry.after))
            if key in before or key in after:
                found = {**(found or {}), **(before.get(key) or {})}
        return found


def _fields(form: Any, name: str, data: Mapping[str, Any], row: Record, base: Base) -> Iterator[Difference]:
    field, value = form.fields[name], form.cleaned_data.get(name, data.get(name, ""))
    theirs, mine = text(field, getattr(row, name, "")), text(field, value)
    if theirs == mine:
        return
    column = getattr(row._meta.get_field(name), "attname", name) if name in _names(row) else name
    was = base.was(column)
    both = bool(was) and not _same(was[column], value)
    yield Difference(name, field.label, theirs, mine, THEIRS if was and not both else MINE, both)


def _names(row: Record) -> set[str]:
    return {field.name for field in row._meta.concrete_fields}


def _rows(form: Any, name: str, _data: Any, row: Record, base: Base) -> Iterator[Difference]:
    """The lines that differ, each one place to decide upon. Lines of ours that have no number yet are additions."""
    field: Lines = form.fields[name]
    columns = {n: f for n, f in field.form.base_fields.items() if n != field.key}
    theirs = {given[field.key]: given for given in field.rows_of(row)}
    mine = {key: bound.cleaned_data for bound in field.forms if (key := bound.cleaned_data.get(field.key))}
    for key in sorted({*theirs, *mine}):
        old, new = theirs.get(key), mine.get(key)
        told = [n for n, f in columns.items() if text(f, (old or {}).get(n)) != text(f, (new or {}).get(n))]
        if not told:
            continue
        was = base.row_was(field.rows, str(key))
        both = was is not None and not _as_it_was(old, new, was, columns)
        yield Difference(
            ROW.format(field=name, key=key),
            f"{capfirst(field.label)} {key}",
            _told(old, told, columns),
            _told(new, told, columns),
            MINE if both or was is None else THEIRS,
            both,
        )


def _as_it_was(theirs: Values | None, mine: Values | None, was: Values, columns: Mapping[str, Any]) -> bool:
    """Whether our line is still what it was before they changed it; one they added was not there at all."""
    if not was or mine is None or theirs is None:
        return mine is None and not was
    shown = {name.removesuffix("_id"): value for name, value in was.items()}
    return all(_same(shown.get(n, journal.plain({"v": theirs.get(n)})["v"]), mine.get(n)) for n in columns)


def _told(row: Values | None, names: list[str], columns: Mapping[str, Any]) -> str:
    if row is None:
        return _("not there")
    told = [f"{columns[n].label} {said}" for n in names if (said := text(columns[n], row.get(n)))]
    return _(", ").join(told)


def _same(stored: Any, given: Any) -> bool:
    """Whether a value of the journal is what a form now says."""
    said = journal.plain({"v": given})["v"]
    try:
        return Decimal(str(stored)) == Decimal(str(said))
    except ArithmeticError:
        return (stored or "") == (said or "")


def text(field: forms.Field, value: Any) -> str:
    """As people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return FORMATS["flag"](value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if not isinstance(field, forms.ChoiceField):
        return str(value)
    choices: Any = field.choices
    named = dict(flatten_choices(choices))
    return ", ".join(str(named.get(one, one)) for one in (value if isinstance(value, list) else [value]))
