"""The demonstration factories: readable files of demo/, one CSV per sheet, as the workbook that is imported."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from base.sheets import SHEETS, Sheet
from base.workbooks import template

FILES = Path(settings.BASE_DIR) / "demo"
NUMBERS = ("number", "whole")


def workbook(factory: str) -> bytes:
    """The files of demo/<factory>/ as one XLSX, in the order of the sheets."""
    found = [(sheet, FILES / factory / f"{sheet.name}.csv") for sheet in SHEETS.values()]
    return template([_page(sheet, path) for sheet, path in found if path.exists()])


def _page(sheet: Sheet, path: Path) -> tuple[str, Sequence[str], Sequence[Sequence[Any]]]:
    with path.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    numeric = {column.heading for column in sheet.columns if column.kind in NUMBERS}
    return (
        sheet.title,
        heads,
        [[_cell(cell, head in numeric) for cell, head in zip(row, heads, strict=True)] for row in rows],
    )


def _cell(written: str, numeric: bool) -> Any:
    """Numbers as a spreadsheet holds them; the rest stays text."""
    return None if written == "" else float(written) if numeric else written
