"""How `perform` writes its subjects: new, changed or removed rows, one or many, in as few statements as can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from base.bulk import bulk_insert, bulk_save, save_unmoved
from base.journal import Line
from base.numbering import give_numbers
from base.refusals import WrongState

if TYPE_CHECKING:
    from base.actions import Action

Values = dict[str, Any]
UNTOLD = ("id", "tenant_id", "version")


def insert(rows: list[Any]) -> list[Values]:
    """INSERT new rows of one model. Answers them as they were inserted, to see what the work adds."""
    give_numbers(rows, gapless=False)
    bulk_insert(rows)
    return [row.values() for row in rows]


def save(act: Action, rows: list[Any], before: list[Values], reasons: Sequence[str]) -> list[Line]:
    """Write what the work did to its subjects; answers a journal line for each."""
    if act.removes:
        return _remove(act, rows, before, reasons)
    if act.creates:
        return _complete(rows, before, reasons)
    return _change(act, rows, before, reasons)


def _change(act: Action, rows: list[Any], before: list[Values], reasons: Sequence[str]) -> list[Line]:
    lines, touched = [], {"version"}
    for row, was, reason in zip(rows, before, reasons, strict=True):
        if act.model.transitions:
            row.state = act.model.transitions.after(act.verb, was["state"])
        changed = _changes(row, was)
        touched |= set(changed)
        row.version = was["version"] + 1
        old, new = {n: was[n] for n in changed}, {n: getattr(row, n) for n in changed}
        lines.append(_line(row, old, new, reason))
    _update(rows, sorted(touched), before[0]["version"])
    return lines


def _complete(rows: list[Any], inserted: list[Values], reasons: Sequence[str]) -> list[Line]:
    """What the work added to new rows after the insert, and gap-free numbers last of all."""
    give_numbers(rows, gapless=True)
    late = {name for row, was in zip(rows, inserted, strict=True) for name in _changes(row, was)}
    if late:
        bulk_save(rows, sorted(late))
    return [_line(row, {}, _told(row.values()), reason) for row, reason in zip(rows, reasons, strict=True)]


def _line(row: Any, before: Values, after: Values, reason: str) -> Line:
    """The journal line of a row, with what the work told of its parts."""
    for name, (old, new) in (row.told or {}).items():
        before, after = {**before, name: old}, {**after, name: new}
    return Line(row, row.pk, before, after, reason)


def _remove(act: Action, rows: list[Any], before: list[Values], reasons: Sequence[str]) -> list[Line]:
    keys = [row.pk for row in rows]
    act.model.objects.filter(pk__in=keys).delete()
    return [
        Line(row, key, _told(was), {}, reason)
        for row, key, was, reason in zip(rows, keys, before, reasons, strict=True)
    ]


def _changes(row: Any, was: Values) -> list[str]:
    row.derive()
    return [name for name, value in row.values().items() if value != was[name]]


def _update(rows: list[Any], columns: list[str], version: int) -> None:
    found = save_unmoved(rows[0], columns, version) if len(rows) == 1 else bulk_save(rows, columns)
    if found != len(rows):
        raise WrongState(_("The work saved its own subject; leave that to perform"))


def _told(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in UNTOLD and value not in (None, "", {})}
