"""The product on 127.0.0.1 with committed rows, a small shop to look at, and pages that tolerate no error."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page

from base.models import Membership, User
from base.running import run_next
from orders.models import Customer, SalesOrder, WorkOrder
from tests import factories
from tests.people import Company, found
from tests.samples import Plant, do, plant
from tests.serving import served

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread, though nothing here awaits
PASSWORD = "a long enough password"
PLAIN = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
NAVIGATION = "#nav"
NUMBERS = count(1)
REFUSALS = ("status of 403", "status of 404", "status of 409", "status of 422")  # some tests provoke them
OVERTAKEN = ("htmx:afterRequest", "htmx:sendAbort")  # a request given up because a newer one, or another page, came
NOT_ERRORS = (*REFUSALS, *OVERTAKEN)


class KeptFiles(StaticFilesHandler):
    """A browser asks for a file once, as it does of the product, where its name changes with its content."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        answer = super().serve(request)
        answer["Cache-Control"] = "max-age=3600"
        return answer


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address at which the product answers, with static files as they are in the source."""
    pages = KeptFiles(get_wsgi_application())
    with django_db_blocker.unblock(), override_settings(STORAGES=PLAIN), served(pages) as address:
        yield address


@dataclass
class Shop:
    """A demonstration company whose planner may do everything, and what it has."""

    company: Company
    plant: Plant
    draft: SalesOrder
    accepted: SalesOrder
    work_order: WorkOrder

    def do(self, model: Any, verb: str, subject: Any, **data: Any) -> Any:
        """What a colleague does meanwhile."""
        with transaction.atomic(), self.company.scope():
            return do(model, verb, self.company.actor, subject, **data)


@pytest.fixture
def shop(site: str) -> Shop:
    with transaction.atomic():
        company = found(f"Browser works {next(NUMBERS)}")
        company.tenant.demo = True
        company.tenant.save()
    with transaction.atomic(), company.scope():
        return _furnished(company)


def _furnished(company: Company) -> Shop:
    by, due = company.actor, timezone.localdate() + timedelta(days=20)
    made = plant(by)
    customer = do(Customer, "add", by, code="C1", name="North Pumps")
    line = {"item": made.bracket, "quantity": 40, "price": "12.5", "due_on": due}
    draft, accepted = (do(SalesOrder, "add", by, customer=customer, lines=[line]) for _number in range(2))
    do(SalesOrder, "accept", by, accepted)
    order = do(WorkOrder, "add", by, item=made.bracket, quantity=40, due_on=due)
    return Shop(company, made, draft, accepted, order)


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Open]:
    """Opens a page of one's own, signed in or not; at the end none may have reported an error."""
    errors: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in NOT_ERRORS):
            errors.append(message.text)

    def make(who: Membership | None = None, language: str = "en", width: int = 1600, **options: Any) -> Page:
        size = {"width": width, "height": 1000}
        context = browser.new_context(base_url=site, viewport=size, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookies = {"django_language": language}
        if who:
            cookies["sessionid"] = factories.signed_in(who).cookies["sessionid"].value
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(opened: Open, shop: Shop) -> Page:
    """The planner's page, in English."""
    return opened(shop.company.planner)


@pytest.fixture
def works(site: str) -> Company:
    """A company with nothing in it yet."""
    with transaction.atomic():
        return found("Empty works")


@pytest.fixture
def workers(site: str) -> Iterator[None]:
    """Both queues are worked off while the test looks at pages."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            if not (run_next("long") or run_next("short")):
                over.wait(0.05)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.fixture
def person(site: str) -> User:
    """Somebody with a password, not yet signed in."""
    with transaction.atomic():
        company = found("Door works")
        user = company.planner.user
        user.set_password(PASSWORD)
        user.save()
    return user


def examined(page: Page) -> Page:
    """axe-core comes along with every document: for tests that look at many."""
    page.context.add_init_script(path=AXE)
    return page


def violations(page: Page, but: tuple[str, ...] = (NAVIGATION,)) -> list[str]:
    """What axe-core finds wrong with the page as it is now: the rule and the first element that breaks it.

    `but` selects what is not looked at again: the navigation has half of the elements of every page.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    within = {"exclude": [[each] for each in but]}
    found = page.evaluate("within => axe.run(within, {resultTypes: ['violations']}).then(a => a.violations)", within)
    return [f"{rule['id']} {page.url}: {rule['nodes'][0]['html'][:200]}" for rule in found]
