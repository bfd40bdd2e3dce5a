"""A ticket lets a page listen: it says whose stream it is and which topics, signed, for ten minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing

from base.live.topics import may_hear

if TYPE_CHECKING:
    from base.people import Actor

MINUTES = 60
LASTS = 10 * MINUTES
RENEWED_WITHIN = 24 * 60 * MINUTES
SALT = "live"


@dataclass(frozen=True, slots=True)
class Ticket:
    """`at`: when the page was asked for, in seconds; what changed since then is told first. `ends`: until when."""

    tenant_id: int
    user_id: int | None
    topics: frozenset[str]
    at: float

    @property
    def ends(self) -> float:
        return self.at + LASTS


def issue(actor: Actor, topics: Iterable[str], at: float) -> str:
    """A ticket for those of the topics this person may hear of; "" when there is none."""
    allowed = sorted({topic for topic in topics if may_hear(actor, topic)})
    if not allowed:
        return ""
    facts = [actor.tenant_id, actor.user_id, allowed, at]
    return signing.dumps(facts, salt=SALT, compress=True)


def read(text: str, *, age: int = LASTS) -> Ticket | None:
    """The ticket, if we signed it less than `age` seconds ago."""
    try:
        tenant_id, user_id, topics, at = signing.loads(text, salt=SALT, max_age=age)
    except signing.BadSignature:
        return None
    return Ticket(tenant_id, user_id, frozenset(topics), at)
