"""What becomes of stock that is not as it should be: each disposition with its moves, or with what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import action, follow_up
from base.lines import STEP
from base.people import Actor
from base.refusals import Unacceptable
from bom.models import Item
from inventory.actions.lots import add_lot, expect_lot
from inventory.genealogy import transform
from inventory.ledger import number
from inventory.models import Lot, MoveKind, StockStatus
from inventory.movements import Cause, issue, of_lot, receive, restate
from quality.actions.inspections import open_inspection
from quality.actions.nonconformances import APART
from quality.forms import DisposeForm
from quality.models import Disposition, DispositionKind, Nonconformance


@action(Nonconformance, "dispose", form=DisposeForm, primary=True, label=_("Dispose"))
def dispose(
    nonconformance: Nonconformance, *, by: Actor, quantity: Decimal, to_item: Item | None, **decided: Any
) -> dict[str, Any]:
    """What becomes of part of it, and the stock moves with it."""
    left = nonconformance.quantity - nonconformance.disposed
    if quantity > left:
        facts = {"left": number(left), "quantity": number(quantity)}
        raise Unacceptable(_text("%(left)s are left to dispose of, not %(quantity)s") % facts)
    made = Disposition(nonconformance=nonconformance, quantity=quantity, decided_by=by.name, **decided)
    made.position = (nonconformance.dispositions.count() + 1) * STEP
    made.save()
    DISPOSALS[made.kind](Disposal(made, nonconformance.lot, to_item, by))
    nonconformance.disposed += quantity
    told = {"kind": made.kind, "quantity": quantity, "reason": made.reason}
    nonconformance.told = {"dispositions": ({}, {str(made.position): told})}
    return {"disposition": made.pk}


@dataclass(frozen=True, slots=True)
class Disposal:
    """A disposition, and what its moves need to know."""

    disposition: Disposition
    lot: Lot
    to_item: Item | None
    by: Actor

    def cause(self, kind: MoveKind) -> Cause:
        return Cause(kind, self.disposition, timezone.localdate(), self.disposition.reason)


def _accept(disposal: Disposal) -> None:
    """It is used as it is."""
    cause, quantity = disposal.cause(MoveKind.INSPECT), disposal.disposition.quantity
    restate(disposal.lot.pk, quantity, cause, old=APART, new=StockStatus.USABLE)


def _inspect_again(disposal: Disposal) -> None:
    """It is worked on, and looked at again before anybody uses it."""
    made, lot = disposal.disposition, disposal.lot
    restate(lot.pk, made.quantity, disposal.cause(MoveKind.INSPECT), old=APART, new=StockStatus.INSPECTION)
    if made.available_on:
        follow_up(expect_lot, lot, by=disposal.by, data={"available_on": made.available_on})
    source = {"source": str(made.nonconformance), "source_type": made._meta.label_lower, "source_id": made.pk}
    facts = {"lot": lot, "quantity": made.quantity, "note": made.reason, **source}
    follow_up(open_inspection, by=disposal.by, data=facts)


def _leaves_as(kind: MoveKind) -> Callable[[Disposal], None]:
    def leave(disposal: Disposal) -> None:
        """It leaves stock."""
        issue(of_lot(disposal.lot.pk, disposal.disposition.quantity, *APART), disposal.cause(kind))

    return leave


def _downgrade(disposal: Disposal) -> None:
    """It becomes a lot of an item it is good enough for, and is usable as that."""
    made, cause, was = disposal.disposition, disposal.cause(MoveKind.DOWNGRADE), disposal.lot
    dates = {name: getattr(was, name) for name in ("produced_on", "expires_on")}
    became = follow_up(add_lot, by=disposal.by, data={"item": disposal.to_item, "note": made.reason, **dates}).record
    amounts = of_lot(was.pk, made.quantity, *APART)
    issue(amounts, cause)
    new = {"item_id": became.item_id, "lot_id": became.pk, "status": StockStatus.USABLE}
    receive([(at._replace(**new), quantity) for at, quantity in amounts], cause)
    transform(became.pk, {was.pk: made.quantity}, cause)
    made.to_lot = became
    made.save(update_fields=["to_lot"])


DISPOSALS: dict[str, Callable[[Disposal], None]] = {
    DispositionKind.REWORK: _inspect_again,
    DispositionKind.REPAIR: _inspect_again,
    DispositionKind.SORT: _inspect_again,
    DispositionKind.DOWNGRADE: _downgrade,
    DispositionKind.SCRAP: _leaves_as(MoveKind.SCRAP),
    DispositionKind.RETURN: _leaves_as(MoveKind.RETURN),
    DispositionKind.CONCESSION: _accept,
}
