"""A list as one likes it: columns chosen and ordered, kept under a name, shared, opened first."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from base.models import SavedView
from tests.factories import member, signed_in
from tests.people import Company
from tests.samples import item

HTMX = {"HX-Request": "true"}


@pytest.fixture
def planner_browser(mill: Company) -> Client:
    return english(signed_in(mill.planner))


@pytest.fixture
def colleague(mill: Company) -> Client:
    return english(signed_in(member(mill.tenant, "colleague", ["bom.view_item"])))


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def save(client: Client, **data: Any) -> Any:
    return client.post("/items/views/", {"query": "?supply=buy&sort=-code&page=2", "name": "Bought", **data})


def views(mill: Company) -> list[SavedView]:
    with mill.scope():
        return list(SavedView.objects.order_by("id"))


def test_a_list_shows_the_columns_asked_for_in_their_order(planner_browser, mill):
    with mill.scope():
        item("BOLT")
    page = planner_browser.get("/items/?columns=name&columns=code&columns=no-such").content.decode()
    heads = page.partition("<thead>")[2].partition("</thead>")[0]
    assert heads.count("<th ") == 2 and heads.index("?columns=name") < heads.index("sort=code")
    exported = planner_browser.get("/items/export.csv?columns=name&columns=code").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(exported)))[0] == "name"


def test_a_view_keeps_filters_order_and_columns_but_not_the_page(planner_browser, mill):
    answer = save(planner_browser, query="?supply=buy&columns=code&columns=name&sort=-code&page=3&view=9")
    (view,) = views(mill)
    assert view.query == "supply=buy&columns=code&columns=name&sort=-code"
    assert answer["Location"] == f"/items/?{view.query}&view={view.pk}"
    assert (view.user_id, view.shared, view.preferred) == (mill.planner.user_id, False, False)


def test_whoever_prefers_a_view_opens_the_list_with_it_and_may_still_see_all(planner_browser, mill):
    save(planner_browser, preferred="on")
    (view,) = views(mill)
    assert planner_browser.get("/items/")["Location"].endswith(f"view={view.pk}")
    assert planner_browser.get("/items/?view=0").status_code == 200
    planner_browser.post(f"/items/views/{view.pk}/forget/")
    assert planner_browser.get("/items/").status_code == 200


def test_a_list_opens_with_one_view_at_most(planner_browser, mill):
    save(planner_browser, preferred="on")
    save(planner_browser, name="Another", preferred="on")
    assert [view.preferred for view in views(mill)] == [False, True]
    planner_browser.post(f"/items/views/{views(mill)[0].pk}/prefer/")
    assert [view.preferred for view in views(mill)] == [True, False]


def test_what_is_shared_is_seen_by_colleagues_and_changed_by_nobody_else(planner_browser, colleague, mill):
    save(planner_browser, shared="on")
    save(planner_browser, name="Private")
    shared, private = views(mill)
    page = colleague.get("/items/").content.decode()
    assert "Bought" in page and "Private" not in page
    for verb in ("change", "prefer", "remove"):
        answer = colleague.post(f"/items/views/{shared.pk}/{verb}/", headers=HTMX)
        assert answer.status_code == 409 and "is a colleague" in answer["HX-Trigger"]
    assert colleague.post(f"/items/views/{private.pk}/remove/").status_code == 404


def test_no_role_is_needed_to_save_a_view_of_what_one_may_see(colleague, mill):
    assert save(colleague).status_code == 302
    assert colleague.post("/members/views/", {"name": "All"}).status_code == 403


def test_a_name_twice_is_said_in_a_sentence(planner_browser):
    save(planner_browser)
    answer = planner_browser.post("/items/views/", {"query": "", "name": "Bought"}, headers=HTMX)
    assert answer.status_code == 409 and "Bought" in answer["HX-Trigger"]


def test_a_view_takes_the_list_as_it_is_now_and_is_deleted(planner_browser, mill):
    save(planner_browser, shared="on")
    (view,) = views(mill)
    planner_browser.post(f"/items/views/{view.pk}/change/", {"query": "?supply=make"})
    (changed,) = views(mill)
    assert (changed.query, changed.name, changed.shared) == ("supply=make", "Bought", True)
    planner_browser.post(f"/items/views/{view.pk}/remove/")
    assert views(mill) == []


def test_row_height_is_remembered_by_the_browser(planner_browser):
    planner_browser.post("/density/", {"density": "compact", "next": "/items/"})
    assert 'data-density="compact"' in planner_browser.get("/items/").content.decode()
    planner_browser.post("/density/", {"density": "huge"})
    assert "data-density" not in planner_browser.get("/items/").content.decode()
