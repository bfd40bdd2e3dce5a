"""The verbs of shipments: picked, shipped, taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, follow_up, gate
from base.forms import ReasonForm
from base.lines import save_lines
from base.people import Actor
from base.refusals import Unacceptable
from inventory.ledger import ZERO, At, number
from inventory.models import Lot, MoveKind, StockBalance, StockOwner, StockStatus
from inventory.movements import Cause, issue
from inventory.queries import own_lot, remaining
from inventory.reversing import reverse
from inventory.tallies import tally
from orders.actions.orders import close_sales_order, reopen_sales_order, tally_sales_order
from orders.forms import ShipmentForm
from orders.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from orders.picking import Pick, Wanted, pick
from orders.states import SalesOrderState

Rows = Sequence[Mapping[str, Any]]


@action(SalesOrder, "prepare", primary=True, label=_("Prepare shipment"))
def prepare_shipment(order: SalesOrder, *, by: Actor) -> dict[str, Any]:
    """A draft of what is still to be shipped and can be, with the lots to pick."""
    return {"shipment": follow_up(add_shipment, by=by, data={"order": order}).answer["id"]}


@action(Shipment, "add", form=ShipmentForm, creates=True, label=_("Add"))
def add_shipment(shipment: Shipment, *, by: Actor, lines: Rows) -> None:
    """A draft: nothing has left yet. What names no location is taken from usable lots, first to expire first."""
    _written(shipment, lines)


@action(Shipment, "change", form=ShipmentForm, label=_("Change"))
def change_shipment(shipment: Shipment, *, by: Actor, lines: Rows) -> None:
    """What is really picked."""
    _written(shipment, lines)


@action(Shipment, "ship", primary=True, undo="reverse", label=_("Ship"))
def ship(shipment: Shipment, *, by: Actor) -> None:
    """It leaves stock. An order of which all has left is closed."""
    lines = list(shipment.lines.select_related("item", "lot", "order_line__order__customer").order_by("position"))
    _refuse_short_lived(shipment, lines)
    _tally(shipment, lines, by, sign=1)
    amounts = [(At(line.item_id, line.location_id, line.lot_id), line.quantity) for line in lines]
    issue(amounts, Cause(MoveKind.SHIP, shipment, shipment.shipped_on))


@action(Shipment, "reverse", form=ReasonForm, danger=True, label=_("Take back"))
def reverse_shipment(shipment: Shipment, *, by: Actor, reason: str) -> None:
    """It never left: stock and order are as they were."""
    _tally(shipment, list(shipment.lines.all()), by, sign=-1)
    reverse(shipment, on=timezone.localdate(), reason=reason)


@action(Shipment, "cancel", danger=True, label=pgettext_lazy("document", "Cancel"))
def cancel_shipment(shipment: Shipment, *, by: Actor) -> None:
    """It will not be shipped."""


@gate(Shipment, "ship")
def only_usable_lots_leave(shipments: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What waits for inspection, is on hold or was rejected stays here."""
    lines = ShipmentLine.objects.filter(shipment__in=shipments).select_related("item", "lot").order_by("-position")
    lying = _lying(lines)
    found = {}
    sentence = _text("%(what)s: %(usable)s usable, %(kept)s not. Release it first, or take another lot")
    for line in lines:
        there = lying[line.item_id, line.location_id, line.lot_id]
        usable, whole = there.get(StockStatus.USABLE, ZERO), sum(there.values(), ZERO)
        if usable < line.quantity and usable < whole:
            what = " ".join(str(part) for part in (line.item, line.lot) if part)
            facts = {"what": what, "usable": number(usable), "kept": number(whole - usable)}
            found[line.shipment_id] = sentence % facts
    return found


def _lying(lines: Sequence[ShipmentLine]) -> Mapping[tuple[int, int, int | None], dict[str, Decimal]]:
    """What lies where the lines take from, by status."""
    found: dict[tuple[int, int, int | None], dict[str, Decimal]] = defaultdict(dict)
    items, places = {line.item_id for line in lines}, {line.location_id for line in lines}
    balances = StockBalance.objects.filter(item__in=items, location__in=places, owner=StockOwner.OWN, quantity__gt=0)
    for balance in balances:
        found[balance.item_id, balance.location_id, balance.lot_id][balance.status] = balance.quantity
    return found


