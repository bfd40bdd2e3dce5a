"""The verbs of standards: written, put into force, retired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.actions import Action, action, follow_up, gate
from base.lines import save_lines
from base.people import Actor
from base.records import Record
from bom.forms import BomForm, CalendarForm, RoutingForm, YearForm
from bom.holidays import fill
from bom.models import Bom, Calendar, Routing
from bom.queries import loops
from bom.states import StandardState

YEARS_AHEAD = 3


def _written(records: Sequence[Record], inputs: Sequence[Any], form: Any) -> None:
    field = form.base_fields["lines"]
    pairs = [(record, given["lines"]) for record, given in zip(records, inputs, strict=True)]
    save_lines(pairs, field.rows, key=field.key)


@action(Bom, "add", form=BomForm, creates=True, many=True, label=_("Add"))
def add_bom(boms: Sequence[Bom], inputs: Sequence[Any], *, by: Actor) -> None:
    """A draft, until it is activated."""
    _written(boms, inputs, BomForm)


@action(Bom, "change", form=BomForm, many=True, label=_("Change"))
def change_bom(boms: Sequence[Bom], inputs: Sequence[Any], *, by: Actor) -> None:
    """Only a draft changes: what is in force is revised."""
    _written(boms, inputs, BomForm)


@action(Bom, "activate", many=True, bulk=True, primary=True, label=_("Activate"))
def activate_bom(boms: Sequence[Bom], inputs: Sequence[Any], *, by: Actor) -> None:
    """From now on the item is made by this revision; the one before is retired."""
    _replace(Bom, retire_bom, boms, by)


@action(Bom, "retire", label=_("Retire"))
def retire_bom(bom: Bom, *, by: Actor) -> None:
    """Nothing new is made by this revision."""


@gate(Bom, "activate")
def forms_no_loop(boms: Sequence[Any], by: Actor) -> dict[int, Any]:
    """An item cannot be part of itself."""
    sentence = _("The structure loops: %(path)s. Take one of these out of the other")
    return {pk: sentence % {"path": " → ".join(path)} for pk, path in loops(boms).items()}


@gate(Bom, "activate")
def one_bill_in_force(boms: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Of several revisions put into force at once nobody could say which one counts."""
    return _rivals(boms)


@action(Routing, "add", form=RoutingForm, creates=True, many=True, label=_("Add"))
def add_routing(routings: Sequence[Routing], inputs: Sequence[Any], *, by: Actor) -> None:
    """A draft, until it is activated."""
    _written(routings, inputs, RoutingForm)


@action(Routing, "change", form=RoutingForm, many=True, label=_("Change"))
def change_routing(routings: Sequence[Routing], inputs: Sequence[Any], *, by: Actor) -> None:
    """Only a draft changes: what is in force is revised."""
    _written(routings, inputs, RoutingForm)


@action(Routing, "activate", many=True, bulk=True, primary=True, label=_("Activate"))
def activate_routing(routings: Sequence[Routing], inputs: Sequence[Any], *, by: Actor) -> None:
    """From now on the item is made this way; the revision before is retired."""
    _replace(Routing, retire_routing, routings, by)


@gate(Routing, "activate")
def one_routing_in_force(routings: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Of several revisions put into force at once nobody could say which one counts."""
    return _rivals(routings)


@action(Routing, "retire", label=_("Retire"))
def retire_routing(routing: Routing, *, by: Actor) -> None:
    """Nothing new is made this way."""


def _rivals(records: Sequence[Any]) -> dict[int, Any]:
    asked = Counter(record.item_id for record in records)
    sentence = _("Only one revision of an item is in force: choose one of these")
    return {record.pk: sentence for record in records if asked[record.item_id] > 1}


def _replace(model: Any, retire: Action, records: Sequence[Any], by: Actor) -> None:
    items = [record.item_id for record in records]
    active = list(model.objects.filter(item_id__in=items, state=StandardState.ACTIVE))
    if active:
        follow_up(retire, active, by=by)


@action(Calendar, "add", form=CalendarForm, creates=True, many=True, label=_("Add"))
def add_calendar(calendars: Sequence[Calendar], inputs: Sequence[Any], *, by: Actor) -> None:
    """With its shifts, and the public holidays of this year and the next two."""
    _written(calendars, inputs, CalendarForm)
    this = timezone.localdate().year
    fill(calendars, range(this, this + YEARS_AHEAD))


@action(Calendar, "fill", form=YearForm, many=True, bulk=True, label=_("Fill in holidays"))
def fill_holidays(calendars: Sequence[Calendar], inputs: Sequence[Any], *, by: Actor) -> list[dict[str, Any]]:
    """The public holidays of a year; provisional ones are replaced once the year is announced."""
    return [{"added": fill([calendar], [given["year"]])} for calendar, given in zip(calendars, inputs, strict=True)]


@action(Calendar, "change", form=CalendarForm, many=True, label=_("Change"))
def change_calendar(calendars: Sequence[Calendar], inputs: Sequence[Any], *, by: Actor) -> None:
    """Its shifts become those given; days that differ stay."""
    _written(calendars, inputs, CalendarForm)
