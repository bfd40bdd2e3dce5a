"""The figures a factory is led by, each with the way to the rows it comes from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from base.columns import plain_number
from base.homes import Figure
from orders.models import SalesOrderLine
from orders.states import ShipmentState
from scheduling.wall.output import percent_achieved
from shopfloor.models import OperationReport
from shopfloor.states import ReportState

PERIOD = 30  # days that a rate looks back
GOOD_RATE, FAIR_RATE = 95, 85  # percent


def on_time(today: date) -> Figure:
    """Of the lines shipped complete lately, how many left by their promise."""
    since = today - timedelta(days=PERIOD)
    left = Max("shipment_lines__shipment__shipped_on", filter=Q(shipment_lines__shipment__state=ShipmentState.SHIPPED))
    complete = SalesOrderLine.objects.filter(shipped__gte=F("quantity")).annotate(left=left).filter(left__gte=since)
    kept = Q(left__lte=Coalesce("promised_on", "due_on"))
    counted = complete.aggregate(all=Count("id"), kept=Count("id", filter=kept))
    rate = round(100 * counted["kept"] / counted["all"]) if counted["all"] else None
    note = _("%(kept)s of %(all)s lines shipped in 30 days") % counted
    return _rate(_("On time"), rate, note, f"{reverse('shipments:list')}?state=shipped&shipped_on_after={since}")


def achieved(_today: date) -> Figure:
    """Of what should be done by now, how much is."""
    note = _("of what the plan has done by now")
    return _rate(_("Plan achievement"), percent_achieved(timezone.localtime()), note, reverse("board"))


def scrapped(today: date) -> Figure:
    """Of what was reported since Monday, how much was scrap."""
    monday = today - timedelta(days=today.weekday())
    found = OperationReport.objects.filter(state=ReportState.POSTED, reported_at__date__gte=monday)
    sums = found.aggregate(good=Sum("good"), scrap=Sum("scrap"))
    good, scrap = (sums[name] or Decimal(0) for name in ("good", "scrap"))
    url = f"{reverse('operation-reports:list')}?state=posted&reported_at_after={monday}&sort=-scrap"
    note = _("%(scrap)s of %(all)s units since Monday") % {
        "scrap": plain_number(scrap), "all": plain_number(good + scrap)
    }  # fmt: skip
    share = plain_number(round(100 * scrap / (good + scrap), 1)) if good + scrap else "–"
    return Figure(_("Scrap"), share, "%" if good + scrap else "", note, url, tone="hold" if scrap else "")


def _rate(label: str, rate: int | None, note: str, url: str) -> Figure:
    if rate is None:
        return Figure(label, "–", "", note, url)
    tone = "run" if rate >= GOOD_RATE else "hold" if rate >= FAIR_RATE else "late"
    return Figure(label, str(rate), "%", note, url, tone)
