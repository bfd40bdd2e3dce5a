"""The verbs of purchase orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import Action, action, gate
from base.forms import ReasonForm
from base.lines import save_lines
from base.people import Actor
from base.refusals import Unacceptable
from inventory.forms import TallyForm
from inventory.ledger import number
from suppliers.forms import ConfirmForm, ConfirmLineForm, OpeningPurchaseOrderForm, PurchaseOrderForm
from suppliers.models import PurchaseOrder, PurchaseOrderLine
from suppliers.states import PurchaseOrderState


@action(PurchaseOrder, "add", form=PurchaseOrderForm, creates=True, many=True, label=_("Add"))
def add_purchase_order(orders: Sequence[PurchaseOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """Firm: we count on it."""
    _with_lines(orders, inputs)


@action(PurchaseOrder, "open", form=OpeningPurchaseOrderForm, creates=True, many=True, label=_("Opening order"))
def open_purchase_order(orders: Sequence[PurchaseOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """An order placed before the product came; confirmed if every line of it is."""
    _with_lines(orders, inputs)
    for order, given in zip(orders, inputs, strict=True):
        if all(line["confirmed_on"] for line in given["lines"]):
            order.state = PurchaseOrderState.CONFIRMED


@action(PurchaseOrder, "change", form=PurchaseOrderForm, many=True, label=_("Change"))
def change_purchase_order(orders: Sequence[PurchaseOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """Its lines become those given, matched by position."""
    _with_lines(orders, inputs)


@action(PurchaseOrder, "confirm", form=ConfirmForm, primary=True, label=pgettext_lazy("purchase order", "Confirm"))
def confirm(order: PurchaseOrder, *, by: Actor, confirmed_on: date, position: int | None) -> None:
    """The supplier promised a date for every line, or for the last one that had none."""
    _promised(order, confirmed_on, position)


@action(PurchaseOrder, "confirm_line", form=ConfirmLineForm, label=_("Confirm line"))
def confirm_line(order: PurchaseOrder, *, by: Actor, confirmed_on: date, position: int) -> None:
    """The supplier promised a date for one line; others still wait for theirs."""
    _promised(order, confirmed_on, position)


def confirming(lines: Iterable[PurchaseOrderLine]) -> list[tuple[PurchaseOrderLine, Action]]:
    """Each of these open lines with the verb that gives it a date: the last one confirms its order."""
    listed = list(lines)
    waiting = Counter(line.order_id for line in listed if not line.confirmed_on)
    others = (waiting[line.order_id] - (not line.confirmed_on) for line in listed)
    return [
        (line, confirm_line if left and line.order.state == PurchaseOrderState.FIRM else confirm)
        for line, left in zip(listed, others, strict=True)
    ]


def _promised(order: PurchaseOrder, confirmed_on: date, position: int | None) -> None:
    known = list(order.lines.order_by("position").values_list("position", flat=True))
    if position and position not in known:
        raise Unacceptable(_text("%(order)s has no line %(lines)s") % {"order": order, "lines": position})
    rows: list[Mapping[str, Any]] = [
        {"position": each, "confirmed_on": confirmed_on} if position in (None, each) else {"position": each}
        for each in known
    ]
    save_lines([(order, rows)], "lines")


@action(PurchaseOrder, "tally", form=TallyForm, label=_("Count up"))
def tally_purchase_order(order: PurchaseOrder, *, by: Actor, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a receipt brought, or what was taken back of it, is counted on the lines. Answers whether all has come."""
    came = {row["position"]: row["quantity"] for row in lines}
    known = list(order.lines.select_related("item").order_by("position"))
    for line in known:
        line.received += came.get(line.position, 0)
    _refuse_too_much(order, [line for line in known if came.get(line.position, 0) > 0])
    save_lines([(order, [{"position": line.position, "received": line.received} for line in known])], "lines")
    return {"complete": not any(_is_short(order, line) for line in known)}


def _refuse_too_much(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> None:
    for line in lines:
        if line.received > (most := line.quantity * (1 + order.supplier.over_tolerance)):
            facts = {"line": line, "item": line.item, "most": number(most), "sum": number(line.received)}
            sentence = _text("%(line)s %(item)s: %(sum)s would have come, at most %(most)s are taken")
            raise Unacceptable(sentence % facts)


def _is_short(order: PurchaseOrder, line: PurchaseOrderLine) -> bool:
    return bool(line.received < line.quantity * (1 - order.supplier.under_tolerance))


@action(PurchaseOrder, "close", bulk=True, primary=True, undo="reopen", label=pgettext_lazy("order", "Close"))
def close_purchase_order(order: PurchaseOrder, *, by: Actor) -> None:
    """All has come; nothing more is expected."""


@action(PurchaseOrder, "close_short", form=ReasonForm, undo="reopen", label=_("Close short"))
def close_purchase_order_short(order: PurchaseOrder, *, by: Actor, reason: str) -> None:
    """Not all has come, and no more is expected."""


@action(PurchaseOrder, "reopen", form=ReasonForm, label=pgettext_lazy("order", "Reopen"))
def reopen_purchase_order(order: PurchaseOrder, *, by: Actor, reason: str) -> None:
    """More is expected after all."""


@action(PurchaseOrder, "cancel", form=ReasonForm, danger=True, label=_("Cancel order"))
def cancel_purchase_order(order: PurchaseOrder, *, by: Actor, reason: str) -> None:
    """Not wanted any more."""


@gate(PurchaseOrder, "close")
def has_come_in_full(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is closed with less than ordered needs a reason."""
    sentence = _text("%(line)s: %(received)s of %(quantity)s received. Close it short, with a reason")
    lines = PurchaseOrderLine.objects.filter(order__in=orders).select_related("order__supplier").order_by("-position")
    return {
        line.order_id: sentence % {"line": line, "received": number(line.received), "quantity": number(line.quantity)}
        for line in lines
        if _is_short(line.order, line)
    }


@gate(PurchaseOrder, "cancel")
def nothing_received(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What has arrived cannot be cancelled away."""
    received = PurchaseOrderLine.objects.filter(order__in=orders, received__gt=0).values_list("order_id", flat=True)
    return dict.fromkeys(received, _("Part of it has been received: close it instead"))


def _with_lines(orders: Sequence[PurchaseOrder], inputs: Sequence[Any]) -> None:
    save_lines([(order, given["lines"]) for order, given in zip(orders, inputs, strict=True)], "lines", done="received")
