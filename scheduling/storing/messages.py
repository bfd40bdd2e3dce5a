"""The messages of a run."""

from __future__ import annotations

import numpy as np

from base.copying import Column, numbers
from engine.mrp import MessageKind as EngineMessage
from engine.mrp import Plan, Source
from scheduling.loading.requirements import Requirements
from scheduling.models import ExceptionMessage
from scheduling.packed import KINDS, KIT, NOTHING, STOCK
from scheduling.states import MessageKind
from scheduling.storing.differences import matched, store, taken
from scheduling.storing.naming import NUMBER, Naming, Rows
from scheduling.storing.planned import dated

GROUP, DAY = ("kind", "item_id", "subject_type", "subject_id"), "to_on"
LONGEST = 100
KIND = np.array(
    [MessageKind.values.index(kind.name.lower()) for kind in EngineMessage if kind.name in MessageKind.names]
)


def store_messages(asked: Requirements, plan: Plan, naming: Naming) -> int:
    """Answers how many there are. A dismissal holds only while what was dismissed is still what is said.

    What was applied and is said all the same has not helped: it is to be looked at again.
    """
    wanted = _messages(asked, plan, naming)
    kept = numbers(ExceptionMessage.objects.all(), ("id", "version", "dismissed", *wanted))
    kept = taken(kept, np.argsort(kept["id"]))
    twin = matched(kept, wanted, GROUP, DAY)
    wanted["dismissed"] = _still_dismissed(kept, wanted, twin)
    store(ExceptionMessage, kept, wanted, twin)
    return len(twin)


def _still_dismissed(kept: dict[str, Column], wanted: dict[str, Column], twin: Column) -> Column:
    rows = np.flatnonzero(twin >= 0)
    old, new = taken(kept, twin[rows]), taken(wanted, rows)
    found = np.zeros(len(twin), np.int64)
    found[rows] = (
        old["dismissed"] * (1 - old["applied"]) * (old["quantity"] == new["quantity"]) * (old[DAY] == new[DAY])
    )
    return found


def _messages(asked: Requirements, plan: Plan, naming: Naming) -> dict[str, Column]:
    """What is to be said, but for what is about kits or about stock that is no lot: nobody can do anything to those."""
    subject = _subjects(plan, naming)
    told = np.flatnonzero(~np.isin(subject.kind, [NUMBER[kind] for kind in (STOCK, KIT, NOTHING)]))
    subject, found, items = subject[told], taken(plan.messages.columns(), told), asked.snapshot.items
    return {
        "kind": KIND[found["kind"]],
        "item_id": np.array([row["id"] for row in items], np.int64)[found["item"]],
        "subject_type": np.array(KINDS, object)[subject.kind],
        "subject_id": subject.pk,
        "subject_text": _cut(subject.text),
        "quantity": found["quantity"],
        "from_on": dated(found["from_day"]),
        "to_on": dated(found["to_day"]),
        "days": found["days"].astype(np.int64),
        "needed_by": _cut(naming.ends(found["demand"])),
        "owner_name": np.array([row["owner_name"] for row in items], object)[found["item"]],
        "applied": np.zeros(len(told), np.int64),
    }


def _subjects(plan: Plan, naming: Naming) -> Rows:
    """What each message is about: a supply, or what asks for that which has none."""
    found = plan.messages
    supplies = naming.supplies(found.source, found.supply)
    needs = naming.needs(found.demand)
    lacking = found.source == Source.NONE
    return Rows(
        np.where(lacking, needs.kind, supplies.kind),
        np.where(lacking, needs.pk, supplies.pk),
        np.where(lacking, needs.text, supplies.text),
    )


def _cut(texts: Column) -> Column:
    return np.array([text[:LONGEST] for text in texts.tolist()], object)
