"""What waits for somebody, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.alerts import said
from base.models.alerts import STANDING, Alert, Severity
from inventory.models import LotHold
from inventory.states import HoldState

SHOWN = 40
TONES = {Severity.NOTICE: "ready", Severity.WARNING: "hold", Severity.CRITICAL: "late"}


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
    """Alerts that stand and lots on hold; two queries."""
    return sorted([*_alerts(), *_held()], key=lambda alarm: alarm.since)


def _alerts() -> list[Alarm]:
    rows = Alert.objects.filter(state__in=STANDING).select_related("owner").order_by("since", "id")[:SHOWN]
    return [
        Alarm(
            TONES[row.severity], said(row.sentence), row.owner.name if row.owner else row.get_rule_display(), row.since
        )
        for row in rows
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
