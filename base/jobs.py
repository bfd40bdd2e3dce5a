"""Background work as rows: `@job` declares it, `enqueue` owes it in the caller's transaction, `every` repeats it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from base.events import REACT, REACTIONS, Happening
from base.models import Job
from base.models.work import JobState
from base.people import Actor

SHORT, LONG, OUT = "short", "long", "out"  # `out` waits for servers of other people
BROKER_REST_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobKind:
    """A registered piece of work. Short: one transaction. Else `work(run, …)` opens its own, under a lease.

    `stopped`: called with the same payload when a person stops it before it has begun. `alone`: long jobs of this sort
    are done one after the other within a tenant.
    """

    name: str
    work: Callable[..., Any]
    queue: str = SHORT
    stopped: Callable[..., None] = lambda **_payload: None
    alone: bool = False


JOBS: dict[str, JobKind] = {}
PERIODIC: dict[str, int] = {}


def job(name: str, *, queue: str = SHORT, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as the work of jobs called `name`. `options`: of JobKind."""

    def register(work: Callable[..., Any]) -> Callable[..., Any]:
        JOBS[name] = JobKind(name, work, queue, **options)
        return work

    return register


def every(seconds: int, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a short job that the dispatcher owes to every tenant so often; one waiting row is enough."""

    def register(work: Callable[..., Any]) -> Callable[..., Any]:
        PERIODIC[name] = seconds
        return job(name)(work)

    return register


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    by: Actor,
    once: str | None = None,
    at: datetime | None = None,
) -> Job | None:
    """Owe this work. With `once`, nothing is added while such a job still waits: then that one is answered."""
    row = Job(name=name, payload=dict(payload or {}), queue=JOBS[name].queue, once=once, due_at=at or timezone.now())
    row.actor_id, row.actor_name = by.user_id, by.name
    Job.objects.bulk_create([row], ignore_conflicts=once is not None)
    transaction.on_commit(lambda: nudge(row.queue), robust=True)
    return row if row.pk else Job.objects.filter(once=once, state=JobState.WAITING).first()


class _Broker:
    """Remembers that the broker did not answer, so that not every request waits for it again."""

    rest_until = 0.0


def nudge(queue: str) -> None:
    """Send a ticket. Losing it is harmless: the sweeper sends another."""
    if time.monotonic() < _Broker.rest_until or settings.CELERY_BROKER_URL == "memory://":
        return
    from base.tasks import work

    try:
        work.apply_async((queue,), queue=queue, retry=False, ignore_result=True)
    except Exception as error:
        _Broker.rest_until = time.monotonic() + BROKER_REST_SECONDS
        log.warning("the broker does not answer, the sweeper will send the ticket: %s", error)


@job(REACT)
def react(reaction: str, topic: str, subjects: list[int]) -> None:
    REACTIONS[reaction](Happening(topic, tuple(subjects)))
