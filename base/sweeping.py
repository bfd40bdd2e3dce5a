"""The guarantee behind the tickets: what is due gets one, and periodic work is owed on time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.db import connections

from base.claiming import open_jobs
from base.jobs import PERIODIC, nudge

TICKETS = 8

OWE = """INSERT INTO base_job (tenant_id, name, queue, payload, once, state, due_at, attempts, cancel_asked,
        percent, phase, error, actor_name, created_at)
    SELECT id, %(name)s, 'short', '{}', %(name)s, 'waiting', now(), 0, false, 0, '', '', 'system', now()
    FROM base_tenant ON CONFLICT DO NOTHING"""


@dataclass
class Sweeper:
    """Remembers when each periodic job was last owed. A restart owes all of them once more, which is harmless."""

    owed_at: dict[str, float] = field(default_factory=dict)

    def sweep(self) -> dict[str, int]:
        """One round; answers how many jobs are due on each queue."""
        now = time.monotonic()
        for name, seconds in PERIODIC.items():
            if now - self.owed_at.get(name, -seconds) >= seconds:
                self.owed_at[name] = now
                owe(name)
        due = open_jobs()
        for queue, count in due.items():
            for _ticket in range(min(count, TICKETS)):
                nudge(queue)
        return due


def owe(name: str) -> None:
    """One waiting job of this name for every tenant."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(OWE, {"name": name})
