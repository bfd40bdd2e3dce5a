"""What quality shows on pages of lower floors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from base.people import Actor
from base.records import Record
from inventory.tracing import accounts


@dataclass(frozen=True)
class TraceLink:
    """Whether the quantities of a lot add up, and the way to its trace."""

    template: str = "quality/panel_trace.html"

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        return {"account": accounts([record.pk])[record.pk]}
