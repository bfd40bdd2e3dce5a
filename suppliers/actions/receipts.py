"""The verbs of receipts: written, posted into stock, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, follow_up
from base.bulk import bulk_save
from base.forms import ReasonForm
from base.lines import save_lines
from base.people import Actor
from base.refusals import Unacceptable
from inventory.actions.lots import add_lot
from inventory.ledger import At
from inventory.models import Location, Lot, MoveKind, StockStatus
from inventory.movements import Cause, receive
from inventory.reversing import reverse
from inventory.tallies import tally
from suppliers.actions.orders import close_purchase_order, reopen_purchase_order, tally_purchase_order
from suppliers.forms import PrepareForm, ReceiptForm
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from suppliers.states import PurchaseOrderState

Rows = Sequence[Mapping[str, Any]]


@action(PurchaseOrder, "prepare", form=PrepareForm, primary=True, label=_("Prepare receipt"))
def prepare_receipt(order: PurchaseOrder, *, by: Actor, location: Location) -> dict[str, Any]:
    """A draft of what is still expected, to be corrected to what arrives."""
    return {"receipt": follow_up(add_receipt, by=by, data={"order": order, "location": location}).answer["id"]}


@action(Receipt, "add", form=ReceiptForm, creates=True, label=_("Add"))
def add_receipt(receipt: Receipt, *, by: Actor, lines: Rows) -> None:
    """A draft; without lines, of all that its order still expects."""
    _written(receipt, lines or _expected(receipt.order))


@action(Receipt, "change", form=ReceiptForm, label=_("Change"))
def change_receipt(receipt: Receipt, *, by: Actor, lines: Rows) -> None:
    """What really arrived, in which lots."""
    _written(receipt, lines)


@action(Receipt, "post", primary=True, undo="reverse", label=_("Post"))
def post_receipt(receipt: Receipt, *, by: Actor) -> None:
    """It is stock now. Items to be inspected wait in inspection; an order of which all has come is closed."""
    lines = list(receipt.lines.select_related("item").order_by("position"))
    _refuse_undated(lines)
    _tally(receipt, lines, by, sign=1)
    _give_lots(receipt, lines, by)
    amounts = [(_place(receipt, line), line.quantity) for line in lines]
    receive(amounts, Cause(MoveKind.RECEIVE, receipt, receipt.received_on))


@action(Receipt, "reverse", form=ReasonForm, danger=True, label=_("Take back"))
def reverse_receipt(receipt: Receipt, *, by: Actor, reason: str) -> None:
    """It never came: stock and order are as they were. What was used already stays until its user gives it back."""
    _tally(receipt, list(receipt.lines.all()), by, sign=-1)
    reverse(receipt, on=timezone.localdate(), reason=reason)


@action(Receipt, "cancel", danger=True, label=pgettext_lazy("document", "Cancel"))
def cancel_receipt(receipt: Receipt, *, by: Actor) -> None:
    """It will not be posted."""


def _expected(order: PurchaseOrder) -> Rows:
    open_lines = [line for line in order.lines.order_by("position") if line.quantity > line.received]
    return [{"order_position": line.position, "quantity": line.quantity - line.received} for line in open_lines]


def _written(receipt: Receipt, rows: Rows) -> None:
    """Each row with the order's line it names. Raises Unacceptable where the order has no such line."""
    known = {line.position: line for line in PurchaseOrderLine.objects.filter(order=receipt.order_id)}
    if unknown := [str(row["order_position"]) for row in rows if row["order_position"] not in known]:
        facts = {"order": receipt.order, "lines": ", ".join(unknown)}
        raise Unacceptable(_text("%(order)s has no line %(lines)s") % facts)
    found = [(row, known[row["order_position"]]) for row in rows]
    save_lines([(receipt, [{**row, "order_line": line, "item_id": line.item_id} for row, line in found])], "lines")


def _tally(receipt: Receipt, lines: Sequence[ReceiptLine], by: Actor, *, sign: int) -> None:
    """The order's own lines, before any stock: whoever works on an order holds it first."""
    order = receipt.order
    if sign < 0 and order.state == PurchaseOrderState.CLOSED:
        reason = _text("%(receipt)s was taken back") % {"receipt": receipt}
        follow_up(reopen_purchase_order, order, by=by, data={"reason": reason})
    data = {"lines": tally(lines, sign=sign)}
    if follow_up(tally_purchase_order, order, by=by, data=data).answer["complete"]:
        follow_up(close_purchase_order, order, by=by)


def _refuse_undated(lines: Sequence[ReceiptLine]) -> None:
    """What spoils has a date to count from."""
    undated = [line for line in lines if line.item.shelf_life_days and not (line.produced_on or line.expires_on)]
    if undated:
        facts = {"items": ", ".join(sorted({str(line.item) for line in undated}))}
        raise Unacceptable(_text("%(items)s: say when it was produced, or when it expires") % facts)


def _place(receipt: Receipt, line: ReceiptLine) -> At:
    status = StockStatus.INSPECTION if line.item.inspect else StockStatus.USABLE
    return At(line.item_id, receipt.location_id, line.lot_id, status)


def _give_lots(receipt: Receipt, lines: Sequence[ReceiptLine], by: Actor) -> None:
    """Every line whose item is kept in lots, or inspected, gets the lot it names, or a new one."""
    kept = [line for line in lines if line.lot_code or line.item.lot_tracked or line.item.inspect]
    codes = [line.lot_code for line in kept if line.lot_code]
    known = {(lot.item_id, lot.code): lot for lot in Lot.objects.filter(code__in=codes)}
    new = {_lot_of(line): line for line in kept if _lot_of(line) not in known}
    made = follow_up(add_lot, by=by, data=[_facts(receipt, line) for line in new.values()]).records if new else []
    known |= dict(zip(new, made, strict=True))
    for line in kept:
        line.lot = known[_lot_of(line)]
        line.lot_code = line.lot.code
    bulk_save(kept, ("lot", "lot_code"))


def _lot_of(line: ReceiptLine) -> tuple[int, str | int]:
    """What tells lots apart: item and code; a line without a code has a lot of its own."""
    return (line.item_id, line.lot_code or line.position)


def _facts(receipt: Receipt, line: ReceiptLine) -> dict[str, Any]:
    due = receipt.received_on + timedelta(days=line.item.inspect_days) if line.item.inspect else None
    return {
        "item": line.item,
        "code": line.lot_code,
        "produced_on": line.produced_on,
        "expires_on": line.expires_on,
        "available_on": due,
        "supplier_name": receipt.order.supplier.name,
        "supplier_lot": line.supplier_lot,
    }
