"""Every page there is, one after the other, at a desk and on a phone: nothing axe-core objects to, nothing too wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from base.screens import PAGES, SCREENS, Screen
from tests.browser.conftest import Open, examined, violations
from tests.people import Company, found
from tests.sampling import Samples, tenant_models
from tests.structure.routes import ABOUT

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
OF_ROWS = ("lot-trace", "mrp-item", "board-version", "station", "bench")
DRAWN_BY_OTHERS = "rest"  # what is ours of it is tried where it is used, in test_rest
ACCOUNT = ("mfa_index", "mfa_activate_totp", "account_change_password", "account_reauthenticate", "choose-tenant")


@pytest.fixture(scope="module")
def works(site: str) -> tuple[Company, Samples]:
    """A company with a row of everything."""
    with transaction.atomic():
        company, samples = found("Walked works"), Samples("row")
    with transaction.atomic(), company.scope():
        for model in tenant_models():
            samples.row(model)
    return company, samples


@pytest.fixture
def walker(works: tuple[Company, Samples], opened: Open) -> Page:
    return examined(opened(works[0].planner, language="zh-hans"))


def of_screen(screen: Screen, pk: int) -> Iterator[str]:
    """Its list, a record, and every form."""
    yield screen.url()
    yield screen.url("detail", pk=pk)
    if screen.form:
        yield screen.url("new")
    if screen.editable:
        yield screen.url("edit", pk=pk)
    for act in screen.verbs:
        if act.takes_input:
            yield screen.url("act", pk=pk, verb=act.verb)


def faults(page: Page, addresses: list[str]) -> list[str]:
    """What is wrong with each of these pages, in either size."""
    wrong = []
    for address in addresses:
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        answer = page.goto(address)
        assert answer and answer.ok, address
        wrong += violations(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wrong += [f"390 px: {fault}" for fault in violations(page)]
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
            wrong.append(f"{address} is {width} px wide on a phone")
    return wrong


@pytest.mark.parametrize("group", [key for key, _label in settings.NAVIGATION] + [""])
def test_every_list_record_and_form(walker, works, group):
    screens = [screen for screen in SCREENS.values() if screen.group == group]
    addresses = [way for screen in screens for way in of_screen(screen, works[1].row(screen.model).pk)]
    assert faults(walker, addresses) == []


def test_every_page_of_its_own(walker, works):
    led_to = [reverse(page.name) for page in PAGES.values() if page.label and page.name != DRAWN_BY_OTHERS]
    of_rows = [reverse(name, kwargs={"pk": works[1].row(ABOUT[name]).pk}) for name in OF_ROWS]
    assert faults(walker, [*led_to, reverse("import-new"), *of_rows]) == []


def test_ones_own_account(walker):
    assert faults(walker, ["/", *(reverse(name) for name in ACCOUNT)]) == []
