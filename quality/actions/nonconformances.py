"""The verbs of nonconformances: opened, described, closed. What becomes of their stock: dispositions.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, gate
from base.people import Actor
from inventory.ledger import HELD, ZERO, number
from inventory.models import MoveKind, StockBalance, StockStatus
from inventory.movements import Cause, restate
from quality.forms import NonconformanceChangeForm, NonconformanceForm, OpenNonconformanceForm
from quality.models import Inspection, Nonconformance
from quality.states import NonconformanceState

APART = (StockStatus.REJECTED, StockStatus.BLOCKED)


@action(Nonconformance, "add", form=NonconformanceForm, creates=True, label=_("Add"))
def add_nonconformance(nonconformance: Nonconformance, *, by: Actor) -> None:
    """So much of a lot is blocked; what lies apart already and belongs to no other nonconformance counts first."""
    free = nonconformance.quantity - max(ZERO, _apart(nonconformance))
    if free > 0:
        cause = Cause(MoveKind.INSPECT, nonconformance, timezone.localdate(), nonconformance.description[:200])
        restate(nonconformance.lot_id, free, cause, old=HELD[::-1], new=StockStatus.BLOCKED)


@action(Nonconformance, "open", form=OpenNonconformanceForm, creates=True, label=pgettext_lazy("verb", "Open"))
def open_nonconformance(nonconformance: Nonconformance, *, by: Actor, inspection: Inspection | None) -> None:
    """An inspection rejected it: its stock lies apart already."""
    nonconformance.inspection = inspection


@action(Nonconformance, "change", form=NonconformanceChangeForm, label=_("Change"))
def change_nonconformance(nonconformance: Nonconformance, *, by: Actor) -> None:
    """What is wrong, in other words."""


@action(Nonconformance, "close", primary=True, label=pgettext_lazy("nonconformance", "Close"))
def close_nonconformance(nonconformance: Nonconformance, *, by: Actor) -> None:
    """All of it is disposed of."""


@gate(Nonconformance, "close")
def all_is_disposed_of(nonconformances: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Nothing is forgotten in a corner."""
    sentence = _text("%(left)s of %(quantity)s are not disposed of yet")
    left = {n.pk: (n.quantity - n.disposed, n.quantity) for n in nonconformances if n.disposed < n.quantity}
    return {pk: sentence % {"left": number(rest), "quantity": number(whole)} for pk, (rest, whole) in left.items()}


def _apart(nonconformance: Nonconformance) -> Any:
    """What lies apart of the lot and is not spoken for by another nonconformance."""
    lying = StockBalance.objects.filter(lot=nonconformance.lot_id, status__in=APART).aggregate(sum=Sum("quantity"))
    others = Nonconformance.objects.filter(lot=nonconformance.lot_id, state=NonconformanceState.OPEN)
    spoken = others.exclude(pk=nonconformance.pk).aggregate(sum=Sum(F("quantity") - F("disposed")))
    return (lying["sum"] or ZERO) - (spoken["sum"] or ZERO)
