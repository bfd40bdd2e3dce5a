"""What the page of an item shows of the structures it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from base.panels import Children
from base.people import Actor
from base.records import Record
from bom.queries import used_in


@dataclass(frozen=True)
class WhereUsed(Children):
    """Every item this one becomes part of, level by level up to what is sold, and how much of it each takes."""

    template: str = "bom/panel_where_used.html"

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        return {"uses": used_in(record.pk)}
