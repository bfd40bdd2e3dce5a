"""How holds and stock documents move."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class HoldState(TextChoices):
    HELD = "held", _("on hold")
    RELEASED = "released", pgettext_lazy("hold", "released")


HOLD = Transitions(HoldState, initial=HoldState.HELD, release=(HoldState.HELD, HoldState.RELEASED))


class StockDocumentState(TextChoices):
    """Of an adjustment or a count: what is worth more than the limit waits for somebody else than its author."""

    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waiting for approval")
    POSTED = "posted", _("posted")
    CANCELLED = "cancelled", _("cancelled")


D = StockDocumentState
STOCK_DOCUMENT = Transitions(
    StockDocumentState,
    initial=D.DRAFT,
    change=(D.DRAFT, D.DRAFT),
    post=(D.DRAFT, D.POSTED),
    submit=(D.DRAFT, D.WAITING),
    approve=(D.WAITING, D.POSTED),
    reject=(D.WAITING, D.DRAFT),
    cancel=[(D.DRAFT, D.CANCELLED), (D.WAITING, D.CANCELLED)],
)
