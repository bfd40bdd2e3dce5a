"""The verbs of a balance: opened, counted, adjusted, moved elsewhere. Larger changes are documents (documents.py)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import action
from base.people import Actor
from base.refusals import Blocked, Unacceptable
from inventory.approval import cost_of, limit_of, money
from inventory.forms import AdjustForm, CountForm, OpeningStockForm, TransferForm
from inventory.ledger import HELD, at_of, move_of, open_holds, post, record
from inventory.models import Location, MoveKind, StockBalance


@action(StockBalance, "open", form=OpeningStockForm, creates=True, many=True, label=_("Opening stock"))
def open_stock(balances: Sequence[StockBalance], inputs: Sequence[Any], *, by: Actor) -> None:
    """The first move of each balance."""
    days = [given["on"] or timezone.localdate() for given in inputs]
    pairs = zip(balances, days, strict=True)
    record([move_of(balance, balance.quantity, MoveKind.OPENING, on, balance) for balance, on in pairs])


@action(StockBalance, "count", form=CountForm, label=_("Count"))
def count(balance: StockBalance, *, by: Actor, counted: Decimal, reason: str) -> dict[str, Any]:
    """Stock becomes what was counted; the difference is a move with its reason."""
    difference = counted - balance.quantity
    if difference:
        _change(balance, difference, MoveKind.COUNT, reason)
    return {"difference": difference}


@action(StockBalance, "adjust", form=AdjustForm, label=_("Adjust"))
def adjust(balance: StockBalance, *, by: Actor, change: Decimal, reason: str) -> None:
    """So much more or less lies there. What is worth more than the limit is written as an adjustment."""
    _change(balance, change, MoveKind.ADJUST, reason)


@action(StockBalance, "transfer", form=TransferForm, label=_("Move elsewhere"))
def transfer_stock(balance: StockBalance, *, by: Actor, quantity: Decimal, to: Location) -> None:
    """The same stock in another location."""
    if to.pk == balance.location_id:
        raise Unacceptable(_text("It lies in %(location)s already: choose another location") % {"location": to})
    today = timezone.localdate()
    there = at_of(balance)._replace(location_id=to.pk)
    record([move_of(balance, -quantity, MoveKind.TRANSFER, today, balance)])
    post([move_of(there, quantity, MoveKind.TRANSFER, today, balance)])
    balance.quantity -= quantity


def _change(balance: StockBalance, change: Decimal, kind: MoveKind, reason: str) -> None:
    """Raises Blocked when it is worth more than one person may change."""
    value, limit = abs(change) * cost_of(balance.item_id), limit_of([balance.location_id])
    if value > limit:
        facts = {"value": money(value), "limit": money(limit)}
        sentence = _text("It changes stock by %(value)s, more than %(limit)s: write an adjustment for approval")
        raise Blocked(sentence % facts)
    if change > 0 and balance.status in HELD and balance.lot_id and open_holds([balance.lot_id]).exists():
        raise Blocked(_text("Lot %(lot)s is on hold: release it first") % {"lot": balance.lot})
    record([move_of(balance, change, kind, timezone.localdate(), balance, reason)])
    balance.quantity += change
