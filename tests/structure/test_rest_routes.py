"""Every route of REST, asked by two companies and by a person of no role."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from base.actions import ACTIONS
from base.models import Job
from base.screens import SCREENS
from tests.rest.conftest import Api, api_of
from tests.structure.conftest import Full
from tests.structure.routes import Route, every_route

PAGE = "/api/v1/docs/"  # leads to a page, which is crawled with the others
ROUTES = [route for route in every_route() if route.rest and route.template != PAGE]
WRITES = ("POST", "PUT", "PATCH", "DELETE")
OPEN = {  # to everybody of the company: what they show is no data of it
    "/api/v1/",
    "/api/v1/openapi.json",
    "/api/v1/jobs/<row:id>/",
}
NEVER = 2**40
JOBS = "/api/v1/jobs/"


def rows_of(route: Route, side: Full) -> list[int]:
    """The ids of a side's rows that a route could show; of every model, where it belongs to no screen."""
    if not route.takes_a_row:
        return []
    models = [route.screen.model] if route.screen else [model for model, _n in side.samples.made]
    if route.template.startswith(JOBS):
        models = [Job]
    return sorted({side.samples.row(model).pk for model in models})


@pytest.fixture
def asked(ours: Full) -> Api:
    api = api_of(ours.company.planner)
    api.client.raise_request_exception = False
    return api


def send(api: Api, method: str, path: str) -> Any:
    return api.send(method, path.removeprefix("/api/v1"), {}, If_Match='"v1"')


def test_every_screen_has_its_routes():
    templates = {route.template for route in ROUTES}
    for screen in SCREENS.values():
        assert {f"/api/v1/{screen.slug}/", f"/api/v1/{screen.slug}/<row:id>/"} <= templates
        assert {f"/api/v1/{screen.slug}/<row:id>/{act.verb}/" for act in screen.verbs} <= templates


def test_every_own_row_is_shown_and_no_row_of_another_company(asked, ours, theirs):
    wrong = []
    for route in ROUTES:
        for path in route.filled(rows_of(route, ours)):
            answer = asked.get(path.removeprefix("/api/v1"))
            is_read = answer.status_code == 200
            shown = answer.content.decode()
            if theirs.marker in shown or (route.screen and is_read and ours.marker not in shown):
                wrong.append((path, answer.status_code, shown[:200]))
            if not is_read and answer.status_code not in (403, 404, 405):
                wrong.append((path, answer.status_code, shown[:200]))
    assert wrong == []


def test_a_row_of_another_company_is_answered_like_one_that_never_was(asked, ours, theirs):
    wrong = []
    for route in (route for route in ROUTES if route.takes_a_row):
        foreign = rows_of(route, theirs)
        theirs_and_none = zip(route.filled(foreign), route.filled([NEVER]) * len(foreign), strict=True)
        for (path, never), method in product(theirs_and_none, ("GET", *WRITES)):
            answer, expected = send(asked, method, path), send(asked, method, never)
            if (answer.status_code, answer.content) != (expected.status_code, expected.content):
                wrong.append((method, path, answer.status_code, answer.content[:200]))
            if answer.status_code < 400:
                wrong.append((method, path, answer.status_code, answer.content[:200]))
    assert wrong == []


def test_another_companys_rows_are_no_filter_values(asked, ours, theirs):
    wrong = []
    for screen in SCREENS.values():
        filters = screen.filterset({}, queryset=screen.model.objects.none()).filters
        for name, declared in filters.items():
            if model := getattr(declared, "extra", {}).get("model"):
                answer = asked.get(f"/{screen.slug}/", {name: theirs.samples.row(model).pk})
                if answer.status_code != 400:
                    wrong.append((screen.slug, name, answer.status_code))
    assert wrong == []


def test_a_set_with_a_row_of_another_company_is_not_found(asked, ours, theirs):
    for screen in SCREENS.values():
        for act in screen.bulk:
            ids = [side.samples.row(screen.model).pk for side in (ours, theirs)]
            given = {"year": 2027} if act.takes_input else {}
            answer = asked.post(f"/{screen.slug}/{act.verb}/", {"ids": ids, **given})
            assert answer.status_code == 404, (screen.slug, act.verb, answer.content)


def test_a_person_of_no_role_is_refused_everywhere(ours):
    guest = api_of(ours.company.guest)
    wrong = []
    for route in ROUTES:
        if route.template in OPEN:
            continue
        for path in route.filled(rows_of(route, ours)):
            for method in ("GET", *WRITES):
                answer = send(guest, method, path)
                if answer.status_code not in (403, 405):
                    wrong.append((method, path, answer.status_code, answer.content[:200]))
    assert wrong == []


def test_whoever_is_not_signed_in_is_asked_to(ours, client):
    wrong = []
    for route in ROUTES:
        for path in route.filled(rows_of(route, ours)):
            for method in ("GET", *WRITES):
                status = client.generic(method, path).status_code
                if status not in (401, 405) and route.template != "/api/v1/openapi.json":
                    wrong.append((method, path, status))
    assert wrong == []


def test_every_permission_opens_what_it_says_and_nothing_else(ours):
    """With one permission only, the reads of one screen are open: no two screens share a key."""
    views = [screen.permission("view") for screen in SCREENS.values()]
    assert len(set(views)) == len(views)
    verbs = [act.permission for act in ACTIONS.values()]
    assert len(set(verbs)) == len(verbs) and not set(views) & set(verbs)
