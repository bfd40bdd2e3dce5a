"""The wall screen: how the shop stands right now, read by people five meters away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from base.models import Site
from scheduling.loading import capacity
from scheduling.wall.alarms import Alarm, alarms
from scheduling.wall.charts import Chart, output_chart, scrap_chart
from scheduling.wall.deliveries import Delivery, deliveries, late_lines
from scheduling.wall.machines import Tile, tallies, tiles
from scheduling.wall.output import Day, Hour, day, hours
from scheduling.wall.scrap import Reason, reasons
from shopfloor.shifts import window_at

TILES, ALARMS, DELIVERIES = 24, 4, 3  # on the screen at once; the rest takes turns


@dataclass(frozen=True)
class Wall:
    """Everything on the screen. Pages are lists that take turns."""

    now: datetime
    site: str
    shift: str
    day: Day
    hours: list[Hour]
    tiles: list[Tile]
    late: int
    alarms: list[Alarm]
    deliveries: list[Delivery]
    reasons: list[Reason]

    @property
    def tallies(self) -> list[tuple[str, Any, int]]:
        return tallies(self.tiles)

    @property
    def running(self) -> int:
        """Percent of the machines that run."""
        return (
            round(100 * sum(tile.tone in ("run", "late") for tile in self.tiles) / len(self.tiles)) if self.tiles else 0
        )

    @property
    def output(self) -> Chart:
        return output_chart(self.hours)

    @property
    def scrap(self) -> Chart:
        return scrap_chart(self.reasons)

    @property
    def tile_pages(self) -> list[list[Tile]]:
        return _pages(self.tiles, TILES)

    @property
    def alarm_pages(self) -> list[list[Alarm]]:
        return _pages(self.alarms, ALARMS)

    @property
    def delivery_pages(self) -> list[list[Delivery]]:
        return _pages(self.deliveries, DELIVERIES)


def wall() -> Wall:
    """The shop of the tenant in scope, in as many queries for any size."""
    now = timezone.localtime()
    site = Site.objects.order_by("id").first()
    open_time = capacity.read(now.date(), site.zone if site else settings.TIME_ZONE, before=8, after=8)
    calendar = open_time.centers[0]["calendar_id"] if open_time.centers else 0
    return Wall(
        now=now,
        site=site.name if site else "",
        shift=window_at(calendar, now).name,
        day=day(now),
        hours=hours(now, open_time),
        tiles=tiles(now, open_time),
        late=late_lines(),
        alarms=alarms(),
        deliveries=deliveries(now.date()),
        reasons=reasons(now.date()),
    )


def _pages(rows: list[Any], size: int) -> list[list[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
