"""What a message asks for is done: its order is moved, made more or less, cancelled, or released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import ACTIONS, action, follow_up, gate
from base.forms import Partial
from base.people import Actor
from bom.models import Item
from orders.models import WorkOrder
from orders.states import WorkOrderState
from scheduling.actions.planning import firm, held
from scheduling.models import ExceptionMessage
from scheduling.packed import BOUGHT, MADE, PLANNED
from scheduling.states import MessageKind
from suppliers.forms import LINE
from suppliers.models import PurchaseOrder, PurchaseOrderLine
from suppliers.queries import OPEN

MOVED = (MessageKind.EXPEDITE, MessageKind.DEFER)
LESS = (MessageKind.CANCEL, MessageKind.DECREASE)
DOABLE = {
    MADE: (*MOVED, *LESS, MessageKind.INCREASE),
    BOUGHT: (*MOVED, *LESS, MessageKind.INCREASE),
    PLANNED: (MessageKind.RELEASE,),
}


@action(ExceptionMessage, "apply", many=True, bulk=True, primary=True, label=_("Apply"))
def apply(messages: Sequence[ExceptionMessage], inputs: Sequence[Any], *, by: Actor) -> None:
    """Each order becomes what its message asks for, all of them or none. A purchase that moves is asked for anew."""
    items = Item.objects.in_bulk({message.item_id for message in messages})
    for message in messages:
        message.item = items[message.item_id]
        message.applied = message.dismissed = True
    _make(_of(messages, MADE), by)
    _buy(_of(messages, BOUGHT), by)
    if released := [message.subject_id for message in messages if message.subject_type == PLANNED]:
        follow_up(firm, released, by=by)


@gate(ExceptionMessage, "apply")
def can_be_done(messages: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Once, and to an order that can still be changed like this."""
    states = _states(messages)
    found = {message.pk: _objection(message, states) for message in messages}
    return {pk: sentence for pk, sentence in found.items() if sentence}


def _objection(message: ExceptionMessage, states: Mapping[tuple[str, int], str]) -> Any:
    if message.applied:
        return _("Applied already: the next calculation says what is left of it")
    if message.kind not in DOABLE.get(message.subject_type, ()):
        return _("Nobody but people can do what this asks for: open what it is about")
    state = states.get((message.subject_type, message.subject_id))
    if state is None:
        return _("What it is about is closed by now: plan the requirements again")
    if message.subject_type == MADE and state != WorkOrderState.FIRM:
        return _on_the_floor(message, state)
    return ""


def _on_the_floor(message: ExceptionMessage, state: str) -> Any:
    if message.kind not in LESS:
        return _("The floor has it already: the schedule says when it is made")
    if message.kind == MessageKind.CANCEL and state != WorkOrderState.RELEASED:
        return _("It has been started: make it less, or finish it for stock")
    return ""


def _states(messages: Sequence[ExceptionMessage]) -> dict[tuple[str, int], str]:
    """Of the open ones among what these messages are about. A planned order's own verb looks at it."""
    ids = _ids(messages)
    works = WorkOrder.objects.filter(pk__in=ids[MADE], state__in=MAKING).values_list("pk", "state")
    lines = PurchaseOrderLine.objects.filter(pk__in=ids[BOUGHT], order__state__in=OPEN)
    found = {(MADE, pk): state for pk, state in works}
    found |= {(BOUGHT, pk): state for pk, state in lines.values_list("pk", "order__state")}
    return found | {(PLANNED, pk): "" for pk in ids[PLANNED]}


MAKING = (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)


def _ids(messages: Iterable[ExceptionMessage]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for message in messages:
        found[message.subject_type].add(message.subject_id)
    return found


Asked = dict[int, list[ExceptionMessage]]


def _of(messages: Iterable[ExceptionMessage], kind: str) -> Asked:
    """What is asked of each row of a kind."""
    found: Asked = defaultdict(list)
    for message in messages:
        if message.subject_type == kind:
            found[message.subject_id].append(message)
    return found


def _reason(asked: Iterable[Sequence[ExceptionMessage]]) -> dict[str, str]:
    kinds = sorted({str(message.get_kind_display()) for messages in asked for message in messages})
    return {"reason": _text("exception message: %(kinds)s") % {"kinds": ", ".join(kinds)}}


# Made here --------------------------------------------------------------------------------------


def _make(asked: Asked, by: Actor) -> None:
    orders = list(WorkOrder.objects.filter(pk__in=asked).order_by("pk"))
    cancelled = [order for order in orders if any(m.kind == MessageKind.CANCEL for m in asked[order.pk])]
    others = [order for order in orders if order not in cancelled]
    if cancelled:
        reason = _reason(asked[order.pk] for order in cancelled)
        follow_up(ACTIONS[WorkOrder, "cancel"], cancelled, by=by, data=reason)
    if waiting := [order for order in others if order.state == WorkOrderState.FIRM]:
        changes = [_changed(asked[order.pk], order.quantity) for order in waiting]
        follow_up(ACTIONS[WorkOrder, "change"], waiting, by=by, data=[_due(change) for change in changes])
    if begun := [order for order in others if order.state != WorkOrderState.FIRM]:
        less = [{**_reason([asked[o.pk]]), **_changed(asked[o.pk], o.quantity)} for o in begun]
        follow_up(ACTIONS[WorkOrder, "make_less"], begun, by=by, data=less)


def _due(change: dict[str, Any]) -> Partial:
    return Partial({"due_on" if name == "on" else name: value for name, value in change.items()})


def _changed(messages: Sequence[ExceptionMessage], quantity: Decimal) -> dict[str, Any]:
    """The day and the quantity of an order or a line after what is asked of it; what stays is left out."""
    found: dict[str, Any] = {}
    for message in messages:
        if message.kind in MOVED and message.to_on:
            found["on"] = message.to_on - held(message.item)
        elif message.kind in LESS:
            found["quantity"] = found.get("quantity", quantity) - message.quantity
        elif message.kind == MessageKind.INCREASE:
            found["quantity"] = found.get("quantity", quantity) + message.quantity
    return found


# Bought -----------------------------------------------------------------------------------------


def _buy(asked: Asked, by: Actor) -> None:
    """The lines of each order as they shall be; an order of which nothing is left is cancelled."""
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    orders = PurchaseOrder.objects.filter(lines__in=asked).distinct()
    rows = PurchaseOrderLine.objects.filter(order__in=orders.values("pk")).select_related("item")
    for line in rows.order_by("order_id", "position"):
        lines[line.order_id].append(_line(line, asked.get(line.pk, ())))
    kept = {pk: [row for row in own if row["quantity"] > 0] for pk, own in lines.items()}
    changed, cancelled = [pk for pk in kept if kept[pk]], [pk for pk in kept if not kept[pk]]
    if changed:
        data = [Partial(lines=kept[pk]) for pk in changed]
        follow_up(ACTIONS[PurchaseOrder, "change"], changed, by=by, data=data)
    if cancelled:
        follow_up(ACTIONS[PurchaseOrder, "cancel"], cancelled, by=by, data=_reason(asked.values()))


def _line(line: PurchaseOrderLine, messages: Sequence[ExceptionMessage]) -> dict[str, Any]:
    """A day that the supplier did not promise is asked for; what has come stays."""
    change = _changed(messages, line.quantity)
    found = {name: getattr(line, name) for name in LINE}
    if "on" in change:
        found |= {"needed_on": change["on"], "requested_on": change["on"], "confirmed_on": None}
    return found | {"quantity": max(change.get("quantity", line.quantity), line.received)}
