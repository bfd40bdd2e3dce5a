"""Whatever is wrong with a request, the answer is a problem document that says so."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from base import saving
from base.refusals import WrongState
from base.tenancy import in_tenant
from bom.models import Unit
from tests.factories import signed_in
from tests.rest.conftest import Api, api_of

UNIT = {"code": "kg", "name": "kilogram", "decimals": 3}


def problem(response, status):
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    found = response.json()
    assert found["status"] == status
    assert found["title"] and found["detail"] and found["code"]
    return found


def test_nobody_is_asked_to_sign_in(db):
    refused = Client().get("/api/v1/units/")
    assert problem(refused, 401)["code"] == "not_signed_in"
    assert refused["WWW-Authenticate"] == 'Bearer realm="loopworks"'


def test_a_token_that_is_not_valid_is_said_to_be_so(db):
    refused = Api("lw_no_such_secret").get("/units/")
    problem(refused, 401)
    assert refused["WWW-Authenticate"].endswith('error="invalid_token"')


def test_who_may_not_is_told_before_what_is_wrong_with_the_body(guest):
    problem(guest.post("/units/", b"{not json"), 403)


@pytest.mark.parametrize("path", ["/nothing/", "/units/0/", "/units/99999999999999999999/", "/units/x/", "/units", "/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_not_found(api, path, method):
    problem(api.send(method, path), 404)


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/units/"), ("POST", "/units/1/"), ("PUT", "/openapi.json")])
def test_an_unknown_method_names_the_known_ones(api, method, path):
    refused = api.send(method, path)
    problem(refused, 405)
    assert "GET" in refused["Allow"]


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"code": "\xed\xa0\x80"}', b"[" * 2000, b'{"code": NaN}', b'{"decimals": 1e400}']
)
def test_a_body_that_is_no_json_or_beyond_any_number_is_malformed(api, body):
    problem(api.post("/units/", body), 400)


def test_another_media_type_is_refused(api):
    problem(api.client.post("/api/v1/units/", {"code": "kg"}), 415)


def test_a_body_that_is_too_large_is_refused(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    problem(api.post("/units/", UNIT | {"name": "x" * 200}), 413)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ("text", ""),
        (1, ""),
        (UNIT | {"colour": "red"}, "/colour"),
        (UNIT | {"code": ["kg"]}, "/code"),
        (UNIT | {"code": {"a": 1}}, "/code"),
        (UNIT | {"code": True}, "/code"),
        (UNIT | {"code": "k\x00g"}, "/code"),
        (UNIT | {"code": "k" * 21}, "/code"),
        (UNIT | {"decimals": "3"}, "/decimals"),
        (UNIT | {"decimals": 10**18}, "/decimals"),
        (UNIT | {"decimals": -1}, "/decimals"),
        ({"name": "kilogram"}, "/code"),
    ],
)
def test_input_of_another_shape_is_pointed_at(api, body, pointer):
    found = problem(api.post("/units/", body), 422)
    assert [error["pointer"] for error in found["errors"]] == [pointer]


def test_numbers_beyond_every_integer_are_refused(api):
    for number in (b"1e300", b"123456789012345678901234567890", b"-1e30"):
        problem(api.post("/units/", b'{"code": "kg", "name": "kilogram", "decimals": ' + number + b"}"), 422)


def test_null_is_empty_where_a_column_cannot_be_null(api):
    calendar = api.post("/calendars/", {"code": "DAY", "name": "day"}).json()["id"]
    shift = {"calendar": calendar, "name": "day", "start": "08:00", "finish": "16:00", "breaks": None}
    made = api.post("/shifts/", shift)
    assert made.status_code == 201, made.content
    assert api.get(f"/shifts/{made.json()['id']}/").json()["breaks"] == []


def test_an_instant_of_no_time_zone_on_earth_is_pointed_at(api):
    for zone in ("+17:00", "-99:00", "+08:60"):
        body = {
            "machine": 1,
            "start_at": f"2026-12-01T08:00:00{zone}",
            "finish_at": "2026-12-02T08:00:00Z",
            "reason": "x",
        }
        found = problem(api.post("/machine-closures/", body), 422)
        assert [error["pointer"] for error in found["errors"]] == ["/start_at"]


def test_values_beyond_their_column_are_refused(api):
    api.post("/units/", UNIT)
    item = {"code": "A", "name": "a", "unit": "kg", "supply": "buy"}
    for wrong in ({"cost": "1e20"}, {"cost": "1" * 30}, {"unit": 2**63}, {"unit": "k\x00g"}, {"lead_days": 40000}):
        problem(api.post("/items/", item | wrong), 422)


@pytest.mark.parametrize("key", ["k" * 101, "", "k k"])
def test_an_idempotency_key_that_is_none_is_refused(api, key):
    found = problem(api.post("/units/", UNIT, Idempotency_Key=key), 400)
    assert found["errors"][0] | {"detail": ""} == {
        "in": "header",
        "pointer": "Idempotency-Key",
        "code": "invalid",
        "detail": "",
    }


def test_a_session_must_prove_it_is_no_forgery(mill):
    browser = signed_in(mill.planner)
    browser.handler.enforce_csrf_checks = True
    assert browser.get("/api/v1/units/").status_code == 200
    problem(browser.post("/api/v1/units/", UNIT, content_type="application/json"), 403)


def test_a_refused_request_leaves_nothing_behind(api, monkeypatch, mill):
    def written_then_refused(*_arguments, **_words):
        Unit.objects.create(code="half", name="half")
        raise WrongState

    monkeypatch.setattr("base.rest.views.perform", written_then_refused)
    problem(api.post("/units/", UNIT), 409)
    with mill.scope():
        assert not Unit.objects.exists()


class Deadlock(Exception):
    pgcode = "40P01"


@pytest.fixture
def deadlocks(foundry, monkeypatch):
    """The API of a company whose rows are committed, and the tries at writing: the first `deadlocks` of them fail."""
    api, tries = api_of(foundry.planner), []
    insert = saving.insert

    def deadlocked(rows):
        found = insert(rows)
        tries.append(rows)
        if len(tries) <= deadlocked.times:
            raise OperationalError("deadlock detected") from Deadlock()
        return found

    monkeypatch.setattr(saving, "insert", deadlocked)
    monkeypatch.setattr("base.tenancy.transactions.time.sleep", lambda _seconds: None)
    return api, deadlocked, tries


def test_a_deadlock_is_tried_again_from_the_start(deadlocks, foundry):
    """Every failed try reaches the opener of the transaction, which repeats the whole request."""
    api, deadlocked, tries = deadlocks
    deadlocked.times = 2
    made = api.post("/units/", UNIT)
    assert (made.status_code, len(tries)) == (201, 3), made.content
    assert in_tenant(foundry.tenant.pk, Unit.objects.count) == 1


def test_a_deadlock_that_stays_leaves_nothing_behind(deadlocks, foundry):
    api, deadlocked, _tries = deadlocks
    deadlocked.times = 99
    refused = api.post("/units/", UNIT)
    assert problem(refused, 503)["code"] == "busy"
    assert refused["Retry-After"] == "1"
    assert in_tenant(foundry.tenant.pk, Unit.objects.count) == 0


def test_a_deadlock_that_stays_is_a_page_to_a_browser(deadlocks, foundry):
    _api, deadlocked, _tries = deadlocks
    deadlocked.times = 99
    page = signed_in(foundry.planner).post("/units/new/", UNIT)
    assert (page.status_code, "<main" in page.content.decode()) == (503, True)


def test_a_failure_of_ours_is_a_problem_too_and_leaves_nothing_behind(api, monkeypatch, mill):
    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("base.actions.journal.write", broken)
    api.client.raise_request_exception = False
    assert problem(api.post("/units/", UNIT), 500)["code"] == "failed"
    with mill.scope():
        assert not Unit.objects.exists()
