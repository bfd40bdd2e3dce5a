"""Workbooks as files: read into plain rows, whatever is wrong with them said; written as templates and error files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from base.files import add_sheet, new_book, saved

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 400_000_000
MOST_ROWS = 200_000


@dataclass(frozen=True)
class Fault:
    """What is wrong: where (sheet, row as the spreadsheet counts, column), the value, and what to do about it."""

    sheet: str
    sentence: str
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass
class Page:
    """One sheet as it stands in the file; `rows` are (row number, cells), blank rows left out."""

    title: str
    heads: list[str]
    rows: list[tuple[int, list[Any]]]
    faults: list[Fault] = field(default_factory=list)


class Unreadable(ValueError):
    """The file as a whole cannot be read; the sentence says why."""


def read(name: str, content: bytes) -> list[Page]:
    """The pages of an XLSX file, or the one page of a CSV. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 20 MB: split it"))
    return [_csv(name, content)] if name.lower().endswith(".csv") else _xlsx(content)


def _xlsx(content: bytes) -> list[Page]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("The file is too large once unpacked: split it"))
        book = load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("This is no XLSX workbook: save it as .xlsx or .csv and try again")) from error
    return [_page(sheet) for sheet in book.worksheets]


def _page(sheet: Any) -> Page:
    grid = [list(row) for row in sheet.iter_rows(values_only=True, max_row=min(sheet.max_row or 0, MOST_ROWS))]
    page = _paged(sheet.title, grid)
    for merged in sheet.merged_cells.ranges:
        value = sheet.cell(merged.min_row, merged.min_col).value
        sentence = _("Cells %(range)s are merged: unmerge them and fill in each row") % {"range": merged.coord}
        page.faults.append(Fault(sheet.title, sentence, merged.min_row, value="" if value is None else str(value)))
    return page


def _csv(name: str, content: bytes) -> Page:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _paged(name.rsplit(".", 1)[0], [list(row) for row in csv.reader(io.StringIO(written))])
    raise Unreadable(_("The text cannot be read: save it as UTF-8"))


def _paged(title: str, grid: Sequence[list[Any]]) -> Page:
    heads = ["" if cell is None else str(cell).strip() for cell in grid[0]] if grid else []
    rows = [
        (number, [*cells, *[None] * (len(heads) - len(cells))])
        for number, cells in enumerate(grid[1:], start=2)
        if any(cell is not None and str(cell).strip() != "" for cell in cells)
    ]
    return Page(title, heads, rows)


def template(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """A workbook of these sheets: title, heads, rows."""
    book = new_book()
    for title, heads, rows in sheets:
        add_sheet(book, title, heads, rows)
    return saved(book)


def error_file(pages: Sequence[Page], faults: Sequence[Fault]) -> bytes:
    """The rows at fault as they were given, with a last column that says why: correct them and import this file."""
    told: dict[tuple[str, int | None], list[str]] = {}
    for fault in faults:
        told.setdefault((fault.sheet, fault.row), []).append(f"{fault.column} {fault.value}: {fault.sentence}".strip())
    sheets = []
    for page in pages:
        wrong = [(n, cells) for n, cells in page.rows if (page.title, n) in told]
        if wrong:
            rows = [[*cells, " / ".join(told[page.title, n])] for n, cells in wrong]
            sheets.append((page.title, [*page.heads, ERRORS], rows))
    general = [[f.sheet, f.row, f.column, f.value, f.sentence] for f in faults]
    heads = [_("sheet"), _("row"), _("column"), _("value"), _("what to do")]
    return template([*sheets, (_("All errors"), heads, general)])


ERRORS = "错误 errors"
