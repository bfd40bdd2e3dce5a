"""The verbs of a balance: opened, counted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.actions import action
from base.people import Actor
from inventory.forms import CountForm, OpeningStockForm
from inventory.ledger import move_of, record
from inventory.models import MoveKind, StockBalance


@action(StockBalance, "open", form=OpeningStockForm, creates=True, many=True, label=_("Opening stock"))
def open_stock(balances: Sequence[StockBalance], inputs: Sequence[Any], *, by: Actor) -> None:
    """The first move of each balance."""
    pairs = zip(balances, inputs, strict=True)
    record([move_of(b, b.quantity, MoveKind.OPENING, given["on"] or timezone.localdate(), b) for b, given in pairs])


@action(StockBalance, "count", form=CountForm, label=_("Count"))
def count(balance: StockBalance, *, by: Actor, counted: Decimal, reason: str) -> dict[str, Any]:
    """Stock becomes what was counted; the difference is a move with its reason."""
    difference = counted - balance.quantity
    if difference:
        record([move_of(balance, difference, MoveKind.COUNT, timezone.localdate(), balance, reason)])
    balance.quantity = counted
    return {"difference": difference}
