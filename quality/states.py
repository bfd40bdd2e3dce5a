"""How inspections and nonconformances move."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class InspectionState(TextChoices):
    OPEN = "open", pgettext_lazy("inspection", "open")
    PASSED = "passed", pgettext_lazy("inspection", "passed")
    FAILED = "failed", pgettext_lazy("inspection", "failed")
    CANCELLED = "cancelled", _("cancelled")


I = InspectionState  # noqa: E741
INSPECTION = Transitions(
    InspectionState,
    initial=I.OPEN,
    measure=(I.OPEN, I.OPEN),
    release=(I.OPEN, I.PASSED),
    reject=(I.OPEN, I.FAILED),
    cancel=(I.OPEN, I.CANCELLED),
)


class NonconformanceState(TextChoices):
    OPEN = "open", pgettext_lazy("nonconformance", "open")
    CLOSED = "closed", _("closed")


N = NonconformanceState
NONCONFORMANCE = Transitions(
    NonconformanceState,
    initial=N.OPEN,
    change=(N.OPEN, N.OPEN),
    dispose=(N.OPEN, N.OPEN),
    close=(N.OPEN, N.CLOSED),
)
