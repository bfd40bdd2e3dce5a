"""What to ship from where: usable lots that last long enough for the customer, first to expire first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from base.refusals import Unacceptable
from inventory.ledger import At, at_of, less_than_asked
from inventory.movements import portion
from inventory.queries import usable_lots
from orders.models import SalesOrder, SalesOrderLine


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of a line of the order; of one lot, where a lot is named."""

    line: SalesOrderLine
    quantity: Decimal
    lot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of a line, from a place."""

    line: SalesOrderLine
    at: At
    quantity: Decimal


def pick(order: SalesOrder, wanted: Sequence[Wanted], on: date, *, all_of_it: bool) -> list[Pick]:
    """Where to take it from. Raises Unacceptable where there is less, or, unless `all_of_it`, nothing at all."""
    lots = usable_lots({want.line.item for want in wanted}, on)
    left = {at_of(lot.balance): lot.quantity for lot in lots}
    life = {at_of(lot.balance): lot.life for lot in lots}
    picks: list[Pick] = []
    for want in wanted:
        least = want.line.least_life
        lasting = [at for at in left if life[at] is None or life[at] >= least]
        there = [(at, left[at]) for at in lasting if left[at] and want.lot_id in (None, at.lot_id)]
        amounts, missing = portion({want.line.item_id: want.quantity}, there)
        if missing and all_of_it:
            lacking = missing[want.line.item_id]
            raise less_than_asked(str(want.line.item), want.quantity - lacking, want.quantity)
        for at, part in amounts:
            left[at] -= part
            picks.append(Pick(want.line, at, part))
    if wanted and not picks:
        items = ", ".join(sorted({str(want.line.item) for want in wanted}))
        raise Unacceptable(_("There is nothing usable to ship of %(items)s") % {"items": items})
    return picks
