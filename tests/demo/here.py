"""Founding a demonstration factory on another day, within the transaction of a test."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from base.jobs import JOBS
from base.models import Job
from base.people import Actor, system_actor
from erp.demonstration.factories import Factory as Described
from erp.demonstration.founding import Founding, found
from tests.demo.conftest import Factory


class Here:
    """Stands for a worker: the job's work within the transaction of the test."""

    def __init__(self, by: Actor) -> None:
        self.actor = by

    def load(self, work: Any) -> Any:
        return work()

    store = load

    def progress(self, percent: int, phase: str = "") -> None:
        pass


class FoundingHere(Founding):
    def _await(self, job: int) -> None:
        def work() -> None:
            row = Job.objects.get(pk=job)
            JOBS[row.name].work(Here(system_actor()), **row.payload)

        self._see(work)


def founded_on(today: date, described: Described, monkeypatch: Any) -> Factory:
    """Founded in the afternoon of that day; it stays that day."""
    now = timezone.make_aware(datetime(today.year, today.month, today.day, 15, 30))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    tenant = found(described)
    FoundingHere(described, tenant).go_on()
    return Factory(tenant, today)
