"""Background work seen from outside."""

from __future__ import annotations

import pytest

from base.jobs import JOBS, LONG, enqueue, job
from base.models import Job
from base.models.work import JobState
from tests.rest.conftest import api_of


@pytest.fixture
def waiting(mill):
    """The id of a job that the planner owes."""
    job("test.seen", queue=LONG)(lambda run: None)
    with mill.scope():
        yield enqueue("test.seen", by=mill.actor).pk
    del JOBS["test.seen"]


def test_everybody_of_the_company_may_ask_how_far_a_job_is(guest, waiting):
    seen = guest.get(f"/jobs/{waiting}/").json()
    assert (seen["state"], seen["percent"], seen["actor_name"], seen["result"]) == ("waiting", 0, "planner", None)


def test_another_company_does_not_find_it(forge, waiting):
    stranger = api_of(forge.planner)
    assert stranger.get(f"/jobs/{waiting}/").status_code == 404
    assert stranger.post(f"/jobs/{waiting}/cancel/").status_code == 404


def test_whoever_started_it_may_stop_it_and_nobody_else(api, guest, waiting, mill):
    refused = guest.post(f"/jobs/{waiting}/cancel/")
    assert refused.status_code == 403 and "planner" in refused.json()["detail"]
    assert api.post(f"/jobs/{waiting}/cancel/").json()["state"] == "cancelled"
    with mill.scope():
        assert Job.objects.get(pk=waiting).state == JobState.CANCELLED


def test_a_running_job_is_asked_to_stop(api, waiting, mill):
    with mill.scope():
        Job.objects.filter(pk=waiting).update(state=JobState.RUNNING)
    seen = api.post(f"/jobs/{waiting}/cancel/").json()
    assert (seen["state"], seen["cancel_asked"]) == ("running", True)
