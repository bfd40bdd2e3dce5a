"""From what stands in a spreadsheet's cell to a value: text, numbers, dates, yes and no. A mistake says its remedy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from base.holidays import is_worked

OFFSET = re.compile(r"^[Dd]([+-]?\d{1,4})$")
WRITTEN_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
YES = {"是", "yes", "y", "true", "1", "√"}
NO = {"否", "no", "n", "false", "0", "×", ""}
WEEKDAYS = "一二三四五六日"
A_DAY = timedelta(days=1)
LARGEST = Decimal("1e12")


class CellError(ValueError):
    """Why a cell cannot be read, as a sentence with its remedy."""


def text(value: Any, _today: date) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value).strip()


def number(value: Any, _today: date) -> Decimal:
    if isinstance(value, bool | datetime | date):
        raise CellError(_("is no number"))
    written = repr(value) if isinstance(value, float) else str(value).strip()
    plain = unicodedata.normalize("NFKC", written).replace(",", "")
    share = plain.endswith("%")
    try:
        found = Decimal(plain.removesuffix("%"))
    except InvalidOperation:
        raise CellError(_("is no number: write digits only")) from None
    if not found.is_finite() or abs(found) >= LARGEST:
        raise CellError(_("is no number this product can hold"))
    if unicodedata.normalize("NFKC", written) != written:
        raise CellError(_("is written in full-width digits: write %(plain)s") % {"plain": plain})
    return (found / 100 if share else found).quantize(Decimal("1e-6")).normalize() + Decimal(0)


def whole(value: Any, today: date) -> int:
    found = number(value, today)
    if found != found.to_integral_value():
        raise CellError(_("is no whole number"))
    return int(found)


def day(value: Any, today: date) -> date:
    """A date of the spreadsheet, 2026-11-30 as text, or D12: so many working days from the next Monday."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = str(value).strip()
    if found := OFFSET.match(written):
        return offset(today, int(found[1]))
    if not (found := WRITTEN_DATE.match(unicodedata.normalize("NFKC", written))):
        raise CellError(_("is no date: write it as 2026-11-30"))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CellError(_("is no day of the calendar: write it as 2026-11-30")) from None


@lru_cache(maxsize=1000)
def offset(today: date, days: int) -> date:
    """`days` working days from D0, the first one worked from the Monday on or after `today`.

    A six-day week with its public holidays, so that between two offsets lies the same work in any month.
    """
    step = A_DAY if days > 0 else -A_DAY
    day = _worked(today + timedelta(days=-today.weekday() % 7), A_DAY)
    for _number in range(abs(days)):
        day = _worked(day + step, step)
    return day


def _worked(day: date, step: timedelta) -> date:
    """This day, or the first one worked in that direction."""
    while not is_worked(day):
        day += step
    return day


def instant(value: Any, today: date) -> datetime:
    """A date with a time of day, in the tenant's zone."""
    if isinstance(value, datetime):
        return timezone.make_aware(value) if timezone.is_naive(value) else value
    written_day, _space, clock = str(value).strip().partition(" ")
    return timezone.make_aware(datetime.combine(day(written_day, today), moment(clock or "00:00", today)))


def moment(value: Any, _today: date) -> time:
    """A time of day."""
    if isinstance(value, time):
        return value
    if isinstance(value, datetime):
        return value.time()
    found = re.match(r"^(\d{1,2}):(\d{2})(?::00)?$", str(value).strip())
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        raise CellError(_("is no time of day: write it as 08:00"))
    return time(int(found[1]) % 24, int(found[2]))


def flag(value: Any, _today: date) -> bool:
    if isinstance(value, bool):
        return value
    written = str(value).strip().lower()
    if written not in YES | NO:
        raise CellError(_("is neither yes nor no"))
    return written in YES


def weekdays(value: Any, _today: date) -> str:
    """`一二三四五六` or 1111110."""
    written = text(value, _today).replace("天", "日")
    if re.fullmatch(r"[01]{7}", written):
        return written
    if not written or any(mark not in WEEKDAYS for mark in written):
        raise CellError(_("are no weekdays: write them as 一二三四五六"))
    return "".join("1" if mark in written else "0" for mark in WEEKDAYS)


def breaks(value: Any, today: date) -> list[list[str]]:
    """`12:00-12:45;18:00-18:45`."""
    found = []
    for part in filter(None, re.split(r"[;；]", text(value, today))):
        start, _dash, finish = part.partition("-")
        found.append([f"{moment(start, today):%H:%M}", f"{moment(finish, today):%H:%M}"])
    return found


READERS: dict[str, Callable[[Any, date], Any]] = {
    "text": text,
    "number": number,
    "whole": whole,
    "date": day,
    "instant": instant,
    "time": moment,
    "flag": flag,
    "weekdays": weekdays,
    "breaks": breaks,
}
