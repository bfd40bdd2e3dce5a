"""What a machine takes first."""

from __future__ import annotations

import math
from typing import NamedTuple

from engine.compiled import compiled
from engine.schedule.columns import Record

EARLIEST_DUE, LATEST_START, WEIGHTED_SLACK, CRITICAL_RATIO, COST, SHORTEST, MOST_WORK, FIRST_COME = range(8)  # Rule
LIGHTEST = 1e-3  # what weight 0 counts as where a rule divides by it


class Taste(NamedTuple):
    """A rule, and what COST measures slack and set-up by."""

    rule: int
    slack_scale: float
    setup_scale: float


@compiled
def score(taste: Taste, row: Record, ready: int, now: int, setup: int, run: int) -> float:
    """How much a rule dislikes an operation now, with so much set-up and run: the lowest goes first."""
    slack = float(row.latest_start - now)
    if taste.rule == EARLIEST_DUE:
        return float(row.due)
    if taste.rule == LATEST_START:
        return slack
    if taste.rule == WEIGHTED_SLACK:
        weight = max(row.weight, LIGHTEST)
        return float(slack / weight if slack > 0 else slack * weight)
    if taste.rule == CRITICAL_RATIO:
        return float(row.due - now) / max(1.0, float(row.due - row.latest_start))
    if taste.rule == COST:
        cost = math.log(max(row.weight, LIGHTEST) / max(1, run))
        return float(max(slack, 0.0) / taste.slack_scale + (setup - row.setup) / taste.setup_scale - cost)
    if taste.rule == SHORTEST:
        return float(setup + run)
    if taste.rule == MOST_WORK:
        return float(row.latest_start - row.due)
    return float(ready)
