"""What a customer's change of mind does to what exists for the order: each supply kept, made less or cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import ACTIONS, action, follow_up, gate
from base.columns import plain_number
from base.forms import Partial
from base.lines import save_lines
from base.people import Actor
from base.refusals import Unacceptable
from orders.actions.orders import nothing_shipped
from orders.models import SalesOrder, WorkOrder
from orders.states import WorkOrderState
from scheduling.forms import CallOffForm, CutBackForm, Decision
from scheduling.supplies import BOUGHT, MADE, PeggedSupply, supplies_of
from suppliers.forms import LINE
from suppliers.models import PurchaseOrder, PurchaseOrderLine

Rows = Sequence[Mapping[str, Any]]
Decided = list[tuple[PeggedSupply, Decision, Decimal]]

gate(SalesOrder, "call_off")(nothing_shipped)


@action(SalesOrder, "cut_back", form=CutBackForm, label=_("Customer wants less"))
def cut_back(order: SalesOrder, *, by: Actor, reason: str, lines: Rows, supplies: Rows) -> None:
    """Less is wanted; what exists for it is kept for stock, made less or cancelled, all in one go."""
    decided = _decided(order, supplies)
    wanted = {row["position"]: row["quantity"] for row in lines}
    _refuse_unknown_or_more(order, wanted)
    left = [{"position": n, "quantity": quantity} for n, quantity in wanted.items() if quantity > 0]
    if not left:
        raise Unacceptable(_text("Nothing would be left of %(order)s: call it off instead") % {"order": order})
    _carry_out(decided, by, reason)
    save_lines([(order, left)], "lines", done="shipped")


@action(SalesOrder, "call_off", form=CallOffForm, danger=True, label=_("Call off"))
def call_off(order: SalesOrder, *, by: Actor, reason: str, supplies: Rows) -> None:
    """Not wanted any more; what exists for it is kept for stock, made less or cancelled, all in one go."""
    _carry_out(_decided(order, supplies), by, reason)


def _refuse_unknown_or_more(order: SalesOrder, wanted: dict[int, Decimal]) -> None:
    known = dict(order.lines.values_list("position", "quantity"))
    if set(wanted) != set(known):
        raise Unacceptable(_text("%(order)s has other lines by now: open the form again") % {"order": order})
    for position, quantity in wanted.items():
        if quantity > known[position]:
            facts = {"order": order, "position": position, "quantity": plain_number(known[position])}
            raise Unacceptable(
                _text("%(order)s/%(position)s is for %(quantity)s: for more of it, change the order") % facts
            )


def _decided(order: SalesOrder, rows: Rows) -> Decided:
    """What somebody wants to be done, of supplies of which it can be done."""
    known = {supply.key: supply for supply in supplies_of(order)}
    found = []
    for row in rows:
        if (decision := Decision(row["decision"])) == Decision.KEEP:
            continue
        supply = known.get((row["supply"], row["item"]))
        if supply is None:
            facts = {"supply": row["supply"], "item": row["item"], "order": order}
            sentence = _text("%(supply)s %(item)s is not there for %(order)s any more: open the form again")
            raise Unacceptable(sentence % facts)
        if decision not in supply.may:
            facts = {"supply": supply.called, "item": supply.item, "decision": decision.label, "state": supply.state}
            sentence = _text("%(supply)s %(item)s is %(state)s: “%(decision)s” is not possible, choose another")
            raise Unacceptable(sentence % facts)
        found.append((supply, decision, row["quantity"]))
    return found


def _carry_out(decided: Decided, by: Actor, reason: str) -> None:
    _make_less([entry for entry in decided if entry[0].kind == MADE], by, reason)
    _buy_less([entry for entry in decided if entry[0].kind == BOUGHT], by, reason)


def _make_less(decided: Decided, by: Actor, reason: str) -> None:
    cancelled = [s.row for s, decision, less in decided if decision == Decision.CANCEL or less >= s.whole]
    if cancelled:
        follow_up(ACTIONS[WorkOrder, "cancel"], cancelled, by=by, data={"reason": reason})
    reduced = [(s.row, s.whole - less) for s, _decision, less in decided if s.row not in cancelled]
    firm = [(row, left) for row, left in reduced if row.state == WorkOrderState.FIRM]
    if firm:
        changes = [Partial(quantity=left) for _row, left in firm]
        follow_up(ACTIONS[WorkOrder, "change"], [row for row, _left in firm], by=by, data=changes)
    for row, left in reduced:
        if row.state != WorkOrderState.FIRM:
            follow_up(ACTIONS[WorkOrder, "make_less"], row, by=by, data={"reason": reason, "quantity": left})


def _buy_less(decided: Decided, by: Actor, reason: str) -> None:
    """An order of which nothing is left is cancelled; of the others single lines become less, or go."""
    less: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for supply, decision, quantity in decided:
        less[supply.row.order_id][supply.row.pk] = supply.whole if decision == Decision.CANCEL else quantity
    for order in PurchaseOrder.objects.filter(pk__in=less).order_by("pk"):
        left = [_line(line, less[order.pk].get(line.pk, Decimal(0))) for line in order.lines.order_by("position")]
        if any(row["quantity"] > 0 for row in left):
            data = Partial(lines=[row for row in left if row["quantity"] > 0])
            follow_up(ACTIONS[PurchaseOrder, "change"], [order], by=by, data=[data])
        else:
            follow_up(ACTIONS[PurchaseOrder, "cancel"], order, by=by, data={"reason": reason})


def _line(line: PurchaseOrderLine, less: Decimal) -> dict[str, Any]:
    return {**{name: getattr(line, name) for name in LINE}, "quantity": max(line.quantity - less, line.received)}
