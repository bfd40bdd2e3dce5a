"""Offsets such as D12: the same amount of work lies between two of them in any month."""

from __future__ import annotations

from datetime import date

import pytest

from base.cells import offset
from base.holidays import is_worked

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("days", "on"),
    [(0, "2026-11-30"), (5, "2026-12-05"), (6, "2026-12-07"), (-1, "2026-11-28"), (-6, "2026-11-23")],
)
def test_offsets_count_working_days_of_a_six_day_week_from_the_next_monday(days, on):
    assert offset(WEDNESDAY, days).isoformat() == on


def test_a_monday_is_its_own_first_day():
    assert offset(date(2026, 11, 30), 0) == date(2026, 11, 30)


def test_offsets_step_over_a_public_holiday_and_count_the_sunday_worked_for_it():
    before = date(2026, 9, 24)  # the Thursday before the mid-autumn festival and the national week
    assert offset(before, 2).isoformat() == "2026-09-30"
    assert offset(before, 3).isoformat() == "2026-10-08"
    assert is_worked(date(2026, 9, 20)) and offset(date(2026, 9, 9), 6).isoformat() == "2026-09-20"


def test_where_the_first_monday_is_a_holiday_the_first_day_is_the_next_one_worked():
    assert offset(date(2026, 2, 11), 0).isoformat() == "2026-02-24"  # spring festival: 15 to 23 February
    assert offset(date(2026, 2, 11), -1).isoformat() == "2026-02-14"
