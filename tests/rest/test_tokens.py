"""Keys for other systems: made by people, shown once, kept as a hash, good until revoked or expired."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from base import tokens
from base.models import Token
from tests.factories import signed_in
from tests.rest.conftest import Api, api_of

TOKENS = "/api/v1/tokens/"


@pytest.fixture
def browser(mill):
    return signed_in(mill.planner)


def made(browser, **more):
    return browser.post(TOKENS, {"name": "scales", **more}, content_type="application/json")


def test_a_token_is_shown_once_and_kept_as_a_hash(browser):
    answer = made(browser)
    secret = answer.json()["secret"]
    assert answer.status_code == 201 and secret.startswith("lw_") and len(secret) > 40
    kept = Token.objects.get()
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(kept.__dict__.values())
    assert [set(row) for row in browser.get(TOKENS).json()["results"]] == [{"id", "name", "created_at", "expires_at"}]


def test_a_token_does_what_its_owner_may(browser, guest):
    body = {"code": "kg", "name": "kilogram", "decimals": 3}
    assert Api(made(browser).json()["secret"]).post("/units/", body).status_code == 201
    assert guest.post("/units/", body).status_code == 403


def test_a_revoked_token_opens_nothing_any_more(browser):
    answer = made(browser).json()
    api = Api(answer["secret"])
    assert api.get("/units/").status_code == 200
    assert browser.delete(f"{TOKENS}{answer['id']}/").status_code == 204
    assert api.get("/units/").status_code == 401
    assert browser.get(TOKENS).json()["results"] == []
    assert browser.delete(f"{TOKENS}{answer['id']}/").status_code == 404


def test_a_token_ends_when_it_expires(mill):
    with mill.scope():
        token, secret = tokens.issue(mill.planner, "scales", timezone.now() + timedelta(minutes=1))
    assert Api(secret).get("/units/").status_code == 200
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert Api(secret).get("/units/").status_code == 401


def test_a_token_that_would_have_ended_already_is_not_made(browser):
    refused = made(browser, expires_at="2020-01-01T00:00:00Z")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/expires_at")
    assert not Token.objects.exists()


def test_the_token_of_somebody_who_left_opens_nothing(api, mill):
    mill.planner.user.is_active = False
    mill.planner.user.save()
    assert api.get("/units/").status_code == 401


def test_nobody_sees_or_revokes_the_tokens_of_others(browser, mill, forge):
    answer = made(browser).json()
    for other in (mill.guest, forge.planner):
        theirs = signed_in(other)
        assert theirs.get(TOKENS).json()["results"] == []
        assert theirs.delete(f"{TOKENS}{answer['id']}/").status_code == 404
    assert Token.objects.get().revoked_at is None


def test_a_token_makes_no_tokens(mill):
    api = api_of(mill.planner)
    assert api.post("/tokens/", {"name": "more"}).status_code == 403
    assert api.get("/tokens/").status_code == 403
    assert Token.objects.count() == 1
