"""The verbs of inspections: opened, measured, released or rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, follow_up, gate
from base.forms import ReasonForm
from base.lines import STEP, save_lines
from base.people import Actor
from base.refusals import Unacceptable
from inventory.ledger import open_holds
from inventory.models import MoveKind, StockStatus
from inventory.movements import Cause, restate
from quality.actions.nonconformances import open_nonconformance
from quality.forms import InspectionForm, MeasureForm, OpenInspectionForm
from quality.models import Characteristic, CharacteristicKind, Inspection, Measurement

Rows = Sequence[Mapping[str, Any]]


@action(Inspection, "open", form=OpenInspectionForm, creates=True, many=True, label=pgettext_lazy("verb", "Open"))
def open_inspection(inspections: Sequence[Inspection], inputs: Sequence[Any], *, by: Actor) -> None:
    """What waits in inspection is to be looked at, as its item's plan asks for today."""
    for inspection, given in zip(inspections, inputs, strict=True):
        for name in ("source", "source_type", "source_id"):
            setattr(inspection, name, given[name] or getattr(inspection, name))
    _as_planned(inspections)


@action(Inspection, "add", form=InspectionForm, creates=True, label=_("Add"))
def add_inspection(inspection: Inspection, *, by: Actor) -> None:
    """Usable stock of a lot is to be looked at again: until then it waits in inspection."""
    _restate(inspection, StockStatus.USABLE, StockStatus.INSPECTION)
    _as_planned([inspection])


@action(Inspection, "measure", form=MeasureForm, primary=True, label=_("Record measurements"))
def measure(inspection: Inspection, *, by: Actor, lines: Rows) -> dict[str, Any]:
    """What was found. Limits decide where something is measured. Answers whether it passes, if that is known yet."""
    known = {row.position: row for row in inspection.measurements.order_by("position")}
    given = {line["position"]: line for line in lines}
    if unknown := sorted(set(given) - set(known)):
        facts = {"inspection": inspection, "rows": ", ".join(map(str, unknown))}
        raise Unacceptable(_text("%(inspection)s has no measurement %(rows)s") % facts)
    for position, line in given.items():
        known[position].value, known[position].passed = line["value"], line["passed"]
    for row in known.values():
        if row.kind == CharacteristicKind.MEASURED:
            row.passed = None if row.value is None else _within(row)
    rows = [{"position": n, "value": row.value, "passed": row.passed} for n, row in known.items()]
    save_lines([(inspection, rows)], "measurements")
    return {"passed": verdict(known.values())}


@action(Inspection, "release", primary=True, label=pgettext_lazy("inspection", "Release"))
def release(inspection: Inspection, *, by: Actor) -> None:
    """It may be used."""
    inspection.decided_on = timezone.localdate()
    _restate(inspection, StockStatus.INSPECTION, StockStatus.USABLE)


@action(Inspection, "reject", form=ReasonForm, danger=True, label=pgettext_lazy("inspection", "Reject"))
def reject(inspection: Inspection, *, by: Actor, reason: str) -> dict[str, Any]:
    """It may not be used: what becomes of it is decided in a nonconformance."""
    inspection.decided_on = timezone.localdate()
    _restate(inspection, StockStatus.INSPECTION, StockStatus.REJECTED, reason)
    facts = {"lot": inspection.lot, "quantity": inspection.quantity, "description": reason, "inspection": inspection}
    return {"nonconformance": follow_up(open_nonconformance, by=by, data=facts).answer["id"]}


@action(Inspection, "cancel", form=ReasonForm, danger=True, label=pgettext_lazy("document", "Cancel"))
def cancel_inspection(inspection: Inspection, *, by: Actor, reason: str) -> None:
    """There is nothing to inspect: its stock is not there any more."""


@gate(Inspection, "release")
def nothing_failed(inspections: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What was measured decides: all of it is there, and within limits."""
    found = {}
    for row in Measurement.objects.filter(inspection__in=inspections).order_by("-position"):
        if row.passed is False:
            found[row.inspection_id] = _text("%(row)s is out of limits: reject it") % {"row": row}
    rows = Measurement.objects.filter(inspection__in=inspections, passed__isnull=True).order_by("-position")
    for row in rows.exclude(inspection__in=found):
        found[row.inspection_id] = _text("%(row)s is not recorded yet") % {"row": row}
    return found


@gate(Inspection, "release")
@gate(Inspection, "reject")
def not_on_hold(inspections: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is on hold for another reason is not decided here."""
    held = set(open_holds({inspection.lot_id for inspection in inspections}).values_list("lot_id", flat=True))
    sentence = _text("Lot %(lot)s is on hold: release it first")
    return {i.pk: sentence % {"lot": i.lot} for i in inspections if i.lot_id in held}


def verdict(rows: Any) -> bool | None:
    """False as soon as one fails, True when all are there, else nothing yet."""
    found = [row.passed for row in rows]
    return False if False in found else None if None in found else True


def _within(row: Measurement) -> bool:
    lower, upper = row.lower, row.upper
    return (lower is None or lower <= row.value) and (upper is None or row.value <= upper)


def _as_planned(inspections: Sequence[Inspection]) -> None:
    """The characteristics of today's plans, copied: a plan changed later changes no inspection."""
    items = {inspection.item_id for inspection in inspections}
    wanted: dict[int, list[Characteristic]] = {item: [] for item in items}
    found = Characteristic.objects.filter(plan__item__in=items).select_related("plan").order_by("position")
    for characteristic in found:
        wanted[characteristic.plan.item_id].append(characteristic)
    rows = [row for inspection in inspections for row in _blank(inspection, wanted[inspection.item_id])]
    Measurement.objects.bulk_create(rows, batch_size=2000)


def _blank(inspection: Inspection, wanted: Sequence[Characteristic]) -> list[Measurement]:
    asked = [(sample, c) for c in wanted for sample in range(1, c.plan.samples + 1)]
    copied = ("name", "kind", "lower", "upper", "unit")
    return [
        Measurement(
            inspection=inspection, position=number * STEP, sample=sample, **{name: getattr(c, name) for name in copied}
        )
        for number, (sample, c) in enumerate(asked, start=1)
    ]


def _restate(inspection: Inspection, old: str, new: str, reason: str = "") -> None:
    cause = Cause(MoveKind.INSPECT, inspection, timezone.localdate(), reason)
    restate(inspection.lot_id, Decimal(inspection.quantity), cause, old=old, new=new)
