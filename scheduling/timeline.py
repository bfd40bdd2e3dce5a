"""Dates and balances as small drawings: where their marks lie, in the units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scheduling.phasing import Bucket

WIDTH, HEIGHT = 760, 150
TOP, FLOOR = 14, 122  # of the balances; below the floor stand the dates
DAYS_WIDTH = 130  # of a line of dates
EDGE = 8


@dataclass(frozen=True)
class Column:
    """A bucket: what comes as a bar up to `supply_y`, of it planned from `planned_y` on, what is needed as another."""

    name: str
    x: float
    width: float
    supply_y: float
    planned_y: float
    needed_y: float


@dataclass(frozen=True)
class Timeline:
    """`line`: the path of the projected balance; `safety`: that of the safety stock, empty without one."""

    columns: list[Column]
    line: str
    zero_y: float
    safety: str
    top: Decimal


def timeline(buckets: Sequence[Bucket]) -> Timeline:
    """Supply and demand of an item beside the balance they leave."""
    comes = [bucket.received + bucket.planned for bucket in buckets]
    values = [
        *comes,
        *(b.needed for b in buckets),
        *(b.balance for b in buckets),
        *(b.safety for b in buckets),
        Decimal(1),
    ]
    top, bottom = max(values), min(Decimal(0), *(b.balance for b in buckets))

    def y(value: Decimal) -> float:
        return round(FLOOR - (FLOOR - TOP) * float((value - bottom) / (top - bottom)), 1)

    place = WIDTH / max(1, len(buckets))
    columns, line, safety = [], "", ""
    for number, (bucket, come) in enumerate(zip(buckets, comes, strict=True)):
        x = number * place
        columns.append(
            Column(f"{bucket.first:%m-%d}", round(x, 1), round(place, 1), y(come), y(bucket.received), y(bucket.needed))
        )
        line += f"{'L' if line else 'M'}{x:.0f} {y(bucket.balance)}H{x + place:.0f}"
        safety += f"{'L' if safety else 'M'}{x:.0f} {y(bucket.safety)}H{x + place:.0f}"
    kept = any(bucket.safety for bucket in buckets)
    return Timeline(columns, line, y(Decimal(0)), safety if kept else "", top)


@dataclass(frozen=True)
class Mark:
    """A date of an order line on its line of days."""

    kind: str
    x: float
    on: date


def marks(dates: dict[str, date | None], first: date, last: date) -> list[Mark]:
    """The dates that are known, by kind, between the first and the last of all lines."""
    days = max(1, (last - first).days)
    return [
        Mark(kind, round(EDGE + (DAYS_WIDTH - 2 * EDGE) * (on - first).days / days, 1), on)
        for kind, on in dates.items()
        if on is not None
    ]


def ends(rows: Sequence[dict[str, Any]]) -> tuple[date, date]:
    """The first and the last of the dates of these rows."""
    known = [on for row in rows for on in row.values() if on is not None]
    return min(known), max(known)
