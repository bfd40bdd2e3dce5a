"""Open streams on the product's own server: who hears what, and what they cost everybody else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from django.core.wsgi import get_wsgi_application
from django.db import transaction

from base.live.tickets import issue
from base.live.topics import EVERY
from base.models import Role, Site
from tests.people import Company, found
from tests.samples import do
from tests.serving import served

TOPIC = "base.site"
SECONDS = 10.0


class Listener:
    """An open page."""

    def __init__(self, address: str, company: Company, *topics: str) -> None:
        ticket = issue(company.actor, topics or [TOPIC], time.time())
        self.answer = requests.get(f"{address}/live/", {"ticket": ticket}, stream=True, timeout=SECONDS)
        self._lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)
        assert self.next() == ("hello", [])

    def next(self) -> tuple[str, list[str]]:
        name = ""
        for line in self._lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))
        return "closed", []

    def hears(self) -> list[str]:
        """The first topics told; that everything may have changed is said once, when the server begins to listen."""
        while (told := self.next())[1] in ([], [EVERY]):
            assert told[0] != "closed"
        return told[1]

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_error: object) -> None:
        self.answer.close()


def add_site(company: Company, code: str) -> int:
    with transaction.atomic(), company.scope():
        return do(Site, "add", company.actor, code=code, name=code).pk


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A server that listens to what is told: it begins to when the first page opens, and says so to that page."""
    with served(get_wsgi_application()) as at, django_db_blocker.unblock():
        with transaction.atomic():
            early = found("early")
        with Listener(at, early) as page:
            while page.next()[1] != [EVERY]:
                pass
        yield at


@pytest.fixture
def company(foundry: Company) -> Company:
    return foundry


def test_what_is_committed_is_told_at_once(address, company):
    with Listener(address, company) as page:
        add_site(company, "told")
        assert page.hears() == [TOPIC]


def test_a_page_of_one_row_hears_of_that_row_alone(address, company):
    ours, other = add_site(company, "ours"), add_site(company, "other")
    with Listener(address, company, f"{TOPIC}:{ours}") as page:
        for pk in (other, ours):
            with transaction.atomic(), company.scope():
                do(Site, "change", company.actor, Site.objects.get(pk=pk), code=f"{pk}", name="new", zone="UTC")
        assert page.hears() == [f"{TOPIC}:{ours}"]


def test_what_is_rolled_back_and_what_others_do_is_not_told(address, company):
    with transaction.atomic():
        stranger = found("stranger")
    with Listener(address, company, TOPIC, "base.role") as page:
        with transaction.atomic(), company.scope():
            do(Site, "add", company.actor, code="never", name="never")
            transaction.set_rollback(True)
        add_site(stranger, "theirs")
        with transaction.atomic(), company.scope():
            do(Role, "add", company.actor, name="last", permissions=["base.view_site"])
        assert page.hears() == ["base.role"]


def test_a_stranger_is_refused(address):
    assert requests.get(f"{address}/live/", {"ticket": "made:up"}, timeout=SECONDS).status_code == 403


def test_a_hundred_open_pages_leave_the_server_to_everybody(address, company):
    """Eight threads serve pages; streams hold none of them."""
    with ExitStack() as stack:
        with ThreadPoolExecutor(20) as pool:
            pages = list(pool.map(lambda _n: stack.enter_context(Listener(address, company)), range(100)))
        began = time.monotonic()
        answers = [requests.get(f"{address}/readyz", timeout=SECONDS).status_code for _n in range(8)]
        assert answers == [200] * 8 and time.monotonic() - began < SECONDS
        add_site(company, "everybody")
        assert [page.hears() for page in pages] == [[TOPIC]] * 100
