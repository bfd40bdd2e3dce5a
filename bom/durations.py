"""How long an operation runs for so many units."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal


def minutes_for(quantity: Decimal, run_minutes: Decimal, run_quantity: Decimal, in_batches: bool) -> Decimal:
    """Standard minutes: in proportion, or in batches that take the same time however full they are."""
    runs = quantity / run_quantity
    return run_minutes * (runs.to_integral_value(ROUND_CEILING) if in_batches else runs)
