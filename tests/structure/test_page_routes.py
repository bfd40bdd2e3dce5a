"""Every page, asked by two companies, by a person of no role and by nobody."""

from __future__ import annotations

import io
import zipfile
from itertools import product
from typing import Any

import pytest
from django.test import Client

from base.models import Site
from base.screens import PAGES, SCREENS
from tests.factories import signed_in
from tests.structure.conftest import Full
from tests.structure.routes import Route, every_route

ROUTES = [route for route in every_route() if not route.rest]
# Of the person or of nobody, never of a company.
OWN = {"/tenants/", "/language/", "/density/", "/floor/sign-in/", "/floor/leave/", "/floor/wall/"}
WITHOUT_TENANT = {"/livez", "/readyz", "/metrics"} | OWN
OPEN = WITHOUT_TENANT | {"/search/"}  # finds only what the person may see, which may be nothing
NEVER = 2**40


def rows_of(route: Route, side: Full) -> list[int]:
    """The id of a side's row that a route could show."""
    return [side.samples.row(route.about).pk] if route.takes_a_row else []


def text(answer: Any) -> str:
    """What is written in an answer, in a workbook too; of a PDF its title."""
    content = answer.content
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace" if content.startswith(b"%PDF") else "strict")


@pytest.fixture
def browser(ours: Full) -> Client:
    found = signed_in(ours.company.planner)
    found.raise_request_exception = False
    return found


def test_every_screen_and_page_has_its_routes():
    templates = {route.template for route in ROUTES}
    for screen in SCREENS.values():
        assert {f"/{screen.slug}/", f"/{screen.slug}/export.csv", f"/{screen.slug}/<int:pk>/"} <= templates
    assert {f"/{page.route}" for page in PAGES.values()} <= templates


def test_every_own_row_is_shown_and_no_row_of_another_company(browser, ours, theirs):
    wrong = []
    for route in ROUTES:
        for path in route.filled(rows_of(route, ours)):
            answer = browser.get(path)
            shown = text(answer)
            unseen = route.screen and route.screen.form and answer.status_code == 200 and ours.marker not in shown
            if theirs.marker in shown or unseen or answer.status_code >= 500:
                wrong.append((path, answer.status_code, shown[-300:]))
    assert wrong == []


def test_every_list_record_form_and_file_opens(browser, ours):
    """What the crawl looks at is really there."""
    closed = []
    for screen in SCREENS.values():
        pk = ours.samples.row(screen.model).pk
        paths = [
            "",
            "export.csv",
            "export.xlsx",
            f"{pk}/",
            *(["new/"] if screen.form else []),
            *([f"{pk}/edit/"] if screen.editable else []),
        ]
        paths += [f"{pk}/{act.verb}/" for act in screen.verbs]
        answers = {path: browser.get(f"/{screen.slug}/{path}").status_code for path in paths}
        closed += [(screen.slug, path, status) for path, status in answers.items() if status != 200]
    assert closed == []


@pytest.mark.parametrize("fragment", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_row_of_another_company_is_answered_like_one_that_never_was(browser, ours, theirs, fragment):
    wrong = []
    for route in (route for route in ROUTES if route.takes_a_row):
        pairs = zip(route.filled(rows_of(route, theirs)), route.filled([NEVER]), strict=True)
        for (path, never), method in product(pairs, ("GET", "POST")):
            answer, expected = (browser.generic(method, asked, headers=fragment) for asked in (path, never))
            if answer.status_code != expected.status_code or answer.status_code < 400:
                wrong.append((method, path, answer.status_code))
            if theirs.marker in text(answer):
                wrong.append((method, path, text(answer)[:300]))
    assert wrong == []


def test_nothing_of_another_company_is_found(browser, ours, theirs):
    for path in ["/search/", *(f"/lookup/{model._meta.label_lower}/" for model in SCREENS)]:
        for words in (theirs.marker, "mark", ""):
            answer = browser.get(path, {"q": words})
            assert answer.status_code == 200 and theirs.marker not in text(answer), path
    assert ours.marker in text(browser.get("/search/", {"q": ours.marker}))


def test_a_person_of_no_role_is_refused_everywhere(ours):
    guest, wrong = signed_in(ours.company.guest), []
    site = ours.samples.row(Site).name  # stands on every page
    for route in (route for route in ROUTES if route.template not in OPEN):
        for path, method in product(route.filled(rows_of(route, ours)), ("GET", "POST")):
            answer = guest.generic(method, path)
            if answer.status_code not in (403, 405) or ours.marker in text(answer).replace(site, ""):
                wrong.append((method, path, answer.status_code))
    assert wrong == []
    assert guest.get("/search/", {"q": ours.marker}).json() == {"results": []}


def test_whoever_is_not_signed_in_is_led_to_signing_in(ours, client):
    wrong = []
    for route in (route for route in ROUTES if route.template not in OPEN):
        for path in route.filled(rows_of(route, ours)):
            answer = client.get(path)
            led = answer.status_code == 302 and answer["Location"].startswith("/accounts/")
            if not (led or answer.status_code == 405):
                wrong.append((path, answer.status_code))
    assert wrong == []
    assert client.get("/search/", {"q": ours.marker}).json() == {"results": []}
