"""The verbs of purchasing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, gate
from base.forms import ReasonForm
from base.lines import save_lines
from base.people import Actor
from suppliers.forms import ConfirmForm, OpeningPurchaseOrderForm, PurchaseOrderForm
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


@action(PurchaseOrder, "confirm", form=ConfirmForm, label=pgettext_lazy("purchase order", "Confirm"))
def confirm(order: PurchaseOrder, *, by: Actor, confirmed_on: date) -> None:
    """The supplier promised a date. Single lines are given theirs by changing the order."""
    lines = list(order.lines.order_by("position"))
    rows: list[Mapping[str, Any]] = [{"position": line.position, "confirmed_on": confirmed_on} for line in lines]
    save_lines([(order, rows)], "lines")


@action(PurchaseOrder, "close", bulk=True, label=pgettext_lazy("order", "Close"))
def close_purchase_order(order: PurchaseOrder, *, by: Actor) -> None:
    """Nothing more is expected."""


@action(PurchaseOrder, "cancel", form=ReasonForm, danger=True, label=_("Cancel order"))
def cancel_purchase_order(order: PurchaseOrder, *, by: Actor, reason: str) -> None:
    """Not wanted any more."""


@gate(PurchaseOrder, "cancel")
def nothing_received(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What has arrived cannot be cancelled away."""
    received = PurchaseOrderLine.objects.filter(order__in=orders, received__gt=0).values_list("order_id", flat=True)
    return dict.fromkeys(received, _("Part of it has been received: close it instead"))


def _with_lines(orders: Sequence[PurchaseOrder], inputs: Sequence[Any]) -> None:
    save_lines([(order, given["lines"]) for order, given in zip(orders, inputs, strict=True)], "lines", done="received")
