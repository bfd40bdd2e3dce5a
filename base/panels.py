"""What a detail page shows below the fields."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils.dateparse import parse_datetime

from base.columns import FORMATS, Column, column_for
from base.models import AuditEntry, Job
from base.models.work import JobState
from base.people import Actor
from base.records import Record, TenantModel

SHOWN = 200
UNTOLD = ("version", "search", "ext", "transaction", "job_id", "salt", "former_salt")


@dataclass(frozen=True)
class Fact:
    """One value as a page shows it; `url` leads to the row it names, where this product has a page for that."""

    label: Any
    kind: str
    text: str
    value: Any
    url: str = ""


def facts(columns: list[Column], record: Record) -> list[Fact]:
    """The fields of a record."""
    return [Fact(c.label, c.kind, c.text(c.of(record)), c.of(record), _target(c, record)) for c in columns]


def _target(column: Column, record: Record) -> str:
    """The page of the row a foreign key names."""
    if LOOKUP_SEP in column.name:
        return ""
    field: Any = record._meta.get_field(column.name)
    pk = getattr(record, field.attname) if field.is_relation else None
    return _address(field.related_model, pk) if pk else ""


def _address(model: Any, pk: Any) -> str:
    from base.screens import SCREENS

    screen = SCREENS.get(model)
    return screen.url("detail", pk=pk) if screen and pk else ""


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
        opens = f"{self.links}_id" if self.links else "pk"
        found = list(rows.values_list(opens, *(c.path for c in columns))[: SHOWN + 1])
        return {
            "title": self.title or self.model._meta.verbose_name_plural,
            "columns": columns,
            "rows": [self._facts(columns, *row) for row in found[:SHOWN]],
            "more": len(found) > SHOWN,
        }

    def _facts(self, columns: list[Column], opens: Any, *values: Any) -> list[Fact]:
        """A row's values; the column that links, else the first one, leads to a page."""
        model: Any = self.model
        target = model._meta.get_field(self.links).related_model if self.links else model
        linked = self.links or columns[0].name
        return [
            Fact(c.label, c.kind, c.text(value), value, _address(target, opens) if c.name == linked else "")
            for c, value in zip(columns, values, strict=True)
        ]


@dataclass(frozen=True)
class Progress:
    """How far the job of the record is; when it broke off, why. Nothing once it is done."""

    template: str = "base/panel_progress.html"

    def context(self, record: Any, _actor: Actor) -> dict[str, Any]:
        job = Job.objects.filter(pk=record.job_id).first() if record.job_id else None
        busy = job is not None and job.state in (JobState.WAITING, JobState.RUNNING)
        return {"job": job, "busy": busy}


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
    found = AuditEntry.objects.filter(subject_type=model._meta.label_lower, subject_id=record.pk).order_by("-id")
    entries = list(found[:limit])
    fields = {f.attname: f for f in model._meta.concrete_fields if _worth_telling(f)}
    names = _names(fields, entries)
    told = []
    for entry in entries:
        act = ACTIONS.get((model, entry.verb))
        changes = [
            (f.verbose_name, _said(f, entry.before.get(name), names), _said(f, entry.after[name], names))
            for name, f in fields.items()
            if name in entry.after
        ]
        parts = [name for name, value in entry.after.items() if isinstance(value, dict)]
        changes += [change for name in parts for change in _parts(model, name, entry)]
        told.append(Told(entry.at, entry.by, act.label if act else entry.verb, changes, entry.reason))
    return told


def _worth_telling(field: Any) -> bool:
    """Figures and findings have places of their own on the page; the rest is bookkeeping."""
    return field.name not in UNTOLD and not isinstance(field, models.JSONField)


Names = dict[tuple[Any, int], str]


def _names(fields: dict[str, Any], entries: list[AuditEntry]) -> Names:
    """What the rows are called that these entries refer to by id: one query for each model."""
    asked: dict[Any, set[int]] = defaultdict(set)
    for name, field in fields.items():
        if field.is_relation:
            values = (side.get(name) for entry in entries for side in (entry.before, entry.after))
            asked[field.related_model] |= {value for value in values if value}
    return {(model, row.pk): str(row) for model, ids in asked.items() for row in model.objects.filter(pk__in=ids)}


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


def _said(field: Any, value: Any, names: Names | None = None) -> str:
    if field.is_relation and value:
        return (names or {}).get((field.related_model, value), str(value))
    if isinstance(field, models.DateTimeField) and isinstance(value, str) and (at := parse_datetime(value)):
        return column_for(field.model, field.name).text(at)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    choices = dict(field.flatchoices) if getattr(field, "flatchoices", None) else {}
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return FORMATS["flag"](value)
    text = str(choices.get(value, value))
    return text.rstrip("0").rstrip(".") if field.get_internal_type() == "DecimalField" and "." in text else text


__all__ = ["Children", "Fact", "Progress", "Told", "facts", "history"]
