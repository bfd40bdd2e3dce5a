"""Dates as the engine's day numbers. Day 0 is 0001-01-01, a Monday, so that the engine's weeks begin on Mondays."""

from __future__ import annotations

from datetime import date

from engine.mrp import NEVER


def day_of(on: date) -> int:
    return on.toordinal() - 1


def date_of(day: int) -> date:
    return date.fromordinal(int(day) + 1)


def on(day: int) -> date | None:
    """The date of an engine's day; None for one that never comes."""
    return date_of(day) if 0 < day < NEVER else None
