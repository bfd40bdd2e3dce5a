"""How purchase orders and receipts move."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class PurchaseOrderState(TextChoices):
    FIRM = "firm", pgettext_lazy("purchase order", "firm")
    CONFIRMED = "confirmed", _("confirmed by supplier")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


P = PurchaseOrderState
PURCHASE_ORDER = Transitions(
    PurchaseOrderState,
    initial=P.FIRM,
    change=[(P.FIRM, P.FIRM), (P.CONFIRMED, P.CONFIRMED)],
    confirm=[(P.FIRM, P.CONFIRMED), (P.CONFIRMED, P.CONFIRMED)],
    confirm_line=[(P.FIRM, P.FIRM), (P.CONFIRMED, P.CONFIRMED)],
    prepare=[(P.FIRM, P.FIRM), (P.CONFIRMED, P.CONFIRMED)],
    tally=[(P.FIRM, P.FIRM), (P.CONFIRMED, P.CONFIRMED)],
    close=[(P.FIRM, P.CLOSED), (P.CONFIRMED, P.CLOSED)],
    close_short=[(P.FIRM, P.CLOSED), (P.CONFIRMED, P.CLOSED)],
    reopen=(P.CLOSED, P.FIRM),
    cancel=[(P.FIRM, P.CANCELLED), (P.CONFIRMED, P.CANCELLED)],
)


class ReceiptState(TextChoices):
    DRAFT = "draft", _("draft")
    POSTED = "posted", _("posted")
    REVERSED = "reversed", _("taken back")
    CANCELLED = "cancelled", _("cancelled")


R = ReceiptState
RECEIPT = Transitions(
    ReceiptState,
    initial=R.DRAFT,
    change=(R.DRAFT, R.DRAFT),
    post=(R.DRAFT, R.POSTED),
    reverse=(R.POSTED, R.REVERSED),
    cancel=(R.DRAFT, R.CANCELLED),
)