def _written(shipment: Shipment, rows: Rows) -> None:
    """Rows with a place as they are given; the others, or all that is open, from where there is something to take."""
    order = shipment.order
    known = {line.position: line for line in order.lines.select_related("item", "order__customer").order_by("position")}
    if unknown := [str(row["order_position"]) for row in rows if row["order_position"] not in known]:
        raise Unacceptable(_text("%(order)s has no line %(lines)s") % {"order": order, "lines": ", ".join(unknown)})
    placed = [_placed(row, known[row["order_position"]]) for row in rows if row["location"]]
    loose = [_wanted(row, known[row["order_position"]]) for row in rows if not row["location"]]
    still_open = [Wanted(line, line.quantity - line.shipped) for line in known.values() if line.quantity > line.shipped]
    picks = pick(order, loose if rows else still_open, shipment.shipped_on, all_of_it=bool(rows))
    if not (placed or picks):
        raise Unacceptable(_text("All of %(order)s has been shipped") % {"order": order})
    save_lines([(shipment, [*placed, *map(_picked, picks)])], "lines")


def _placed(row: Mapping[str, Any], line: SalesOrderLine) -> dict[str, Any]:
    return {**row, "lot": _own(row["lot"], line), "order_line": line, "item_id": line.item_id}


def _wanted(row: Mapping[str, Any], line: SalesOrderLine) -> Wanted:
    lot = _own(row["lot"], line)
    return Wanted(line, row["quantity"], lot.pk if lot else None)


def _own(lot: Lot | None, line: SalesOrderLine) -> Lot | None:
    if lot and (found := own_lot(line.item, lot)) is None:
        raise Unacceptable(_text("%(lot)s is no lot of %(item)s") % {"lot": lot, "item": line.item})
    return found if lot else None


def _picked(pick: Pick) -> dict[str, Any]:
    return {
        "order_position": pick.line.position,
        "order_line": pick.line,
        "item_id": pick.line.item_id,
        "location_id": pick.at.location_id,
        "lot_id": pick.at.lot_id,
        "quantity": pick.quantity,
    }


def _refuse_short_lived(shipment: Shipment, lines: Sequence[ShipmentLine]) -> None:
    """No lot leaves that has expired, or has less life left than its customer asks for."""
    for line in lines:
        least = line.order_line.least_life
        days, life = remaining(line.lot, line.item.shelf_life_days, shipment.shipped_on)
        if days is not None and days <= 0:
            raise Unacceptable(_text("Lot %(lot)s has expired: take another") % {"lot": line.lot})
        if life is not None and life < least:
            facts = {"lot": line.lot, "life": f"{life:.0%}", "least": f"{least:.0%}", "days": days}
            sentence = _text("Lot %(lot)s has %(life)s of its life left (%(days)s days), the customer wants %(least)s")
            raise Unacceptable(sentence % facts)


def _tally(shipment: Shipment, lines: Sequence[ShipmentLine], by: Actor, *, sign: int) -> None:
    """The order's own lines, before any stock: whoever works on an order holds it first."""
    order = shipment.order
    if sign < 0 and order.state == SalesOrderState.CLOSED:
        reason = _text("%(shipment)s was taken back") % {"shipment": shipment}
        follow_up(reopen_sales_order, order, by=by, data={"reason": reason})
    data = {"lines": tally(lines, sign=sign)}
    complete = follow_up(tally_sales_order, order, by=by, data=data).answer["complete"]
    if sign > 0 and not complete and not order.customer.partial_allowed:
        facts = {"customer": order.customer, "order": order}
        raise Unacceptable(_text("%(customer)s takes no partial deliveries: ship all of %(order)s at once") % facts)
    if complete:
        follow_up(close_sales_order, order, by=by)
