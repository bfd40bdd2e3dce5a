"""Where the bars and lines of the screen's two charts lie, in the units of their drawings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, log10

from base.columns import plain_number
from scheduling.wall.output import Hour
from scheduling.wall.scrap import Reason

OUTPUT_WIDTH, SCRAP_WIDTH = 840, 430
LEFT, FLOOR, TOP = 44, 262, 34  # of the drawings: the numbers at the left, the line bars stand on, room for figures
WIDE, WIDEST = 0.54, 72  # of a bar: as a share of its place, and at most


@dataclass(frozen=True)
class Bar:
    """`mark` is written above it, `name` below; a `short` one is drawn as a warning."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    name: str
    mark: str
    short: bool


@dataclass(frozen=True)
class Chart:
    """`line` is the path of what the bars are compared with; `steps` are the numbers at the left with their height."""

    bars: list[Bar]
    line: str
    steps: list[tuple[str, float]]
    points: Sequence[tuple[float, float, str]] = ()


def output_chart(hours: Sequence[Hour]) -> Chart:
    """A bar for each hour that has begun, and the plan as a line of steps."""
    top = _round_up(
        max([hour.planned for hour in hours] + [hour.done or Decimal(0) for hour in hours], default=Decimal(0))
    )
    place = (OUTPUT_WIDTH - LEFT) / max(1, len(hours))
    bars, line = [], ""
    for number, hour in enumerate(hours):
        x = LEFT + number * place
        mark = "" if hour.done is None else _figure(hour.done)
        bars.append(_bar(x, place, _y(hour.done or Decimal(0), top), f"{hour.at:%H:%M}", mark, hour.short))
        y = _y(hour.planned, top)
        line += f"{'V' if line else f'M{x:.0f} '}{y:.0f}H{x + place:.0f}"
    return Chart(bars, line, [(_figure(top * step / 2), _y(top * step / 2, top)) for step in range(3)])


def scrap_chart(reasons: Sequence[Reason]) -> Chart:
    """A bar for each reason, the most frequent first, and their running share as points on a line."""
    top = max((reason.quantity for reason in reasons), default=Decimal(1))
    place = SCRAP_WIDTH / max(1, len(reasons))
    bars = [
        _bar(n * place, place, _y(reason.quantity, top), reason.name, plain_number(reason.quantity), False)
        for n, reason in enumerate(reasons)
    ]
    points = [
        (bar.middle, _y(Decimal(reason.together), Decimal(100)), f"{reason.together}%")
        for bar, reason in zip(bars, reasons, strict=True)
    ]
    return Chart(bars, _path((x, y) for x, y, _share in points), [], points)


def _bar(x: float, place: float, y: float, name: str, mark: str, short: bool) -> Bar:
    width = min(place * WIDE, WIDEST)  # a single reason is no block of colour
    middle = x + place / 2
    return Bar(
        round(middle - width / 2, 1),
        round(y, 1),
        round(width, 1),
        round(FLOOR - y, 1),
        round(middle, 1),
        name,
        mark,
        short,
    )


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) if points else ""


def _y(value: Decimal, top: Decimal) -> float:
    return FLOOR - (FLOOR - TOP) * float(value / top if top else 0)


def _round_up(value: Decimal) -> Decimal:
    """To the next 1, 2, 3, 4, 6 or 8 times a power of ten: twice something people can read."""
    if value <= 0:
        return Decimal(2)
    power = 10 ** (ceil(log10(value)) - 1)
    return Decimal(next(step * power for step in (1, 2, 3, 4, 6, 8, 10) if step * power >= value))


def _figure(value: Decimal) -> str:
    return plain_number(round(value, 0 if value >= 10 else 1))
