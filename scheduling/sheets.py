"""Sheets of the import workbook: forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from base.importing import Import
from base.sheets import Col, Row, Sheet
from bom.models import Item
from scheduling.forecasts import Span, overlapped, spans
from scheduling.models import Forecast
from scheduling.models.forecasts import last_day

PERIOD = {"日": "day", "周": "week", "月": "month"}


def check_periods(work: Import, sheet: Sheet, rows: Sequence[Row]) -> None:
    """A day belongs to one forecast of an item, among these rows and with those there are."""
    good = sorted((row for row in rows if not row.wrong), key=_start)
    if not good:
        return
    anew = {(row.values["item"].pk, _start(row)) for row in good}
    known = spans({item for item, _on in anew}, _start(good[0]), max(_span(row)[1] for row in good))
    taken = {item: [span for span in found if (item, span[0]) not in anew] for item, found in known.items()}
    column = next(column for column in sheet.columns if column.name == "start_on")
    for row in good:
        span, own = _span(row), taken.setdefault(row.values["item"].pk, [])
        if clash := overlapped(span, own):
            said = _("overlaps the forecast of %(first)s to %(last)s: let one begin after the other")
            work.blame(sheet, row, column, span[0], said % {"first": clash[0], "last": clash[1]})
        own.append(span)


def _start(row: Row) -> date:
    found: date = row.values["start_on"]
    return found


def _span(row: Row) -> Span:
    return _start(row), last_day(_start(row), row.values["period"])


Sheet(
    "forecasts",
    "需求预测",
    Forecast,
    (
        Col("item", "物料", to=Item, required=True),
        Col("start_on", "开始日期", "date", required=True),
        Col("period", "期间", required=True, words=PERIOD),
        Col("quantity", "数量", "number", required=True),
    ),
    key=("item", "start_on"),
    check=check_periods,
)
