"""Taking a workbook: every row through the verb it would take by hand, all of it in one transaction.

A dry run does the same work and takes it back, so it finds what the real one would. Rows at fault are skipped and
the rest goes on, so that one look tells everything that is wrong; with any fault at all, nothing stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from base.actions import ACTIONS, Action, follow_up
from base.forms import Lines
from base.mistakes import spoken
from base.people import Actor
from base.records import Record
from base.refusals import Invalid, Refusal
from base.sheets import SHEETS, Col, Row, Sheet
from base.statistics import refresh_statistics
from base.workbooks import Fault, Page

MOST_FAULTS = 2000


@dataclass(frozen=True)
class Entry:
    """A row on its way into a verb: the record it changes (None: a new one), and the verb's input."""

    row: Row
    target: Any
    data: dict[str, Any]


@dataclass
class Import:
    """One workbook being taken: what is wrong so far, what was written, by model."""

    by: Actor
    today: date
    faults: list[Fault] = field(default_factory=list)
    made: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    origins: dict[int, list[int]] = field(default_factory=dict)
    refused: dict[type[Record], set[Any]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    rows: dict[Record, Row] = field(default_factory=dict)

    # What sheets ask of it --------------------------------------------------------------------

    def blame(self, sheet: Sheet, row: Row, column: Col | None, value: Any, sentence: str) -> None:
        row.wrong = True
        heading = column.heading if column else ""
        shown = "" if value is None else str(value)
        self.faults.append(Fault(self.titles.get(sheet.name, sheet.title), sentence, row.number, heading, shown))

    def refuse_repeats(self, sheet: Sheet, rows: Sequence[Row], key: Sequence[str]) -> None:
        """The same key twice in one sheet: the second is at fault, and told where the first is."""
        first: dict[Any, int] = {}
        column = next(c for c in sheet.columns if c.name == key[-1])
        for row in rows:
            named = tuple(row.values.get(name) for name in key)
            if named[-1] is None:
                continue
            if named in first:
                value = " ".join(str(part) for part in named if part is not None)
                self.blame(sheet, row, column, value, _("stands in row %(row)d already") % {"row": first[named]})
            first.setdefault(named, row.number)

    def resolve(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        """Turn what references name into rows: one query a column."""
        for column in sheet.columns:
            if column.to is None:
                continue
            asked = {row.values[column.name] for row in rows if column.name in row.values}
            found = {str(getattr(r, column.by)): r for r in _rows(column, asked)} if asked else {}
            for row in rows:
                if (value := row.values.get(column.name)) is None:
                    continue
                if value in found:
                    row.values[column.name] = found[value]
                elif value in self.refused.get(column.to, ()):
                    row.wrong = True  # its own row has been named; naming every user of it would bury that
                else:
                    what = column.to._meta.verbose_name
                    said = _("no such %(what)s. Check the code, or add it to the workbook") % {"what": what}
                    self.blame(sheet, row, column, value, said)

    def known(self, sheet: Sheet, rows: Sequence[Row]) -> dict[int, Any]:
        """Which of these rows are in the database already, by row number."""
        if not rows:
            return {}
        first = sheet.key[0]
        wanted = [row.values.get(first) for row in rows]
        existing = sheet.model.objects.filter(**{f"{first}__in": [value for value in wanted if value is not None]})
        by_key = {tuple(_plain(getattr(r, name)) for name in _attributes(sheet)): r for r in existing}
        found = {}
        for row in rows:
            key = tuple(_plain(row.values.get(name, _default(sheet, name))) for name in sheet.key)
            if key in by_key:
                found[row.number] = by_key[key]
        return found

    def write(self, sheet: Sheet, verb: str, rows: Sequence[Row], subjects: Sequence[Any] | None = None) -> list[Any]:
        """Perform the verb for all rows that its form accepts, in a few statements; answers the records."""
        act = ACTIONS[sheet.model, verb]
        targets = list(subjects) if subjects is not None else [None] * len(rows)
        entries = [
            Entry(row, target, self._complete(row.values, target, act))
            for row, target in zip(rows, targets, strict=True)
        ]
        records = self._perform(sheet, act, entries)
        self._count(sheet, "new" if subjects is None else "changed", records)
        return records

    def follow(self, sheet: Sheet, verb: str, records: Sequence[Any]) -> None:
        """A verb after writing, for every record it is possible for; the others are faults."""
        act = ACTIONS[sheet.model, verb]
        objections = act.objections(records, self.by) if records else {}
        for record in records:
            if record.pk in objections:
                self._blame_record(sheet, self.rows[record], record, objections[record.pk])
        self._perform(sheet, act, [Entry(self.rows[r], r, {}) for r in records if r.pk not in objections])

    # How it does that ---------------------------------------------------------------------------

    def _perform(self, sheet: Sheet, act: Action, entries: Sequence[Entry]) -> list[Any]:
        """All of them at once; where something is refused each half by itself, down to the row at fault."""
        try:
            return self._performed(act, entries) if entries else []
        except Refusal as refusal:
            accepted = entries
            if isinstance(refusal, Invalid):
                accepted = [entry for entry in entries if self._is_accepted(sheet, act, entry)]
            if len(accepted) < len(entries):
                return self._perform(sheet, act, accepted)
            if len(entries) == 1:
                self._blame_record(sheet, entries[0].row, entries[0].target, refusal)
                return []
            half = len(entries) // 2
            return self._perform(sheet, act, entries[:half]) + self._perform(sheet, act, entries[half:])

    def _performed(self, act: Action, entries: Sequence[Entry]) -> list[Any]:
        keys = [entry.target.pk for entry in entries] if entries[0].target is not None else None
        with spoken(), transaction.atomic():
            records = follow_up(act, keys, by=self.by, data=[entry.data for entry in entries]).records
        self.rows |= {record: entry.row for record, entry in zip(records, entries, strict=True)}
        return list(records)

    def _is_accepted(self, sheet: Sheet, act: Action, entry: Entry) -> bool:
        """Whether the verb's form takes the row; what it objects to becomes faults."""
        probe: Any = act.model()
        probe.pk, probe.one_of_many = entry.target.pk if entry.target is not None else None, True
        form = act.open_form(probe, entry.data)
        if not form.is_valid():
            self._blame_form(sheet, entry.row, form)
        return not entry.row.wrong

    def _complete(self, values: Mapping[str, Any], target: Any, act: Any) -> dict[str, Any]:
        """For a change, what the row leaves out stays as it is."""
        if target is None:
            return dict(values)
        kept = {name: getattr(target, name) for name in act.form.base_fields if hasattr(target, name)}
        return {**kept, **values}

    def _blame_record(self, sheet: Sheet, row: Row, record: Any, refusal: Refusal) -> None:
        column = sheet.columns[0]
        value = record if record is not None else row.values.get(column.name)
        self.blame(sheet, row, column, value, str(refusal.detail))

    def _blame_form(self, sheet: Sheet, row: Row, form: Any) -> None:
        columns = {column.name: column for column in sheet.columns}
        numbers = self.origins.get(id(row), [row.number])
        for name, errors in form.errors.get_json_data().items():
            lines = form.fields.get(name)
            if isinstance(lines, Lines) and lines.pointed_errors:
                for error in lines.pointed_errors:
                    _slash, place, *rest = error["pointer"].split("/")
                    inner = rest[0] if rest else ""
                    part = Row(numbers[int(place)], {})
                    given = row.values[name][int(place)].get(inner)
                    self.blame(sheet, part, columns.get(inner), given, error["detail"])
                continue
            for error in errors:
                self.blame(sheet, row, columns.get(name), row.values.get(name), error["message"])
        row.wrong = True

    def _count(self, sheet: Sheet, what: str, records: Sequence[Any]) -> None:
        counts = self.counts.setdefault(sheet.name, {"new": 0, "changed": 0})
        counts[what] += len(records)
        if what == "new":
            self.made.setdefault(sheet.model._meta.label_lower, []).extend(record.pk for record in records)


def take(pages: Sequence[Page], by: Actor, today: date, *, dry: bool, only: str = "") -> Import:
    """Take these pages, in the order of the sheets. With faults, or on a dry run, nothing stays.

    `only`: the name of the one sheet meant, whatever the page is called.
    """
    work = Import(by, today)
    with transaction.atomic():
        _take_time()
        for sheet, page in _matched(pages, work, only):
            work.titles[sheet.name] = page.title
            rows = sheet.read(page, work)
            sheet.take(rows, work)
            refresh_statistics([sheet.model], len(rows))
            key = sheet.columns[0].name
            refused = {row.values.get(key) for row in rows if row.wrong} - {None}
            work.refused.setdefault(sheet.model, set()).update(str(value) for value in refused)
        if dry or work.faults:
            transaction.set_rollback(True)
    return work


def _take_time() -> None:
    """Thousands of forms are checked between two statements: that is no transaction somebody has forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _matched(pages: Sequence[Page], work: Import, only: str) -> list[tuple[Sheet, Page]]:
    if only:
        return [(SHEETS[only], pages[0])] if pages else []
    found, used = [], set()
    for sheet in SHEETS.values():
        for place, page in enumerate(pages):
            if sheet.is_titled(page.title):
                found.append((sheet, page))
                used.add(place)
    for place, page in enumerate(pages):
        if place not in used and page.rows:
            names = "、".join(sheet.title for sheet in SHEETS.values())
            sentence = _("No such sheet; known are %(names)s") % {"names": names}
            work.faults.append(Fault(page.title, sentence, value=page.title))
    return found


def _rows(column: Col, values: set[Any]) -> Any:
    rows: Any = column.to
    return rows.objects.filter(**{f"{column.by}__in": [str(value) for value in values]})


def _attributes(sheet: Sheet) -> list[str]:
    fields: list[Any] = [sheet.model._meta.get_field(name) for name in sheet.key]
    return [field.attname for field in fields]


def _default(sheet: Sheet, name: str) -> Any:
    field_of_key: Any = sheet.model._meta.get_field(name)
    return field_of_key.get_default() if field_of_key.has_default() else None


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Record) else value
