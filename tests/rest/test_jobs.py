"""Background work seen from outside."""

from __future__ import annotations

import pytest

from base.actions import perform
from base.jobs import JOBS, LONG, enqueue, job
from base.models import Job
from base.models.work import JobState
from scheduling.actions.planning import start_run
from tests.factories import member, signed_in
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


def test_the_button_on_the_page_stops_it_and_the_run_says_so(mill):
    browser = signed_in(mill.planner)
    with mill.scope():
        run = perform(start_run, by=mill.actor, data={"kind": "mrp"}).record
    page = browser.get(f"/plan-runs/{run.pk}/").content.decode()
    assert f"/plan-runs/{run.pk}/stop-work/" in page
    answer = browser.post(f"/plan-runs/{run.pk}/stop-work/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    with mill.scope():
        run.refresh_from_db()
        assert (run.state, Job.objects.get(pk=run.job_id).state) == ("failed", JobState.CANCELLED)


def test_nobody_else_has_that_button(mill):
    with mill.scope():
        run = perform(start_run, by=mill.actor, data={"kind": "mrp"}).record
    clerk = signed_in(member(mill.tenant, "clerk", ["scheduling.view_planrun"]))
    assert "stop-work" not in clerk.get(f"/plan-runs/{run.pk}/").content.decode()
    assert clerk.post(f"/plan-runs/{run.pk}/stop-work/").status_code == 403
