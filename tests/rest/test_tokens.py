"""Keys for other systems: made by people, shown once, kept as a hash, good for what they were given until they end."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from base.models import AuditEntry, Role, StoredAnswer, Token, TokenDigest
from base.people import access_changed
from tests import factories
from tests.factories import signed_in
from tests.rest.conftest import Api, api_of

TOKENS = "/api/v1/tokens/"
KG = {"code": "kg", "name": "kilogram", "decimals": 3}


@pytest.fixture
def browser(mill):
    return signed_in(mill.planner)


def made(browser, *permissions, headers=None, **more):
    body = {"name": "scales", "permissions": permissions or ["*"], **more}
    return browser.post(TOKENS, body, content_type="application/json", headers=headers)


def secret_of(answer):
    return answer.json()["secret"]


def revoke(browser, answer):
    return browser.post(f"{TOKENS}{answer.json()['id']}/revoke/", content_type="application/json")


def test_a_token_is_shown_once_and_kept_as_a_hash(browser, mill):
    answer = made(browser)
    secret = secret_of(answer)
    assert answer.status_code == 201 and secret.startswith("lw_") and len(secret) > 40
    assert TokenDigest.objects.get().digest == hashlib.sha256(secret.encode()).hexdigest()
    assert "secret" not in browser.get(f"{TOKENS}{answer.json()['id']}/").json()
    with mill.scope():
        assert secret not in str([entry.after for entry in AuditEntry.objects.all()])


def test_a_repeat_of_the_request_does_not_show_it_again(browser, mill):
    first, again = (made(browser, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert "secret" in first.json() and "secret" not in again.json()
    assert first.json()["id"] == again.json()["id"]
    with mill.scope():
        assert secret_of(first) not in str(StoredAnswer.objects.get().answer)


def test_a_token_does_what_its_owner_may(browser, guest):
    assert Api(secret_of(made(browser))).post("/units/", KG).status_code == 201
    assert guest.post("/units/", KG | {"code": "g"}).status_code == 403


def test_a_token_does_no_more_than_it_was_given(browser):
    reader = Api(secret_of(made(browser, "bom.view_unit")))
    assert reader.get("/units/").status_code == 200
    assert reader.post("/units/", KG).status_code == 403
    assert reader.get("/items/").status_code == 403


def test_a_token_loses_what_its_owner_loses(mill):
    person = factories.member(mill.tenant, "reader", ["bom.view_unit", "base.add_token"])
    api = Api(factories.token_of(person, "bom.view_unit"))
    assert api.get("/units/").status_code == 200
    with mill.scope():
        Role.objects.filter(name="reader").update(permissions=[])
        access_changed([person.user_id])
    assert api.get("/units/").status_code == 403


def test_nobody_gives_a_token_what_they_may_not_do(mill):
    person = factories.member(mill.tenant, "reader", ["bom.view_unit", "base.add_token"])
    refused = made(signed_in(person, **{"Accept-Language": "en"}), "bom.view_unit", "bom.add_unit")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "You cannot give what you may not do yourself: Units: Add"
    assert not TokenDigest.objects.exists()


def test_a_revoked_token_opens_nothing_any_more(browser, mill):
    answer = made(browser)
    api = Api(secret_of(answer))
    assert api.get("/units/").status_code == 200
    assert revoke(browser, answer).status_code == 200
    assert api.get("/units/").status_code == 401
    assert revoke(browser, answer).status_code == 409
    with mill.scope():
        assert AuditEntry.objects.filter(subject_type="base.token", verb="revoke").count() == 1


def test_a_token_ends_when_it_expires(browser):
    answer = made(browser, expires_at=(timezone.now() + timedelta(minutes=1)).isoformat())
    api = Api(secret_of(answer))
    assert api.get("/units/").status_code == 200
    TokenDigest.objects.update(expires_at=timezone.now())
    assert api.get("/units/").status_code == 401


def test_a_token_that_would_have_ended_already_is_not_made(browser):
    refused = made(browser, expires_at="2020-01-01T00:00:00Z")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/expires_at")
    assert not TokenDigest.objects.exists()


def test_the_token_of_somebody_who_left_opens_nothing(api, mill):
    mill.planner.user.is_active = False
    mill.planner.user.save()
    assert api.get("/units/").status_code == 401


def test_people_see_and_revoke_their_own_tokens_and_who_manages_people_everybodys(mill, forge):
    own = ["base.view_token", "base.add_token", "base.revoke_token"]
    first, second = (signed_in(factories.member(mill.tenant, name, own)) for name in ("first", "second"))
    answer = made(first, "base.view_token")
    assert [row["name"] for row in first.get(TOKENS).json()["results"]] == ["scales"]
    for other in (second, signed_in(forge.planner)):
        assert other.get(TOKENS).json()["results"] == []
        assert revoke(other, answer).status_code == 404
    manager = signed_in(mill.planner)
    assert [row["name"] for row in manager.get(TOKENS).json()["results"]] == ["scales"]
    assert revoke(manager, answer).status_code == 200


def test_a_token_makes_no_tokens(mill):
    refused = api_of(mill.planner).post("/tokens/", {"name": "more", "permissions": ["*"]})
    assert (refused.status_code, refused.json()["detail"]) == (409, "Tokens are made by people: sign in")
    with mill.scope():
        assert Token.objects.count() == 1


def test_the_page_shows_the_secret_and_forgets_it(browser, mill):
    body = {"name": "scales", "permissions": ["bom.view_unit"], "idempotency_key": "page"}
    page = browser.post("/tokens/new/", body)
    found = page.content.decode().partition("lw_")[2][:43]
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    assert Api(f"lw_{found}").get("/units/").status_code == 200
    again = browser.post("/tokens/new/", body)
    with mill.scope():
        assert again["Location"] == f"/tokens/{Token.objects.get().pk}/"
    assert found not in browser.get(again["Location"]).content.decode()
