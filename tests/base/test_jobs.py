"""Background work: owed with the verb, done once, fairly, by whoever is alive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from base import jobs
from base.claiming import TRIES, ask_to_cancel
from base.events import LISTENERS, REACTIONS, on
from base.jobs import JOBS, LONG, PERIODIC, enqueue, job
from base.models import Job
from base.models.work import JobState
from base.running import Cancelled, LostLease, Run, run_next
from base.sweeping import Sweeper
from base.tenancy import in_tenant
from bom.models import Unit
from tests.people import Company, found
from tests.samples import do


@pytest.fixture(autouse=True)
def _own_jobs() -> Iterator[None]:
    """Jobs and reactions registered by a test go with it."""
    before = dict(JOBS), dict(PERIODIC), dict(REACTIONS), {k: list(v) for k, v in LISTENERS.items()}
    yield
    for registry, kept in zip((JOBS, PERIODIC, REACTIONS, LISTENERS), before, strict=True):
        registry.clear()
        registry.update(kept)


def owe(company: Company, name: str, payload: Any = None, **more: Any) -> int:
    row = in_tenant(company.tenant.pk, lambda: enqueue(name, payload, by=company.actor, **more))
    return row.pk if row else 0


def state_of(company: Company, pk: int) -> Job:
    return in_tenant(company.tenant.pk, lambda: Job.objects.get(pk=pk))


def work_off(queue: str = "short") -> None:
    while run_next(queue):
        pass


def unit(company: Company, code: str) -> bool:
    return in_tenant(company.tenant.pk, Unit.objects.filter(code=code).exists)


def test_a_job_is_done_for_its_tenant_and_only_once(foundry):
    done: list[str] = []
    job("test.note")(lambda text: done.append(text))
    pk = owe(foundry, "test.note", {"text": "hello"})
    work_off()
    work_off()
    assert (done, state_of(foundry, pk).state) == (["hello"], JobState.DONE)


def test_a_job_of_a_rolled_back_verb_was_never_owed(foundry):
    job("test.never")(lambda: None)

    def work() -> None:
        enqueue("test.never", by=foundry.actor)
        transaction.set_rollback(True)

    in_tenant(foundry.tenant.pk, work)
    assert in_tenant(foundry.tenant.pk, Job.objects.filter(name="test.never").count) == 0


def test_what_a_failed_short_job_wrote_is_gone_and_it_is_tried_again_later_and_later(foundry):
    def work() -> None:
        Unit.objects.create(code="half", name="half")
        raise ValueError("broken")

    job("test.broken")(work)
    pk = owe(foundry, "test.broken")
    run_next("short")
    row = state_of(foundry, pk)
    assert (row.state, row.attempts, row.error) == (JobState.WAITING, 1, "ValueError: broken")
    assert row.due_at > timezone.now() and not unit(foundry, "half")
    for _try in range(TRIES - 1):
        in_tenant(foundry.tenant.pk, lambda: Job.objects.filter(pk=pk).update(due_at=timezone.now()))
        run_next("short")
    assert state_of(foundry, pk).state == JobState.FAILED


def test_work_owed_once_waits_once(foundry):
    job("test.once")(lambda: None)
    first = owe(foundry, "test.once", once="replan")
    assert owe(foundry, "test.once", once="replan") == first
    work_off()
    assert owe(foundry, "test.once", once="replan") > first


def test_a_reaction_runs_soon_after_the_verb_has_committed(foundry):
    told: list[Any] = []
    on("bom.unit.add")(lambda happening: told.append(happening.subjects))
    record = in_tenant(foundry.tenant.pk, lambda: do(Unit, "add", foundry.actor, code="pcs", name="piece"))
    assert told == []
    work_off()
    assert told == [(record.pk,)]


def test_a_tenant_with_a_hundred_jobs_does_not_keep_another_waiting(foundry, django_db_blocker):
    with transaction.atomic():
        quiet = found("quiet")
    order: list[str] = []
    job("test.turn")(lambda who: order.append(who))
    for _number in range(100):
        owe(foundry, "test.turn", {"who": "busy"})
    owe(quiet, "test.turn", {"who": "quiet"})
    work_off()
    assert order.index("quiet") < 20 and len(order) == 101


def test_jobs_done_alone_wait_for_each_other_and_for_no_other_tenant(foundry):
    with transaction.atomic():
        other = found("other")
    seen: list[str] = []

    def work(run: Run, who: str) -> None:
        seen.append(f"{who} begins")
        if who == "first":
            owe(other, "test.alone", {"who": "theirs"})
            work_off("long")  # another worker, meanwhile
        seen.append(f"{who} ends")

    job("test.alone", queue="long", alone=True)(work)
    job("test.beside", queue="long")(work)
    for name, who in (("alone", "first"), ("alone", "second"), ("beside", "beside")):
        owe(foundry, f"test.{name}", {"who": who})
    run_next("long")
    assert {"theirs ends", "beside ends"} < set(seen) and seen[-1] == "first ends"
    work_off("long")
    assert seen[-2:] == ["second begins", "second ends"]


def test_eight_workers_do_each_job_once(foundry):
    done: list[int] = []
    job("test.many")(lambda number: done.append(number))
    for number in range(40):
        owe(foundry, "test.many", {"number": number})

    def worker(_number: int) -> None:
        try:
            work_off()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(worker, range(8)))
    assert sorted(done) == list(range(40))


# Long jobs -----------------------------------------------------------------------------------


def test_a_long_job_tells_how_far_it_is_and_keeps_what_it_found(foundry):
    seen: list[tuple[int, str]] = []

    def work(run: Run) -> dict[str, int]:
        run.progress(40, "counting")
        row = run.load(lambda: Job.objects.get(pk=run.row.pk))
        seen.append((row.percent, row.phase))
        return run.store(lambda: {"found": 3})

    job("test.long", queue=LONG)(work)
    pk = owe(foundry, "test.long")
    work_off(LONG)
    row = state_of(foundry, pk)
    assert (seen, row.state, row.result, row.percent) == ([(40, "counting")], JobState.DONE, {"found": 3}, 100)


def test_a_long_job_may_take_longer_in_a_statement_than_a_request(foundry):
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    seen: list[str] = []

    @job("test.long.limits", queue=LONG)
    def moves_much(work: Run) -> None:
        seen.append(work.load(limit))
        work.store(lambda: seen.append(limit()))

    owe(foundry, "test.long.limits")
    work_off("long")
    assert seen == ["10min", "10min"]
    assert in_tenant(foundry.tenant.pk, limit) == f"{settings.ENV.statement_timeout_seconds}s"


def test_a_cancelled_long_job_stops_at_its_next_step_and_stores_nothing(foundry):
    def work(run: Run) -> None:
        ask = lambda: ask_to_cancel(run.row.pk)  # noqa: E731
        run.load(ask)
        with pytest.raises(Cancelled):
            run.progress(50)
        run.store(lambda: Unit.objects.create(code="late", name="late").pk)

    job("test.cancelled", queue=LONG)(work)
    pk = owe(foundry, "test.cancelled")
    work_off(LONG)
    assert state_of(foundry, pk).state == JobState.CANCELLED
    assert not unit(foundry, "late")


def test_a_waiting_job_is_cancelled_at_once(foundry):
    job("test.waiting", queue=LONG)(lambda run: None)
    pk = owe(foundry, "test.waiting")
    in_tenant(foundry.tenant.pk, lambda: ask_to_cancel(pk))
    work_off(LONG)
    assert state_of(foundry, pk).state == JobState.CANCELLED


def test_a_worker_that_lost_its_lease_stores_nothing(foundry):
    runs: list[str] = []

    def work(run: Run) -> None:
        runs.append("begun")
        if len(runs) == 1:
            expired = timezone.now() - timedelta(seconds=1)
            run.load(lambda: Job.objects.filter(pk=run.row.pk).update(leased_until=expired))
            run_next(LONG)  # another worker takes it over and finishes it
            with pytest.raises(LostLease):
                run.store(lambda: Unit.objects.create(code="twice", name="twice").pk)
            raise LostLease()
        run.store(lambda: Unit.objects.create(code="taken", name="taken").pk)

    job("test.lost", queue=LONG)(work)
    pk = owe(foundry, "test.lost")
    work_off(LONG)
    assert runs == ["begun", "begun"] and state_of(foundry, pk).state == JobState.DONE
    assert unit(foundry, "taken") and not unit(foundry, "twice")


def test_a_long_job_whose_workers_die_each_time_is_given_up(foundry):
    job("test.deadly", queue=LONG)(lambda run: None)
    pk = owe(foundry, "test.deadly")
    dead = {"state": JobState.RUNNING, "attempts": TRIES, "leased_until": timezone.now() - timedelta(seconds=1)}
    in_tenant(foundry.tenant.pk, lambda: Job.objects.filter(pk=pk).update(**dead))
    work_off(LONG)
    assert state_of(foundry, pk).state == JobState.FAILED


def test_the_sweeper_owes_periodic_work_to_every_tenant_and_tickets_what_is_due(foundry, monkeypatch):
    tickets: list[str] = []
    monkeypatch.setattr("base.sweeping.nudge", tickets.append)
    jobs.every(3600, "test.nightly")(lambda: None)
    sweeper = Sweeper()
    sweeper.sweep()
    due = sweeper.sweep()
    waiting = in_tenant(foundry.tenant.pk, Job.objects.filter(name="test.nightly").count)
    assert waiting == 1 and due["short"] >= 1 and "short" in tickets
    work_off()


KILLED = """
import os, signal, sys
import django
django.setup()
from base.jobs import JOBS, job
from base.running import run_next
from bom.models import Unit
from django.conf import settings
for alias in settings.DATABASES: settings.DATABASES[alias]["NAME"] = sys.argv[1]

