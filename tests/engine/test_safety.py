"""Safety stock from usage: the textbook's factors, and what it grows with."""

from __future__ import annotations

import pytest

from engine.safety import cover

TEN = [90.0, 110.0] * 13  # deviation 10 around 100, but for the sample's own correction


def test_the_factor_is_that_of_the_normal_table():
    deviation = cover(TEN, 1, 0.5).deviation
    factors = {0.5: 0.0, 0.9: 1.2816, 0.95: 1.6449, 0.99: 2.3263}
    assert {level: round(cover(TEN, 1, level).safety / deviation, 4) for level in factors} == factors


def test_a_worked_example():
    """Weeks of 8, 12, 10, 10 and a lead time of four of them at 95 %: 1.6449 x 1.633 x 2."""
    found = cover([8, 12, 10, 10], 4, 0.95)
    assert (found.mean, round(found.deviation, 3), round(found.safety, 2)) == (10, 1.633, 5.37)


def test_four_times_the_lead_time_wants_twice_the_stock():
    assert cover(TEN, 8, 0.95).safety == pytest.approx(2 * cover(TEN, 2, 0.95).safety)


def test_steady_usage_and_no_lead_time_need_none():
    assert cover([7, 7, 7], 4, 0.99).safety == 0
    assert cover(TEN, 0, 0.99).safety == 0


@pytest.mark.parametrize("level", [0.49, 1, 1.5])
def test_a_level_nobody_can_keep_is_refused(level: float):
    with pytest.raises(ValueError, match="service level"):
        cover(TEN, 1, level)
