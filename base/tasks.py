"""The one Celery task. A ticket says no more than which queue: what to do is read from the job rows."""

from __future__ import annotations

from celery import shared_task

from base.running import run_next

JOBS_PER_TICKET = 20


@shared_task(name="base.work", ignore_result=True)  # type: ignore[untyped-decorator]
def work(queue: str) -> int:
    """Do what is due on this queue, at most so many jobs; answers how many were done."""
    return next((done for done in range(JOBS_PER_TICKET) if not run_next(queue)), JOBS_PER_TICKET)
