"""What a button did is taken back by one press, while nobody has done anything since."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from base.models import AuditEntry, Member, Role, Token
from base.screens import SCREENS
from inventory.models import Lot
from tests.factories import member, signed_in
from tests.people import Company
from tests.samples import do, item

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lot(mill: Company) -> Lot:
    with mill.scope():
        return do(Lot, "add", mill.actor, item=item("BOLT"), code="L1")


@pytest.fixture
def browser(mill: Company) -> Client:
    client = signed_in(mill.planner)
    client.cookies["django_language"] = "en"
    return client


def members(mill: Company) -> list[Member]:
    with mill.scope():
        rows = [{"username": f"m{n}", "name": f"M{n}", "password": "a long enough one", "roles": []} for n in (1, 2)]
        return [do(Member, "add", mill.actor, **row) for row in rows]


def deactivated(browser: Client, member: Member) -> dict[str, Any]:
    """What the toast offers after the button was pressed."""
    answer = browser.post(f"/members/{member.pk}/deactivate/", headers=HTMX)
    return json.loads(answer["HX-Trigger"])["toast"]["undo"]


def is_active(mill: Company, member: Member) -> bool:
    with mill.scope():
        return Member.objects.get(pk=member.pk).active


def test_the_offer_does_the_opposite(browser, mill):
    someone = members(mill)[0]
    undo = deactivated(browser, someone)
    assert not is_active(mill, someone)
    answer = browser.post(undo["url"], undo["values"], headers=HTMX)
    assert (answer.status_code, json.loads(answer["HX-Trigger"])["toast"]["text"]) == (204, "Deactivate: taken back")
    assert is_active(mill, someone)


def test_pressing_it_twice_is_pressing_it_once(browser, mill):
    someone = members(mill)[0]
    undo = deactivated(browser, someone)
    assert [browser.post(undo["url"], undo["values"], headers=HTMX).status_code for _n in range(2)] == [204, 204]


def test_it_is_refused_when_somebody_changed_the_row_meanwhile(browser, mill):
    someone = members(mill)[0]
    undo = deactivated(browser, someone)
    with mill.scope():
        do(Member, "change", mill.actor, someone.pk, name="New name", roles=[])
    answer = browser.post(undo["url"], undo["values"], headers=HTMX)
    assert answer.status_code == 409 and "changed this meanwhile" in answer["HX-Trigger"]
    assert not is_active(mill, someone)


def test_a_verb_that_needs_a_reason_gets_one(browser, mill, lot):
    browser.post(f"/lots/{lot.pk}/hold/", {"reason": "rust"}, headers=HTMX)
    page = browser.get(f"/lots/{lot.pk}/").content.decode()
    assert "/lots/undo/hold/" in page
    browser.post("/lots/undo/hold/", {"pk": [lot.pk]}, headers=HTMX)
    with mill.scope():
        assert AuditEntry.objects.filter(verb="release").latest("id").reason == "Put on hold was taken back at once"


def test_whoever_may_not_do_the_opposite_is_not_offered_it_and_refused(mill):
    clerk = signed_in(member(mill.tenant, "clerk", ["base.view_member", "base.deactivate_member"]))
    someone = members(mill)[0]
    assert deactivated(clerk, someone) is None
    assert clerk.post("/members/undo/deactivate/", {"pk": [someone.pk]}).status_code == 403


def test_rows_of_a_list_are_taken_back_together(browser, mill):
    first, second = members(mill)
    for each in (first, second):
        deactivated(browser, each)
    browser.post("/members/undo/deactivate/", {"pk": [first.pk, second.pk]}, headers=HTMX)
    assert is_active(mill, first) and is_active(mill, second)


def test_what_cannot_be_taken_back_has_no_address(browser):
    assert browser.post("/work-orders/undo/release/").status_code == 404
    assert not any(act.undo for act in SCREENS[Token].verbs + SCREENS[Role].verbs)
