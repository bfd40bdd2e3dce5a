"""Doing one job. A short one is one transaction with its claim; a long one holds a lease and stores under it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, connections
from django.utils import translation

from base.claiming import LEASE, claim, extend, fail, finish, lease, tenants_with_work
from base.jobs import JOBS, SHORT
from base.live.telling import tell as tell_pages
from base.live.topics import JOB
from base.logs import request_id
from base.models import Job
from base.models.work import JobState
from base.people import EVERYTHING, Actor
from base.refusals import Refusal
from base.tenancy import in_tenant

T = TypeVar("T")
log = logging.getLogger(__name__)


class LostLease(Exception):
    """Another worker took the job over: what this one found is thrown away."""


class Cancelled(Exception):
    """A person asked for it."""


LIMITS, PATIENCE = ("statement_timeout", "idle_in_transaction_session_timeout"), "600s"
PASSING = (OperationalError, InterfaceError, ConnectionError)


class Run:
    """A long job at work: reads in one transaction, computes in none, stores in another that checks the lease."""

    def __init__(self, tenant_id: int, row: Job) -> None:
        self.tenant_id, self.row = tenant_id, row
        self.stored = False

    @property
    def actor(self) -> Actor:
        """In whose name the work is done; what it may do was asked when it was owed."""
        return Actor(self.tenant_id, self.row.actor_name, self.row.actor_id, frozenset({EVERYTHING}))

    def load(self, work: Callable[[], T]) -> T:
        return in_tenant(self.tenant_id, lambda: _patiently(work))

    def progress(self, percent: int, phase: str = "") -> None:
        """Tell how far it is. `phase` is a text of the catalogue: pages say it in the reader's language.

        Raises Cancelled when somebody asked for that, LostLease when it is no longer ours.
        """

        def tell() -> None:
            row = self._held()
            if row.cancel_asked:
                raise Cancelled()
            Job.objects.filter(pk=row.pk).update(percent=percent, phase=phase)
            tell_pages({f"{JOB}:{row.pk}"})

        in_tenant(self.tenant_id, tell)

    def store(self, work: Callable[[], T]) -> T:
        """Run `work` and finish the job with what it answers, in one transaction, if the lease is still ours."""

        def write() -> T:
            row = self._held()
            if row.cancel_asked:
                raise Cancelled()
            answer = _patiently(work)
            row.percent = 100
            row.save(update_fields=["percent"])
            finish(row, JobState.DONE, result=answer)
            return answer

        answer = in_tenant(self.tenant_id, write)
        self.stored = True
        return answer

    def _held(self) -> Job:
        held = Job.objects.select_for_update(of=("self",)).filter(pk=self.row.pk, lease=self.row.lease)
        found: Job | None = held.first()
        if found is None:
            raise LostLease()
        return found


def _patiently(work: Callable[[], T]) -> T:
    """The limits of a request are not those of a long job: it may move millions of rows in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("".join(f"SET LOCAL {name} = '{PATIENCE}';" for name in LIMITS))
    return work()


def run_next(queue: str) -> bool:
    """Do one job that is due; False when there is none."""
    return any(_run_for(tenant_id, queue) for tenant_id in tenants_with_work(queue))


def _run_for(tenant_id: int, queue: str) -> bool:
    before = request_id.set("")
    try:
        return _run_short(tenant_id, queue) if queue == SHORT else _run_long(tenant_id, queue)
    finally:
        request_id.reset(before)


def _told(tenant_id: int) -> dict[str, Any]:
    """For log lines written after the tenant's transaction is over."""
    return {"facts": {"tenant": tenant_id}}


def _run_short(tenant_id: int, queue: str) -> bool:
    claimed: list[Job] = []

    def work() -> bool:
        claimed.clear()
        if (row := claim(queue)) is None:
            return False
        claimed.append(row)
        request_id.set(f"job-{row.pk}")
        with translation.override(None):
            JOBS[row.name].work(**row.payload)
        finish(row, JobState.DONE)
        return True

    try:
        return in_tenant(tenant_id, work)
    except Exception as error:
        if not claimed:
            raise
        log.exception("job %s", claimed[0], extra=_told(tenant_id))
        return _gave_up(tenant_id, claimed[0], error, retry=not isinstance(error, KeyError))


def _run_long(tenant_id: int, queue: str) -> bool:
    def take() -> Job | None:
        row = claim(queue)
        return lease(row) if row else None

    row = in_tenant(tenant_id, take)
    if row is None or row.state != JobState.RUNNING:
        return row is not None
    run = Run(tenant_id, row)
    request_id.set(f"job-{row.pk}")
    try:
        with _heartbeat(run):
            answer = JOBS[row.name].work(run, **row.payload)
            if not run.stored:
                run.store(lambda: answer)
    except LostLease:
        log.warning("job %s went to another worker", row, extra=_told(tenant_id))
    except Cancelled:
        in_tenant(tenant_id, lambda: finish(row, JobState.CANCELLED))
    except Exception as error:
        log.exception("job %s", row, extra=_told(tenant_id))
        return _gave_up(tenant_id, row, error, retry=isinstance(error, PASSING))
    return True


def _gave_up(tenant_id: int, row: Job, error: Exception, *, retry: bool) -> bool:
    said = str(error.detail) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
    in_tenant(tenant_id, lambda: fail(row.pk, said, retry=retry))
    return True


@contextmanager
def _heartbeat(run: Run) -> Iterator[None]:
    """Extend the lease from a thread of its own while the engine thinks."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(LEASE.total_seconds() / 3):
            try:
                if not in_tenant(run.tenant_id, lambda: extend(run.row)):
                    break
            except (OperationalError, InterfaceError):
                connections.close_all()
        connections.close_all()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
