"""The rows of a document: made equal to what was typed, in at most three statements for any number of documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from base.bulk import bulk_save
from base.columns import plain_number
from base.records import Record
from base.refusals import Unacceptable

STEP = 10
Rows = Sequence[Mapping[str, Any]]


def save_lines(pairs: Sequence[tuple[Record, Rows]], related: str, *, key: str = "position", done: str = "") -> None:
    """Add, change and remove the children of each document so that they are `rows`, matched by `key`.

    A row without a key gets the next ten. What changed is told in the document's own audit line. `done`: the column
    that counts what has happened of a line's quantity already. Raises Unacceptable when a change would deny that.
    """
    known = _children([parent for parent, _rows in pairs], related)
    new: list[Any] = []
    changed: list[Any] = []
    gone: list[Any] = []
    for parent, rows in pairs:
        old = {getattr(child, key): child for child in known.get(parent.pk, ())}
        kept = [_merged(parent, related, key, old, row) for row in numbered(rows, key)]
        names = {getattr(child, key) for child in kept}
        left = [child for number, child in old.items() if number not in names]
        if done:
            _refuse_denial(left, kept, done)
        before = {number: child.__dict__.pop("_was") for number, child in old.items() if "_was" in child.__dict__}
        new += [child for child in kept if child.pk is None]
        changed += [child for child in kept if child.pk and _differs(child, before[getattr(child, key)])]
        gone += left
        _tell(parent, related, key, kept, left, before)
    _write(new, changed, gone)


def numbered(rows: Rows, key: str) -> list[dict[str, Any]]:
    """The rows with a key each: those that lack one go on by ten after the highest before them."""
    found, last = [], 0
    for row in rows:
        number = row.get(key) or (last // STEP + 1) * STEP
        last = max(last, number)
        found.append({**row, key: number})
    return found


def _refuse_denial(gone: Sequence[Any], kept: Sequence[Any], done: str) -> None:
    denied = [c for c in gone if getattr(c, done)] + [c for c in kept if Decimal(c.quantity) < getattr(c, done)]
    for child in denied:
        said = {
            "line": child,
            "column": child._meta.get_field(done).verbose_name,
            "done": plain_number(getattr(child, done)),
        }
        raise Unacceptable(_("%(line)s: %(column)s %(done)s already, so it cannot be removed or made less") % said)


def _children(parents: Sequence[Record], related: str) -> dict[int, list[Any]]:
    old = [parent.pk for parent in parents if parent.version > 1 or not parent._state.adding]
    relation: Any = type(parents[0])._meta.get_field(related) if parents else None
    found: dict[int, list[Any]] = {}
    if not old or relation is None:
        return found
    for child in relation.related_model.objects.filter(**{f"{relation.field.name}__in": old}):
        found.setdefault(getattr(child, relation.field.attname), []).append(child)
    return found


def _merged(parent: Record, related: str, key: str, old: Mapping[int, Any], row: Mapping[str, Any]) -> Any:
    relation: Any = type(parent)._meta.get_field(related)
    child = old.get(row[key])
    if child is None:
        return relation.related_model(**{relation.field.name: parent, **row})
    child._was = child.values()
    for name, value in row.items():
        setattr(child, name, value)
    return child


def _differs(child: Any, was: Mapping[str, Any]) -> bool:
    return any(value != was[name] for name, value in child.values().items())


def _write(new: Sequence[Any], changed: Sequence[Any], gone: Iterable[Any]) -> None:
    removed = list(gone)
    if removed:
        type(removed[0]).objects.filter(pk__in=[child.pk for child in removed]).delete()
    for child in changed:
        child.version += 1
    if changed:
        bulk_save(changed, [f.name for f in changed[0]._meta.concrete_fields if f.name not in ("id", "tenant_id")])
    if new:
        type(new[0]).objects.bulk_create(new, batch_size=2000)


def _tell(
    parent: Record, related: str, key: str, kept: Sequence[Any], gone: Sequence[Any], before: Mapping[int, Any]
) -> None:
    """What changed, by line: {"10": {"quantity": …}}."""
    was: dict[str, Any] = {}
    became: dict[str, Any] = {}
    for child in kept:
        number, old = str(getattr(child, key)), before.get(getattr(child, key), {})
        names = [f.attname for f in child._meta.concrete_fields if f.name not in ("id", "tenant_id", "version", "ext")]
        changed = [n for n in names if getattr(child, n) != old.get(n) and (old or getattr(child, n) not in (None, ""))]
        if changed:
            became[number] = {n: getattr(child, n) for n in changed}
            if old:
                was[number] = {n: old[n] for n in changed}
    was |= {str(getattr(child, key)): {"removed": str(child)} for child in gone}
    if was or became:
        parent.told = {related: (was, became)}
