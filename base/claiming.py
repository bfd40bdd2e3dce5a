"""Whose job is next, and who may do it.

Which tenant has work is asked across tenants, by the platform role and nothing but ids. The job itself is claimed
and done by the application role, inside the tenant.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.jobs import JOBS
from base.live.telling import tell
from base.live.topics import JOB
from base.models import Job
from base.models.work import JobState
from base.people import EVERYTHING, Actor
from base.refusals import NotFound, NotPermitted

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
TRIES = 5
BACK_OFF_SECONDS = 5

# Fewest running jobs first, then by lot: a tenant with a thousand jobs waits as long as one with a single job.
NEXT_TENANT = """SELECT tenant_id FROM base_job
    WHERE queue = %(queue)s AND state IN ('waiting', 'running')
    GROUP BY tenant_id
    HAVING bool_or(state = 'waiting' AND due_at <= now() OR state = 'running' AND leased_until < now())
    ORDER BY count(*) FILTER (WHERE state = 'running' AND leased_until >= now()), random()"""


def tenants_with_work(queue: str) -> list[int]:
    """Tenants with a job that is due, or whose worker has died; the fairest order first."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(NEXT_TENANT, {"queue": queue})
        return [row[0] for row in cursor.fetchall()]


def claim(queue: str) -> Job | None:
    """Lock the oldest due job of the tenant in scope that nobody else holds; None when there is none."""
    now = timezone.now()
    due = Q(state=JobState.WAITING, due_at__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
    found = Job.objects.filter(due, queue=queue).exclude(name__in=_waiting_for_another(queue)).order_by("due_at", "id")
    return found.select_for_update(skip_locked=True, of=("self",)).first()


def _waiting_for_another(queue: str) -> list[str]:
    """The kinds of jobs that are done alone, while one of them is being done for this tenant.

    Whoever cannot lock all of them claims none: another worker is just claiming, or storing what it found.
    """
    alone = [kind.name for kind in JOBS.values() if kind.alone and kind.queue == queue]
    if not alone:
        return []
    jobs = Job.objects.filter(name__in=alone, state__in=(JobState.WAITING, JobState.RUNNING))
    held = list(jobs.select_for_update(skip_locked=True, of=("self",)).order_by("id"))
    now = timezone.now()
    at_it = any(job.state == JobState.RUNNING and job.leased_until and job.leased_until >= now for job in held)
    return alone if at_it or len(held) < jobs.count() else []


def lease(row: Job) -> Job:
    """Take a claimed long job under a lease of our own. One that died too often is given up."""
    if row.attempts >= TRIES:
        finish(row, JobState.FAILED, error=row.error or "its worker died each time")
        return row
    row.state, row.lease, row.leased_until = JobState.RUNNING, uuid.uuid4(), timezone.now() + LEASE
    row.attempts, row.started_at = row.attempts + 1, timezone.now()
    row.save(update_fields=["state", "lease", "leased_until", "attempts", "started_at"])
    return row


def extend(row: Job) -> bool:
    """Heartbeat: the lease is ours for a while longer; False when somebody else has it."""
    return bool(Job.objects.filter(pk=row.pk, lease=row.lease).update(leased_until=timezone.now() + LEASE))


def finish(row: Job, state: JobState, *, result: object = None, error: str = "") -> None:
    row.state, row.result, row.error, row.finished_at = state, result, error, timezone.now()
    row.lease = row.leased_until = None
    row.save(update_fields=["state", "result", "error", "finished_at", "lease", "leased_until"])
    tell({f"{JOB}:{row.pk}"})


def fail(pk: int, error: str, *, retry: bool) -> None:
    """The work raised: try again later and later, or give up after so many tries."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=pk)
    row.attempts += 0 if row.state == JobState.RUNNING else 1
    if not retry or row.attempts >= TRIES:
        finish(row, JobState.FAILED, error=error)
        return
    due_at = timezone.now() + timedelta(seconds=BACK_OFF_SECONDS * 2 ** (row.attempts - 1))
    values = {"state": JobState.WAITING, "attempts": row.attempts, "error": error, "due_at": due_at, "lease": None}
    Job.objects.filter(pk=pk).update(**values, leased_until=None, once=None)


def stop(pk: int, actor: Actor) -> None:
    """Ask a job to stop in somebody's name. Raises NotFound; NotPermitted where another person started it."""
    row = Job.objects.filter(pk=pk).only("actor_id", "actor_name").first()
    if row is None:
        raise NotFound()
    if not may_stop(row, actor):
        raise NotPermitted(_("%(name)s started this job: only they may stop it") % {"name": row.actor_name})
    ask_to_cancel(pk)


def may_stop(row: Job, actor: Actor) -> bool:
    return row.actor_id == actor.user_id or actor.may(EVERYTHING)


def ask_to_cancel(pk: int) -> None:
    """A waiting job is cancelled at once, and whoever owed it is told; a running one stops at its next step."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=pk, state=JobState.WAITING)
    if waiting.update(state=JobState.CANCELLED, finished_at=now):
        row = Job.objects.get(pk=pk)
        if row.name in JOBS:
            JOBS[row.name].stopped(**row.payload)
    Job.objects.filter(pk=pk, state=JobState.RUNNING).update(cancel_asked=True)
    tell({f"{JOB}:{pk}"})


def open_jobs() -> dict[str, int]:
    """How many jobs of each queue are due over all tenants."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(
            "SELECT queue, count(*) FROM base_job WHERE state = 'waiting' AND due_at <= now()"
            " OR state = 'running' AND leased_until < now() GROUP BY queue"
        )
        return dict(cursor.fetchall())
