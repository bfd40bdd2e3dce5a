"""What the floor shows on pages of lower floors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from base.people import Actor
from base.records import Record
from orders.states import WorkOrderState
from shopfloor.actions.people import enrol
from shopfloor.kitting import kits

TO_BE_MADE = (WorkOrderState.FIRM, WorkOrderState.RELEASED, WorkOrderState.STARTED)


@dataclass(frozen=True)
class Kitting:
    """Whether everything an order needs is there; its papers."""

    template: str = "shopfloor/panel_kitting.html"

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        kit = kits([record])[record.pk] if record.state in TO_BE_MADE else None  # type: ignore[attr-defined]
        return {"kit": kit}


@dataclass(frozen=True)
class Enrolment:
    """How the browser at hand becomes this tablet."""

    template: str = "shopfloor/panel_enrolment.html"

    def context(self, record: Record, actor: Actor) -> dict[str, Any]:
        return {"may_enrol": actor.may(enrol.permission)}
