"""The audit trail's seals: a chain of hashes over all entries, so that a change made behind our back is found.

A seal covers every entry of the transactions [since, until). `until` is the oldest transaction still running, so
nothing can be added to a sealed range later, and no action ever waits for the chain's head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from base.jobs import every
from base.journal import OFFSET
from base.models import AuditEntry, AuditSeal, Tenant
from base.tenancy import current_tenant_id

COLUMNS = (
    "id", "transaction", "at", "actor_id", "actor_name", "subject_type", "subject_id", "verb", "before", "after",
    "reason",
)  # fmt: skip
SEAL_SECONDS = 60


@dataclass(frozen=True)
class Verdict:
    """What the chain says: how much of the trail is sealed, and the first link that does not hold (None: all do)."""

    seals: int
    sealed: int
    unsealed: int
    broken: AuditSeal | None = None


@every(SEAL_SECONDS, "base.seal_audit")
def seal() -> AuditSeal | None:
    """Chain what was finished since the last seal; None when there is nothing new."""
    Tenant.objects.select_for_update(no_key=True).get(pk=current_tenant_id())  # one sealer at a time
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {OFFSET}")
        until: int = cursor.fetchone()[0]
    last = AuditSeal.objects.order_by("-until").first()
    since, previous = (last.until, last.digest) if last else (0, "")
    count, digest = _chained(previous, since, until)
    if not count:
        return None
    return AuditSeal.objects.create(since=since, until=until, entries=count, previous=previous, digest=digest)


def verify() -> Verdict:
    """Compute every link again. Changed, removed and inserted entries all break theirs."""
    previous, since, sealed, seals = "", 0, 0, 0
    for row in AuditSeal.objects.order_by("since"):
        count, digest = _chained(previous, row.since, row.until)
        if (row.since, row.previous, row.entries, row.digest) != (since, previous, count, digest):
            return Verdict(seals, sealed, 0, row)
        previous, since, sealed, seals = row.digest, row.until, sealed + count, seals + 1
    return Verdict(seals, sealed, AuditEntry.objects.filter(transaction__gte=since).count())


def _chained(previous: str, since: int, until: int) -> tuple[int, str]:
    found = AuditEntry.objects.filter(transaction__gte=since, transaction__lt=until).order_by("transaction", "id")
    return _digest(previous, found.values_list(*COLUMNS).iterator(chunk_size=2000))


def _digest(previous: str, rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    hashed, count = hashlib.sha256(previous.encode()), 0
    for row in rows:
        hashed.update(json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True).encode())
        count += 1
    return count, hashed.hexdigest()
