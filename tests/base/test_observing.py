"""What whoever runs the product sees of it: alive, ready, figures for Prometheus, log lines that say for whom."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from base import jobs, metrics
from base.events import REACT
from base.jobs import enqueue
from base.logs import JsonFormatter, configuration, request_id
from base.models import Job
from base.models.work import JobState
from base.running import run_next
from base.tenancy import in_tenant, tenant_scope
from tests.factories import signed_in

ACROSS = pytest.mark.django_db(databases=["default", "platform"])
TOKEN = "a-token-of-prometheus"


@pytest.fixture
def scrape(settings, client):
    settings.METRICS_TOKEN = TOKEN

    def ask(token: str = TOKEN):
        return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    return ask


@pytest.fixture
def lines():
    """What the root logger writes, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    logging.getLogger("base.observing").setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger("base.observing").setLevel(logging.NOTSET)
    logging.getLogger().removeHandler(handler)


def figures(answer) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_a_live_process_says_so_without_the_database(client):
    assert client.get("/livez").content == b"alive"


@pytest.mark.django_db
def test_it_is_ready_when_the_database_answers_and_not_otherwise(client, monkeypatch):
    assert client.get("/readyz").status_code == 200

    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/readyz").status_code == 503


@ACROSS
def test_figures_are_for_who_bears_the_token_and_without_one_there_are_none(scrape, settings, client):
    assert scrape().status_code == 200
    assert scrape("guessed").status_code == 404
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert scrape("").status_code == 404


@ACROSS
def test_requests_are_counted_by_route_and_never_by_address(scrape, mill):
    browser = signed_in(mill.planner)
    route = ("loopworks_request_seconds_count", "GET", "units/<int:pk>/", "404")
    before = figures(scrape()).get(route, 0)
    for pk in (901, 902):
        browser.get(f"/units/{pk}/")
    found = figures(scrape())
    assert found[route] == before + 2
    assert not any("901" in label for sample in found for label in sample)


def test_what_waits_is_counted_by_queue_with_its_age(scrape, foundry):
    long_ago = timezone.now() - timedelta(hours=1)
    before = figures(scrape())

    def owe():
        row = enqueue(REACT, {"reaction": "tests.none", "topic": "t", "subjects": []}, by=foundry.actor, at=long_ago)
        Job.objects.filter(pk=row.pk).update(created_at=long_ago)
        return row

    row = in_tenant(foundry.tenant.pk, owe)
    found = figures(scrape())
    waiting = ("loopworks_jobs", "short", "waiting")
    assert found[waiting] == before.get(waiting, 0) + 1
    assert found["loopworks_jobs_late_seconds", "short"] >= 3600
    assert found["loopworks_oldest_undelivered_event_seconds", "reaction"] >= 3600
    in_tenant(foundry.tenant.pk, lambda: Job.objects.filter(pk=row.pk).update(state=JobState.FAILED))
    found = figures(scrape())
    assert found["loopworks_jobs", "short", "failed"] >= 1
    assert found["loopworks_oldest_undelivered_event_seconds", "reaction"] < 3600


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_figure_too(scrape, monkeypatch):
    def away(_sql):
        raise OperationalError("gone")

    monkeypatch.setattr(metrics, "_asked", away)
    found = figures(scrape())
    assert found["loopworks_database_up",] == 0
    assert not any(name.startswith("loopworks_jobs") for name, *_labels in found)


def test_a_request_leaves_a_line_with_its_id_tenant_and_person(mill, lines):
    answer = signed_in(mill.planner).get("/units/", headers={"X-Request-ID": "plant-7"})
    assert answer["X-Request-ID"] == "plant-7"
    [line] = [line for line in lines() if line["logger"] == "base.observing"]
    assert (line["request"], line["tenant"], line["user"]) == ("plant-7", mill.tenant.pk, mill.planner.user_id)
    assert (line["method"], line["path"], line["status"], line["route"]) == ("GET", "/units/", 200, "units/")
    assert line["milliseconds"] > 0


def test_an_id_that_could_break_a_log_is_replaced(client, db):
    answer = client.get("/livez", headers={"X-Request-ID": "two words"})
    assert len(answer["X-Request-ID"]) == 32
    assert client.get("/livez")["X-Request-ID"] != answer["X-Request-ID"]


def test_a_line_inside_a_tenant_says_which_and_an_error_says_where(lines):
    with tenant_scope(7):
        token = request_id.set("r-1")
        try:
            raise ValueError("wrong")
        except ValueError:
            logging.getLogger("test").exception("it went %s", "wrong")
        request_id.reset(token)
    [line] = lines()
    assert (line["level"], line["message"], line["tenant"], line["request"]) == ("error", "it went wrong", 7, "r-1")
    assert "ValueError: wrong" in line["error"]


def test_a_job_that_fails_says_which_and_for_whom(foundry, lines, monkeypatch):
    def fail():
        raise ValueError("no")

    monkeypatch.setitem(jobs.JOBS, "test.fails", jobs.JobKind("test.fails", fail))
    row = in_tenant(foundry.tenant.pk, lambda: enqueue("test.fails", by=foundry.actor))
    while run_next("short"):
        pass
    [line] = [line for line in lines() if line["logger"] == "base.running" and line["tenant"] == foundry.tenant.pk]
    assert (line["request"], "ValueError: no" in line["error"]) == (f"job-{row.pk}", True)


def test_in_development_lines_are_read_by_people_and_requests_leave_none():
    assert "formatter" not in configuration("text")["handlers"]["console"]
    assert configuration("text")["loggers"] == {}
    logging.config.DictConfigurator(configuration("json"))  # it is one that logging understands
    assert configuration("json")["loggers"]["base.observing"] == {"level": "INFO"}
