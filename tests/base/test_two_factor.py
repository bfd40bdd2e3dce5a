"""A second factor: set up with an app's code, asked for after the password, demanded by a rule of the company."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
import struct
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from base.actions import ACTIONS
from base.models import AuditEntry, Member, Membership, Role, TwoFactorRule, User
from base.refusals import Blocked, Invalid
from base.sessions import ON_TABLET
from tests import factories
from tests.people import Company
from tests.samples import do

PASSWORD = "a-long-first-password"
SIGN_IN, SET_UP, ACCOUNT = "/accounts/login/", "/accounts/2fa/totp/activate/", "/accounts/2fa/"
CODE, REMOVE, CODES = "/accounts/2fa/authenticate/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/"
HOUR = 3600


def code(secret: str, later: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), `later` half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def wrong(secret: str) -> str:
    """A code the app shows neither now nor just before or after."""
    near = {code(secret, later) for later in (-2, -1, 0, 1, 2)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in near)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def user(mill: Company) -> User:
    user = mill.planner.user
    user.set_password(PASSWORD)
    user.save()
    return user


def browser() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def enter(user: User) -> tuple[Client, Any]:
    """A browser of its own and what it is answered to name and password."""
    client = browser()
    return client, client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})


def set_up(client: Client) -> str:
    """Scan and type the first code. The secret, as the app has it from then on."""
    secret = str(re.search(r'class="secret"[^>]*>([A-Z2-7]+)<', text(client.get(SET_UP)))[1])  # type: ignore[index]
    done = client.post(SET_UP, {"code": code(secret)})
    assert done["Location"] == CODES
    return secret


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", text(client.get(CODES)))


@pytest.fixture
def secret(user: User) -> str:
    client, _answer = enter(user)
    return set_up(client)


def demand(company: Company, *roles: Role) -> list[TwoFactorRule]:
    with company.scope():
        wanted: list[dict[str, Any]] = [{"who": "role", "role": role} for role in roles] or [{"who": "everybody"}]
        return [do(TwoFactorRule, "add", company.actor, **data) for data in wanted]


def test_who_has_set_it_up_is_asked_for_the_code_after_the_password(user, secret):
    client, answer = enter(user)
    assert answer["Location"] == CODE
    assert client.get("/units/")["Location"].startswith(SIGN_IN)
    entered = client.post(CODE, {"code": code(secret, later=1)})
    assert entered["Location"] == "/"
    assert client.get("/units/").status_code == 200


def test_a_wrong_code_is_refused_with_a_sentence(user, secret):
    client, _answer = enter(user)
    refused = client.post(CODE, {"code": wrong(secret)})
    assert "This code is wrong or no longer good" in text(refused)
    assert client.get("/units/").status_code == 302


def test_a_code_overheard_opens_nothing_a_second_time(user, secret):
    overheard = code(secret, later=1)
    (first, _), (second, _) = enter(user), enter(user)
    assert first.post(CODE, {"code": overheard}).status_code == 302
    assert "wrong or no longer good" in text(second.post(CODE, {"code": overheard}))


def test_whoever_guesses_codes_is_stopped(user, secret):
    client, _answer = enter(user)
    for _guess in range(5):
        client.post(CODE, {"code": wrong(secret)})
    assert "Too many failed" in text(client.post(CODE, {"code": code(secret, later=1)}))


def test_the_first_code_must_be_right_before_anything_is_switched_on(user):
    client, _answer = enter(user)
    shown = str(re.search(r">([A-Z2-7]{32})<", text(client.get(SET_UP)))[1])
    refused = client.post(SET_UP, {"code": wrong(shown)})
    assert "This code is wrong" in text(refused) and shown in text(refused)
    assert not Authenticator.objects.exists()


def test_a_recovery_code_signs_in_once(user):
    client, _answer = enter(user)
    set_up(client)
    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    without_phone, _answer = enter(user)
    assert without_phone.post(CODE, {"code": codes[0]})["Location"] == "/"
    again, _answer = enter(user)
    assert "wrong or no longer good" in text(again.post(CODE, {"code": codes[0]}))
    assert codes[0] not in recovery_codes(client) and len(recovery_codes(client)) == 9


def test_recovery_codes_are_made_new_and_kept_as_a_file(user):
    client, _answer = enter(user)
    set_up(client)
    before = recovery_codes(client)
    assert client.post(f"{CODES}generate/")["Location"] == CODES
    after = recovery_codes(client)
    assert len(after) == 10 and not set(before) & set(after)
    assert client.get(f"{CODES}download/").content.decode().split() == after


def test_secrets_are_kept_encrypted(user, secret):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and Authenticator.objects.count() == 2


def test_under_another_key_of_the_installation_no_code_opens_anything(user, secret, settings):
    settings.SECRET_KEY = "another key of twenty letters"
    client, _answer = enter(user)
    assert "This code is wrong" in text(client.post(CODE, {"code": code(secret, later=1)}))


def test_one_click_into_a_demonstration_does_not_pass_by_the_code(mill, user, settings):
    mill.tenant.demo = True
    mill.tenant.save()
    user.set_password(user.username)
    user.save()
    client = browser()
    assert client.post("/accounts/demo/", {"username": user.username})["Location"] == "/"
    set_up(client)
    assert browser().post("/accounts/demo/", {"username": user.username})["Location"] == CODE


def test_who_signed_in_long_ago_is_asked_for_the_password_before_removing_it(user, secret, monkeypatch):
    client, _answer = enter(user)
    client.post(CODE, {"code": code(secret, later=1)})
    now = time.time()
    monkeypatch.setattr("base.signing_in.time.time", lambda: now + HOUR)
    assert client.get(REMOVE)["Location"].startswith("/accounts/reauthenticate/")
    confirmed = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": REMOVE})
    assert confirmed["Location"] == REMOVE


def test_it_is_removed_where_nobody_demands_it(user, secret):
    client, _answer = enter(user)
    client.post(CODE, {"code": code(secret, later=1)})
    assert client.post(REMOVE)["Location"] == ACCOUNT
    assert "not set up" in text(client.get(ACCOUNT))
    _client, answer = enter(user)
    assert answer["Location"] == "/"


def test_a_rule_sends_everybody_to_set_it_up_before_anything_else(mill, user):
    client, _answer = enter(user)
    assert client.get("/units/").status_code == 200
    demand(mill)
    for path in ("/", "/units/", "/search/", "/items/new/"):
        assert client.get(path)["Location"] == SET_UP, path
    assert client.get("/units/", headers={"HX-Request": "true"})["HX-Redirect"] == SET_UP
    refused = client.get("/api/v1/units/", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Your company asks for two-factor authentication: set it up first",
    )
    page = text(client.get(SET_UP))
    assert "Your company asks for two-factor authentication" in page and "Main navigation" not in page
    set_up(client)
    assert client.get("/units/").status_code == 200


def test_a_rule_of_a_role_asks_who_has_the_role(mill, user):
    clerk = factories.member(mill.tenant, "clerk", ["bom.view_unit"])
    with mill.scope():
        demand(mill, Role.objects.get(name="clerk"))
    assert factories.signed_in(mill.planner).get("/units/").status_code == 200
    assert factories.signed_in(clerk).get("/units/")["Location"] == SET_UP


def test_a_role_given_later_asks_too(mill, planner):
    clerk = factories.member(mill.tenant, "clerk", ["bom.view_unit"])
    strict = do(Role, "add", planner, name="strict", permissions=["bom.view_unit"])
    demand(mill, strict)
    client = factories.signed_in(clerk)
    assert client.get("/units/").status_code == 200
    member = Member.objects.get(user=clerk.user)
    do(Member, "change", planner, member, name="Clerk", roles=[{"role": strict}])
    assert client.get("/units/")["Location"] == SET_UP


def test_a_rule_switched_off_asks_nobody_and_is_a_rule_of_one_company(mill, forge):
    [rule] = demand(mill)
    assert factories.signed_in(forge.planner).get("/units/").status_code == 200
    with mill.scope():
        do(TwoFactorRule, "switch_off", mill.actor, rule)
    client = factories.signed_in(mill.planner)
    assert client.get("/units/").status_code == 200
    with mill.scope():
        do(TwoFactorRule, "switch_on", mill.actor, rule)
        assert AuditEntry.objects.filter(subject_type="base.twofactorrule").count() == 3
    assert client.get("/units/")["Location"] == SET_UP


def test_there_is_one_rule_for_everybody_and_one_for_each_role(mill, planner):
    role = Role.objects.get(name="guest")
    demand(mill)
    demand(mill, role)
    for data in ({"who": "everybody"}, {"who": "role", "role": role}):
        with pytest.raises(Invalid) as refused:
            do(TwoFactorRule, "add", planner, **data)
        assert "such a rule already" in str(refused.value.facts())
    with pytest.raises(Invalid) as refused:
        do(TwoFactorRule, "add", planner, who="role")
    assert refused.value.facts()["errors"][0]["pointer"] == "/role"


def test_a_token_and_a_tablet_go_on_without_it(mill):
    secret = factories.token_of(mill.planner)
    demand(mill)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/units/", headers=bearer).status_code == 200
    tablet = factories.signed_in(mill.planner)
    session = tablet.session
    session[ON_TABLET] = True
    session.save()
    assert tablet.get("/units/").status_code == 200


def test_what_the_company_demands_is_not_removed(mill, user, secret):
    demand(mill)
    client, _answer = enter(user)
    client.post(CODE, {"code": code(secret, later=1)})
    for answer in (client.get(REMOVE), client.post(REMOVE)):
        assert "ask whoever manages people to reset it" in text(answer)
    assert Authenticator.objects.count() == 2


def test_who_lost_their_phone_is_let_in_by_whoever_manages_people(mill, user, secret):
    boss = factories.actor(factories.member(mill.tenant, "boss", factories.everything()))
    with mill.scope():
        member = Member.objects.get(user=user)
        do(Member, "reset_two_factor", boss, member)
        with pytest.raises(Blocked, match="not set it up"):
            do(Member, "reset_two_factor", boss, member)
    client, answer = enter(user)
    assert answer["Location"] == "/"
    assert client.get("/units/").status_code == 200


def test_nobody_resets_who_may_do_more_or_works_for_another_company(mill, forge, user, secret):
    clerk = factories.actor(factories.member(mill.tenant, "clerk", [ACTIONS[Member, "reset_two_factor"].permission]))
    with mill.scope():
        member = Member.objects.get(user=user)
        with pytest.raises(Blocked, match="They may do what you may not"):
            do(Member, "reset_two_factor", clerk, member)
        Membership.objects.create(user=user, tenant=forge.tenant)
        with pytest.raises(Blocked, match="another company"):
            do(Member, "reset_two_factor", mill.actor, member)


def test_my_account_is_in_the_menu(user):
    client, _answer = enter(user)
    assert f'href="{ACCOUNT}"' in text(client.get("/units/"))
    assert f"You sign in as {user.username}." in text(client.get(ACCOUNT))
