"""China's public holidays and make-up working days (调休), by year.

Years the State Council has announced come from `chinesecalendar`. For later ones only the statutory days are known
(`holidays`): they are provisional, and no make-up day is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import chinese_calendar
import holidays
from chinese_calendar import constants

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
MAKE_UP = "（调休）"
SUNDAY = 6


@dataclass(frozen=True)
class Day:
    """A day that differs from its weekday."""

    on: date
    working: bool
    name: str
    provisional: bool


def announced_until() -> int:
    """The last year whose calendar is official."""
    year: int = max(constants.holidays).year
    return year


def days_of(year: int) -> list[Day]:
    """Every day of the year that differs, in order."""
    return _official(year) if year <= announced_until() else _statutory(year)


def _official(year: int) -> list[Day]:
    closed = [Day(on, False, _name(on), False) for on in constants.holidays if on.year == year]
    worked = [Day(on, True, f"{_name(on)}{MAKE_UP}", False) for on in constants.workdays if on.year == year]
    return sorted([*closed, *worked], key=lambda day: day.on)


def _name(on: date) -> str:
    _holiday, name = chinese_calendar.get_holiday_detail(on)
    return NAMES.get(name or "", name or "")


def _statutory(year: int) -> list[Day]:
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    return [Day(on, False, name, True) for on, name in sorted(found.items())]


def is_worked(on: date) -> bool:
    """Whether a six-day week works on this day: Monday to Saturday but for holidays, and make-up Sundays."""
    return _differing(on.year).get(on, on.weekday() != SUNDAY)


@cache
def _differing(year: int) -> dict[date, bool]:
    return {day.on: day.working for day in days_of(year)}
