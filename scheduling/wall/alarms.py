"""What waits for somebody, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.columns import plain_number
from inventory.models import LotHold
from inventory.states import HoldState
from shopfloor.models import Shortage
from shopfloor.states import ShortageState

SHOWN = 40


@dataclass(frozen=True)
class Alarm:
    """`more`: whose it is, or what it says besides."""

    tone: str
    text: str
    more: str
    since: datetime

    @property
    def age(self) -> str:
        """Hours and minutes, from a day on days."""
        minutes = int((timezone.now() - self.since).total_seconds() // 60)
        days = minutes // 1440
        return (
            ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
            if days
            else f"{minutes // 60}:{minutes % 60:02}"
        )


def alarms() -> list[Alarm]:
    """Components that lack at an order and lots on hold; two queries."""
    return sorted([*_short(), *_held()], key=lambda alarm: alarm.since)


def _short() -> list[Alarm]:
    rows = Shortage.objects.filter(state=ShortageState.OPEN).select_related("item__unit", "component__work_order")
    return [
        Alarm(
            "hold",
            _("%(order)s lacks %(quantity)s %(unit)s %(item)s")
            % {
                "order": row.component.work_order.number,
                "quantity": plain_number(row.lacking),
                "unit": row.item.unit,
                "item": row.item.code,
            },
            row.owner_name or row.item.name,
            row.found_at,
        )
        for row in rows.order_by("found_at", "id")[:SHOWN]
    ]


def _held() -> list[Alarm]:
    rows = LotHold.objects.filter(state=HoldState.HELD).select_related("lot__item").order_by("placed_at", "id")
    return [
        Alarm(
            "check",
            _("lot %(lot)s is on hold") % {"lot": row.lot.code},
            f"{row.lot.item.name} · {row.reason}",
            row.placed_at,
        )
        for row in rows[:SHOWN]
    ]
