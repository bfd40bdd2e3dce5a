"""Too many requests or attempts to sign in are refused with the time to wait; an outage refuses nobody."""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache
from django.test import Client

from base import throttling
from base.counters import Counters, client_address
from tests.factories import signed_in
from tests.rest.conftest import api_of

PASSWORD = "a-long-password"


@pytest.fixture
def limit(settings, monkeypatch):
    """Three requests a minute, at twenty seconds past."""
    settings.REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(throttling.time, "time", lambda: 6_000_020.0)


@pytest.fixture
def person(mill):
    user = mill.planner.user
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(username: str, password: str):
    browser = Client()
    browser.cookies["django_language"] = "en"
    return browser.post("/accounts/login/", {"login": username, "password": password})


def test_the_request_after_the_last_is_refused_with_the_time_to_wait(api, limit):
    assert [api.get("/units/").status_code for _ in range(3)] == [200] * 3
    refused = api.get("/units/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too_many_requests"
    assert refused.json()["detail"] == "Too many requests: go on in 40 seconds"


def test_the_next_minute_begins_anew(api, limit, monkeypatch):
    assert [api.get("/units/").status_code for _ in range(4)][-1] == 429
    monkeypatch.setattr(throttling.time, "time", lambda: 6_000_060.0)
    assert api.get("/units/").status_code == 200


def test_what_one_token_uses_up_is_not_taken_from_another_nor_from_the_person(api, mill, limit):
    assert [api.get("/units/").status_code for _ in range(4)][-1] == 429
    assert api_of(mill.planner).get("/units/").status_code == 200
    assert signed_in(mill.planner).get("/units/").status_code == 200


def test_a_page_is_refused_as_a_page_and_a_part_of_it_as_a_message(mill, limit):
    browser = signed_in(mill.planner)
    browser.cookies["django_language"] = "en"
    assert [browser.get("/units/").status_code for _ in range(3)] == [200] * 3
    page, part = browser.get("/units/"), browser.get("/units/", headers={"HX-Request": "true"})
    assert (page.status_code, page["Retry-After"], part.status_code) == (429, "40", 429)
    assert "go on in 40 seconds" in page.content.decode()
    assert "go on in 40 seconds" in part["HX-Trigger"]


def test_after_five_wrong_passwords_even_the_right_one_waits(person):
    for _attempt in range(5):
        assert attempt(person.username, "wrong").status_code == 200
    refused = attempt(person.username, PASSWORD)
    assert refused.status_code == 200 and "Too many failed login attempts" in refused.content.decode()


def test_one_address_tries_no_list_of_names(settings, person):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    answers = [attempt(f"name-{number}", "wrong") for number in range(4)]
    assert answers[-1].status_code == 429 and "Too many attempts" in answers[-1].content.decode()


VALKEY = os.environ.get("LOOPWORKS_REDIS_URL", "memory://")


@pytest.mark.skipif(VALKEY.startswith("memory:"), reason="the environment names no Valkey")
def test_counts_are_kept_in_valkey_for_all_processes(settings):
    settings.CACHES = {"default": settings.IN_VALKEY}
    cache.set("test-count", 1, 60)
    cache.incr("test-count")
    other = Counters(client_address(VALKEY), {})
    assert other.get("test-count") == 2
    assert other.delete("test-count") and cache.get("test-count") is None


def test_while_valkey_is_away_nobody_is_refused(settings, api, person, monkeypatch):
    monkeypatch.setattr(Counters, "rest_until", 0.0)
    settings.CACHES = {"default": settings.IN_VALKEY | {"LOCATION": "unix:///nowhere/valkey"}}
    settings.REQUESTS_PER_MINUTE = 1
    assert [api.get("/units/").status_code for _ in range(3)] == [200] * 3
    assert attempt(person.username, PASSWORD).status_code == 302
    assert Counters.rest_until > 0
