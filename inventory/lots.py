"""Lots of what is made: found or made by the item's lot rule."""

from __future__ import annotations

from datetime import date

from base.actions import follow_up
from base.people import Actor
from base.records import Record
from bom.models import Item, LotRule
from inventory.actions.lots import produce_lot
from inventory.models import Lot


def produced_lot(
    item: Item, *, by: Actor, on: date, order: Record | None = None, line: str = "", shift: str = ""
) -> Lot | None:
    """The lot that what is made now belongs to; None where the item is not lot-tracked.

    Per order: one for each order. Per shift: one for each day, line and shift, whatever the order. Per container: new.
    """
    if not item.lot_tracked:
        return None
    origin = _origin(item, on, order, line, shift)
    return _known(item, origin) or _made(item, origin, on, by)


def _origin(item: Item, on: date, order: Record | None, line: str, shift: str) -> str:
    if item.lot_rule == LotRule.SHIFT:
        return f"{on} {line} {shift}"
    if item.lot_rule == LotRule.ORDER and order is not None:
        return f"{order._meta.label_lower} {order.pk}"
    return ""


def _known(item: Item, origin: str) -> Lot | None:
    return Lot.objects.filter(item=item, origin=origin).first() if origin else None


def _made(item: Item, origin: str, on: date, by: Actor) -> Lot:
    """Two reports of one shift at the same moment make one lot: the second waits for the first here."""
    Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    data = {"item": item, "origin": origin, "produced_on": on}
    made: Lot = _known(item, origin) or follow_up(produce_lot, by=by, data=data).record
    return made
