"""Forms of roles and tokens offer what the person may give; the rest of a role stays as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from base.models import Membership, Role
from base.people import EVERYTHING
from tests import factories
from tests.people import Company
from tests.samples import do

OWN = ("base.add_role", "base.change_role", "base.view_role", "base.add_token", "bom.view_unit")


@pytest.fixture
def clerk(mill: Company) -> Membership:
    return factories.member(mill.tenant, "clerk", list(OWN))


@pytest.fixture
def browser(clerk: Membership) -> Client:
    found = factories.signed_in(clerk)
    found.cookies["django_language"] = "en"
    return found


def boxes(answer: Any) -> dict[str, str]:
    """The boxes a person may tick, and whether they are ticked."""
    inputs = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", answer.content.decode())
    found = [(re.search(r'value="([^"]+)"', box), box) for box in inputs if 'name="permissions"' in box]
    return {value[1]: "checked" if " checked" in box else "" for value, box in found if value}


def kept(answer: Any) -> list[str]:
    """What is sent along and cannot be unticked."""
    return re.findall(r'type="hidden" name="permissions" value="([^"]+)"', answer.content.decode())


def test_a_new_role_is_made_of_what_the_person_may_do(browser):
    answer = browser.get("/roles/new/")
    assert set(boxes(answer)) == set(OWN)
    assert "stays as it is" not in answer.content.decode()


def test_who_may_do_everything_is_offered_everything(mill, planner):
    do(Role, "add", planner, name="all", permissions=["bom.view_unit"])
    boss = factories.signed_in(factories.member(mill.tenant, "boss", [EVERYTHING]))
    assert set(boxes(boss.get("/roles/new/"))) == {EVERYTHING, *factories.everything()}


def test_what_a_role_has_beyond_the_editor_is_shown_and_stays(browser, mill, planner):
    role = do(Role, "add", planner, name="writer", permissions=["bom.view_unit", "bom.add_unit"])
    page = browser.get(f"/roles/{role.pk}/edit/")
    assert boxes(page)["bom.view_unit"] == "checked" and "bom.add_unit" not in boxes(page)
    assert kept(page) == ["bom.add_unit"]
    assert "What you may not do yourself stays as it is." in page.content.decode()
    ticked = ["bom.view_unit", "base.view_role"]
    saved = {"name": "writer", "permissions": [*ticked, *kept(page)], "version": role.version}
    assert browser.post(f"/roles/{role.pk}/edit/", saved).status_code == 302
    assert sorted(Role.objects.get(pk=role.pk).permissions) == sorted([*ticked, "bom.add_unit"])


def test_a_refused_form_offers_no_more_than_before(browser):
    refused = browser.post("/roles/new/", {"name": "", "permissions": ["bom.view_unit"]})
    assert refused.status_code == 422
    assert set(boxes(refused)) == set(OWN) and boxes(refused)["bom.view_unit"] == "checked"


def test_a_token_may_be_given_what_its_owner_may_or_all_of_it(browser):
    assert set(boxes(browser.get("/tokens/new/"))) == {EVERYTHING, *OWN}
