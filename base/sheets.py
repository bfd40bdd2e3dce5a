"""Sheets of the import workbook: each says which columns it has, what they mean and which verb takes a row.

A sheet's titles and headings are accepted in Chinese and as field names; they are part of the file's format, not
of the interface, and so are written here and not translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from base.cells import READERS, CellError
from base.records import Record
from base.workbooks import ERRORS, Fault, Page

if TYPE_CHECKING:
    from base.importing import Import


@dataclass(frozen=True)
class Col:
    """A column: the field it fills, its Chinese heading, how its cells are read.

    `to`: it names a row of that model by its field `by`. `words`: Chinese words for a choice's values.
    `line`: it belongs to a document's line, not to its head. `formerly`: headings it had, still in old workbooks.
    """

    name: str
    heading: str
    kind: str = "text"
    required: bool = False
    to: type[Record] | None = None
    by: str = "code"
    words: Mapping[str, str] = field(default_factory=dict)
    line: bool = False
    formerly: tuple[str, ...] = ()

    def read(self, cell: Any, today: date) -> Any:
        """The cell's value; None for an empty one. Raises CellError."""
        if cell is None or str(cell).strip() == "":
            return None
        value = READERS[self.kind](cell, today)
        if not self.words:
            return value
        known = {**self.words, **{meant: meant for meant in self.words.values()}}
        if value not in known:
            raise CellError(_("is none of %(words)s") % {"words": "、".join(self.words)})
        return known[value]


@dataclass
class Row:
    """A row of a page being read: its number in the file and its values by column name."""

    number: int
    values: dict[str, Any]
    wrong: bool = False


Check = Callable[["Import", "Sheet", Sequence[Row]], None]


@dataclass
class Sheet:
    """A flat sheet: one record a row, found again by `key`, taken by `add` or `change`."""

    name: str
    title: str
    model: type[Record]
    columns: tuple[Col, ...]
    key: tuple[str, ...]
    add: str = "add"
    change: str = "change"
    check: Check | None = None
    forget: Callable[[Sequence[int]], None] | None = None  # before its records are removed again

    def __post_init__(self) -> None:
        SHEETS[self.name] = self

    def __str__(self) -> str:
        """To a Chinese reader its title; to others what it holds, beside the title they will find in the file."""
        if (get_language() or "").startswith("zh"):
            return self.title
        return f"{capfirst(self.model._meta.verbose_name_plural)} · {self.title}"

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def is_titled(self, title: str) -> bool:
        return title.strip().lower() in (self.name, self.title)

    def read(self, page: Page, work: Import) -> list[Row]:
        """The page's rows with their values; what cannot be read becomes a fault of `work`."""
        work.faults += page.faults
        places = self._places(page, work)
        lacking = [c for c in self.columns if c.required and c.name not in places]
        for column in lacking:
            sentence = _("The column is missing: add it to the first row")
            work.faults.append(Fault(page.title, sentence, 1, column.heading))
        return [] if lacking else [self._row(page, number, cells, places, work) for number, cells in page.rows]

    def _places(self, page: Page, work: Import) -> dict[str, int]:
        known = {name: c.name for c in self.columns for name in (c.name, c.heading, *c.formerly)}
        places: dict[str, int] = {}
        for place, head in enumerate(page.heads):
            name = known.get(head) or known.get(head.lower())
            if name is None and head and head != ERRORS:
                sentence = _("No such column here; known are %(known)s") % {"known": "、".join(self.headings)}
                work.faults.append(Fault(page.title, sentence, 1, head, head))
            elif name in places:
                work.faults.append(Fault(page.title, _("The column stands here twice"), 1, head, head))
            elif name:
                places[name] = place
        return places

    def _row(self, page: Page, number: int, cells: list[Any], places: dict[str, int], work: Import) -> Row:
        row = Row(number, {})
        for column in self.columns:
            if column.name not in places:
                continue
            cell = cells[places[column.name]]
            try:
                value = column.read(cell, work.today)
            except CellError as error:
                work.blame(self, row, column, cell, str(error))
                continue
            if value is None and column.required:
                work.blame(self, row, column, "", _("must be filled in"))
            elif value is not None:
                row.values[column.name] = value
        return row

    def take(self, rows: Sequence[Row], work: Import) -> None:
        """Check the rows and write the good ones."""
        work.refuse_repeats(self, rows, self.key)
        work.resolve(self, rows)
        if self.check:
            self.check(work, self, rows)
        known = work.known(self, [row for row in rows if not row.wrong])
        new = [row for row in rows if not row.wrong and row.number not in known]
        old = [row for row in rows if not row.wrong and row.number in known]
        work.write(self, self.add, new)
        if self.change:
            work.write(self, self.change, old, [known[row.number] for row in old])
        for row in [] if self.change else old:
            work.blame(self, row, self.columns[0], row.values.get(self.columns[0].name), _("is there already"))


@dataclass
class DocumentSheet(Sheet):
    """A sheet whose rows are lines of documents: rows with the same `key` make one, with the verbs `then` after it."""

    lines: str = "lines"
    number: str = "position"
    then: tuple[str, ...] = ()
    change: str = ""

    def take(self, rows: Sequence[Row], work: Import) -> None:
        work.refuse_repeats(self, rows, (*self.key, self.number))
        work.resolve(self, rows)
        if self.check:
            self.check(work, self, rows)
        groups: dict[Any, list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(row.values.get(name) for name in self.key), []).append(row)
        heads = [self._head(group, work) for group in groups.values() if not any(row.wrong for row in group)]
        known = work.known(self, heads)
        for head in heads:
            if head.number in known:
                work.blame(self, head, self.columns[0], head.values[self.columns[0].name], _("is there already"))
        made = work.write(self, self.add, [head for head in heads if not head.wrong])
        for verb in self.then:
            work.follow(self, verb, made)

    def _head(self, group: list[Row], work: Import) -> Row:
        """The document: its head from the first row that fills it in, its lines from all."""
        inner = {column.name for column in self.columns if column.line}
        head = Row(group[0].number, {}, False)
        for row in group:
            for name, value in row.values.items():
                if name not in inner and head.values.setdefault(name, value) != value:
                    column = next(c for c in self.columns if c.name == name)
                    said = _("differs from the row above of the same document")
                    work.blame(self, row, column, value, said)
                    head.wrong = True
        head.values[self.lines] = [{n: v for n, v in row.values.items() if n in inner} for row in group]
        work.origins[id(head)] = [row.number for row in group]
        return head


SHEETS: dict[str, Sheet] = {}


def sheet_of(model: type[Record]) -> Sheet | None:
    return next((sheet for sheet in SHEETS.values() if sheet.model is model), None)
