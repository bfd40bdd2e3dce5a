"""Tables as files: CSV that spreadsheets open without running it, and XLSX.

openpyxl is imported where it is used: most processes never need it, and it takes a third of a second.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME = 31
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads Chinese; what looks like a formula is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def xlsx_bytes(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, its heads bold and frozen, numbers as numbers and dates as dates."""
    book = new_book()
    add_sheet(book, title, heads, rows)
    return saved(book)


def new_book() -> Any:
    from openpyxl import Workbook

    return Workbook(write_only=True)


def add_sheet(book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet("".join(c for c in title if c not in r"[]:*?/\ ".strip())[:SHEET_NAME])
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, head) for head in heads])
    for row in rows:
        sheet.append([_writable(value) for value in row])


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def harmless(cell: str) -> str:
    """A spreadsheet runs what looks like a formula; numbers keep their minus."""
    is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not is_number else cell


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value.translate(UNWRITABLE))
    return value if value is None or isinstance(value, bool | int | float) or hasattr(value, "year") else _number(value)


def _number(value: Any) -> Any:
    return float(value) if hasattr(value, "as_tuple") else str(value)
