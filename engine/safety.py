"""Safety stock from usage, for a service level.

z·σ·√L: the standard deviation of usage in one period, carried over the lead time L by the square root, as many times as
the normal distribution wants for the level. Silver, Pyke and Thomas, Inventory and Production Management in Supply
Chains, 4th ed., chapter 6 (safety factor k, σ_L = σ_1·√L); King, Crack the Code, APICS magazine, July/August 2011.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev


@dataclass(frozen=True)
class Cover:
    """`mean` and `deviation` of usage in a period, and the `safety` stock they ask for."""

    mean: float
    deviation: float
    safety: float


def cover(usage: Sequence[float], lead: float, level: float) -> Cover:
    """What to keep so that a replenishment cycle passes without a stock-out with probability `level`.

    `usage`: of two periods at least, in order or not. `lead`: the lead time in periods. Raises ValueError where the
    level is not between 0.5 and 1: less needs no safety stock, and all of it no stock can promise.
    """
    if not 0.5 <= level < 1:
        raise ValueError(f"a service level of {level} is not between 0.5 and 1")
    deviation = stdev(usage)
    return Cover(fmean(usage), deviation, NormalDist().inv_cdf(level) * deviation * sqrt(max(0.0, lead)))
