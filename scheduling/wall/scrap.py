"""Why things were scrapped this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from shopfloor.models import OperationReport
from shopfloor.states import ReportState

SHOWN = 5


@dataclass(frozen=True)
class Reason:
    """`together`: percent of the week's scrap that this reason and those before it stand for."""

    name: str
    quantity: Decimal
    together: int


def reasons(today: date) -> list[Reason]:
    """The most frequent ones since Monday; the rest is one of them."""
    monday = today - timedelta(days=today.weekday())
    found = OperationReport.objects.filter(state=ReportState.POSTED, scrap__gt=0, reported_at__date__gte=monday)
    rows = list(
        found.values_list("scrap_reason__name").annotate(units=Sum("scrap")).order_by("-units", "scrap_reason__name")
    )
    return _ranked([(name or _("without a reason"), units) for name, units in rows])


def _ranked(rows: list[tuple[Any, Decimal]]) -> list[Reason]:
    if len(rows) > SHOWN:
        rest = sum((units for _name, units in rows[SHOWN - 1 :]), Decimal(0))
        rows = [*rows[: SHOWN - 1], (_("others"), rest)]
    whole = sum((units for _name, units in rows), Decimal(0))
    ranked, sofar = [], Decimal(0)
    for name, units in rows:
        sofar += units
        ranked.append(Reason(name, units, round(100 * sofar / whole)))
    return ranked
