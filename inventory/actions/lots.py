"""The verbs of lots: made, put on hold, released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, follow_up, gate
from base.forms import ReasonForm
from base.people import Actor
from inventory.forms import ExpectForm, HoldForm, LotForm, ProducedLotForm
from inventory.holds import blocking, freeing
from inventory.ledger import open_holds, post
from inventory.models import Lot, LotHold


@action(Lot, "add", form=LotForm, creates=True, many=True, label=_("Add"))
def add_lot(lots: Sequence[Lot], inputs: Sequence[Any], *, by: Actor) -> None:
    """Without a code it is given the next number; without an expiry it lasts its item's shelf life."""
    _give_expiry(lots)


@action(Lot, "produce", form=ProducedLotForm, creates=True, many=True, label=_("Produce"))
def produce_lot(lots: Sequence[Lot], inputs: Sequence[Any], *, by: Actor) -> None:
    """The lot of an order, a shift or a container, by its item's lot rule."""
    for lot, given in zip(lots, inputs, strict=True):
        lot.origin = given["origin"]
    _give_expiry(lots)


def _give_expiry(lots: Sequence[Lot]) -> None:
    for lot in lots:
        if lot.produced_on and lot.expires_on is None and lot.item.shelf_life_days:
            lot.expires_on = lot.produced_on + timedelta(days=lot.item.shelf_life_days)


@action(Lot, "expect", form=ExpectForm, label=_("Expect release"))
def expect_lot(lot: Lot, *, by: Actor, available_on: date) -> None:
    """When it will be usable: what waits in inspection is planned with from that day."""
    lot.available_on = available_on


@action(Lot, "hold", form=ReasonForm, undo="release", label=_("Put on hold"))
def hold_lot(lot: Lot, *, by: Actor, reason: str) -> dict[str, Any]:
    """Nothing of it may be used, wherever it lies, until the hold is released."""
    return {"hold": follow_up(place_hold, by=by, data={"lot": lot, "reason": reason}).answer["id"]}


@action(Lot, "release", form=ReasonForm, undo="hold", label=pgettext_lazy("lot", "Release"))
def release_lot(lot: Lot, *, by: Actor, reason: str) -> None:
    """All its holds end; its stock is again what it was before them."""
    follow_up(release_hold, list(open_holds({lot.pk}).order_by("pk")), by=by, data={"reason": reason})


@gate(Lot, "release")
def is_on_hold(lots: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is free cannot be released."""
    held = set(open_holds({lot.pk for lot in lots}).values_list("lot_id", flat=True))
    return {lot.pk: _text("It is not on hold") for lot in lots if lot.pk not in held}


@action(LotHold, "add", form=HoldForm, creates=True, label=_("Put on hold"))
def place_hold(hold: LotHold, *, by: Actor) -> None:
    """All stock of the lot is blocked."""
    Lot.objects.select_for_update().get(pk=hold.lot_id)
    if moves := blocking(hold, timezone.localdate()):
        post(moves)


@action(LotHold, "release", form=ReasonForm, many=True, label=pgettext_lazy("lot", "Release"))
def release_hold(holds: Sequence[LotHold], inputs: Sequence[Any], *, by: Actor) -> None:
    """Stock is again what it was, unless its lot is on hold for another reason too."""
    lots = {hold.lot_id: hold for hold in holds}
    list(Lot.objects.select_for_update().filter(pk__in=lots).order_by("pk"))
    kept = set(open_holds(set(lots)).exclude(pk__in=[hold.pk for hold in holds]).values_list("lot_id", flat=True))
    for hold in holds:
        hold.released_at = timezone.now()
    moves = [move for lot, hold in lots.items() if lot not in kept for move in freeing(hold, timezone.localdate())]
    if moves:
        post(moves)