def short():
    Unit.objects.create(code="killed-short", name="x")
    os.kill(os.getpid(), signal.SIGKILL)

def long(run):
    run.progress(10, "thinking")
    os.kill(os.getpid(), signal.SIGKILL)

job("test.killed.short")(short)
job("test.killed.long", queue="long")(long)
while run_next(sys.argv[2]):  # what others owed may come due before it
    pass
"""


def killed(company: Company, queue: str) -> int:
    """A worker of its own that kills itself in mid-work; answers its exit status once it holds no row any more."""
    name = str(connection.settings_dict["NAME"])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "erp.settings", "LOOPWORKS_DB_NAME": name}
    command = [sys.executable, "-c", KILLED, name, queue]
    status = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=False).returncode
    # PostgreSQL takes a moment to notice that a client is gone: whoever skips locked rows would find nothing.
    in_tenant(company.tenant.pk, lambda: list(Job.objects.select_for_update(of=("self",))))
    return status


@pytest.mark.kill
def test_a_worker_killed_in_a_short_job_leaves_no_half_and_the_next_does_it(foundry):
    job("test.killed.short")(lambda: Unit.objects.create(code="killed-short", name="x"))
    pk = owe(foundry, "test.killed.short")
    assert killed(foundry, "short") == -signal.SIGKILL
    assert state_of(foundry, pk).state == JobState.WAITING and not unit(foundry, "killed-short")
    work_off()
    assert state_of(foundry, pk).state == JobState.DONE and unit(foundry, "killed-short")


@pytest.mark.kill
def test_a_worker_killed_in_a_long_job_is_replaced_once_its_lease_is_over(foundry):
    job("test.killed.long", queue=LONG)(
        lambda run: run.store(lambda: Unit.objects.create(code="killed-long", name="x").pk)
    )
    pk = owe(foundry, "test.killed.long")
    assert killed(foundry, LONG) == -signal.SIGKILL
    assert state_of(foundry, pk).state == JobState.RUNNING
    work_off(LONG)
    assert not unit(foundry, "killed-long")  # the lease still holds
    over = timezone.now() - timedelta(seconds=1)
    in_tenant(foundry.tenant.pk, lambda: Job.objects.filter(pk=pk).update(leased_until=over))
    begun = time.monotonic()
    work_off(LONG)
    assert unit(foundry, "killed-long") and state_of(foundry, pk).attempts == 2
    assert time.monotonic() - begun < 60
