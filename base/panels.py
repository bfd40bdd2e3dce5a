"""What a detail page shows below the fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch

from base.columns import column_for
from base.models import AuditEntry
from base.people import Actor
from base.records import Record, TenantModel

SHOWN = 200


@dataclass(frozen=True)
class Children:
    """Rows of another model that point at the record shown; `of` is the path back to it."""

    model: type[TenantModel]
    of: str
    columns: tuple[Any, ...]
    order: tuple[str, ...] = ()
    title: Any = ""
    links: str = ""  # the column whose target a click opens; else the row's own page, where it has one
    template: str = "base/panel_children.html"

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        columns = [column_for(self.model, name) for name in self.columns]
        rows = self.model.objects.filter(**{self.of: record.pk}).order_by(*(self.order or (columns[0].path,)))
        found = rows.values_list("pk", *(c.path for c in columns))[:SHOWN]
        return {
            "title": self.title or self.model._meta.verbose_name_plural,
            "columns": columns,
            "address": self._address(),
            "rows": [(row[0], [(c, c.text(v), v) for c, v in zip(columns, row[1:], strict=True)]) for row in found],
        }

    def _address(self) -> str:
        from base.screens import SCREENS

        model: Any = self.model
        screen = SCREENS.get(model)
        try:
            return screen.url() if screen else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Told:
    """One line of a record's history, ready to be read."""

    at: Any
    by: str
    verb: Any
    changes: list[tuple[Any, str, str]]
    reason: str


def history(record: Record, limit: int = 50) -> list[Told]:
    """Who did what to this record, newest first: each changed field with its old and new value."""
    from base.actions import ACTIONS

    model = type(record)
    entries = AuditEntry.objects.filter(subject_type=model._meta.label_lower, subject_id=record.pk).order_by("-id")
    fields = {f.attname: f for f in model._meta.concrete_fields if f.name not in ("version", "search", "ext")}
    told = []
    for entry in entries[:limit]:
        act = ACTIONS.get((model, entry.verb))
        changes = [
            (fields[name].verbose_name, _said(fields[name], entry.before.get(name)), _said(fields[name], value))
            for name, value in entry.after.items()
            if name in fields
        ]
        parts = [name for name, value in entry.after.items() if isinstance(value, dict)]
        changes += [change for name in parts for change in _parts(model, name, entry)]
        told.append(Told(entry.at, entry.actor_name, act.label if act else entry.verb, changes, entry.reason))
    return told


def _parts(model: Any, name: str, entry: AuditEntry) -> list[tuple[Any, str, str]]:
    """What changed in a document's lines, each as `line 10 quantity`."""
    relation = next((r for r in model._meta.related_objects if r.name == name), None)
    if relation is None:
        return []
    fields = {f.attname: f for f in relation.related_model._meta.concrete_fields}
    before, after = entry.before.get(name) or {}, entry.after.get(name) or {}
    found = []
    for number in sorted({*before, *after}, key=lambda text: int(text) if text.isdigit() else 0):
        old, new = before.get(number, {}), after.get(number, {})
        if number not in after:
            found.append((f"{relation.related_model._meta.verbose_name} {number}", str(old.get("removed", "")), ""))
        found += [
            (f"{number} {fields[n].verbose_name}", _said(fields[n], old.get(n)), _said(fields[n], value))
            for n, value in new.items()
            if n in fields and not fields[n].is_relation
        ]
    return found


def _said(field: Any, value: Any) -> str:
    choices = dict(field.flatchoices) if getattr(field, "flatchoices", None) else {}
    if value is None or value == "":
        return ""
    text = str(choices.get(value, value))
    return text.rstrip("0").rstrip(".") if field.get_internal_type() == "DecimalField" and "." in text else text


__all__ = ["Children", "Told", "history"]
