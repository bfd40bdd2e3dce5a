"""The verbs of shortages (欠料): found by a report, covered by what comes later, withdrawn with their report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import action, gate
from base.bulk import bulk_save
from base.columns import plain_number
from base.people import Actor
from base.refusals import Unacceptable
from inventory.models import MoveKind
from inventory.movements import Cause, take
from shopfloor.forms import AmountForm, AssignForm, ShortageForm
from shopfloor.models import Shortage
from shopfloor.tracing import trace


@action(Shortage, "find", form=ShortageForm, creates=True, many=True, label=_("Find a shortage"))
def find_shortage(shortages: Sequence[Shortage], inputs: Sequence[Any], *, by: Actor) -> None:
    """A report needed more than there was; the owner of the item owns what is lacking."""


@action(Shortage, "assign", form=AssignForm, label=_("Assign"))
def assign(shortage: Shortage, *, by: Actor, owner_name: str) -> None:
    """Somebody else looks after it."""
    shortage.owner_name = owner_name


@action(Shortage, "cover", form=AmountForm, label=_("Cover in part"))
def cover(shortage: Shortage, *, by: Actor, quantity: Decimal) -> None:
    """Some of what was lacking has come to the order."""
    shortage.covered += quantity


@action(Shortage, "fill", form=AmountForm, label=_("Cover"))
def fill(shortage: Shortage, *, by: Actor, quantity: Decimal) -> None:
    """The last of what was lacking has come to the order."""
    shortage.covered += quantity


@action(Shortage, "settle", bulk=True, primary=True, label=_("Take from stock"))
def settle(shortage: Shortage, *, by: Actor) -> None:
    """What the report should have taken is there now: it is taken from stock, on today's date."""
    lacking = shortage.lacking
    taken = take({shortage.item_id: lacking}, Cause(MoveKind.ISSUE, shortage, on=timezone.localdate()))
    if missing := taken.missing.get(shortage.item_id):
        facts = {"item": shortage.item, "there": plain_number(lacking - missing), "lacking": plain_number(lacking)}
        raise Unacceptable(_text("%(item)s: only %(there)s of %(lacking)s are in stock") % facts)
    shortage.covered = shortage.quantity
    component = shortage.component
    component.issued += lacking
    bulk_save([component], ("issued",))
    trace(component.work_order, by)


@gate(Shortage, "settle")
def has_no_lots(shortages: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Of what is traced somebody says which lot it was."""
    tracked = Shortage.objects.filter(pk__in=[row.pk for row in shortages], item__lot_tracked=True)
    sentence = _("It is traced by lot: bring a lot of it to the order")
    return dict.fromkeys(tracked.values_list("pk", flat=True), sentence)


@action(Shortage, "withdraw", label=_("Withdraw"))
def withdraw(shortage: Shortage, *, by: Actor) -> None:
    """The report that found it was corrected."""
