"""Dates as the engine's day numbers. Day 0 is 0001-01-01, a Monday, so that the engine's weeks begin on Mondays."""

from __future__ import annotations

from datetime import date


def day_of(on: date) -> int:
    return on.toordinal() - 1


def date_of(day: int) -> date:
    return date.fromordinal(int(day) + 1)
