"""Who may listen to what, and what is told: topics, tickets, memory. The streams themselves: test_live_streams.py."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from base.actions import ACTIONS, perform
from base.live.streams import Memory
from base.live.tickets import LASTS, Ticket, issue, read
from base.live.topics import TOLD_ONE_BY_ONE, heard, may_hear
from base.models import Site
from base.people import Actor
from base.screens import SCREENS
from inventory.models import Location
from tests.factories import signed_in
from tests.pages.test_looks import TEMPLATES
from tests.people import Company
from tests.samples import do

LIST, RECORD = "orders.salesorder", "orders.salesorder:7"


def ticket_of(client: Client, path: str) -> Ticket:
    text = client.get(path).content.decode().partition('data-ticket="')[2].partition('"')[0]
    found = read(text)
    assert found is not None
    return found


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What pages would be told, verb by verb."""
    found: list[set[str]] = []
    monkeypatch.setattr("base.journal.tell", found.append)
    return found


@pytest.fixture
def clerk(mill: Company) -> Actor:
    return Actor(mill.tenant.pk, "clerk", 1, frozenset({"orders.view_salesorder"}))


def test_a_page_carries_a_ticket_for_what_it_shows_and_for_its_own_company(mill):
    found = ticket_of(signed_in(mill.planner), "/sales-orders/")
    assert (found.tenant_id, LIST in found.topics) == (mill.tenant.pk, True)


def test_one_hears_only_of_what_one_may_see(clerk):
    assert may_hear(clerk, RECORD)
    assert not may_hear(clerk, "orders.workorder")
    assert not may_hear(clerk, "no.such")
    found = read(issue(clerk, [LIST, "orders.workorder", "base.user"], time.time()))
    assert found and found.topics == {LIST}
    assert issue(clerk, ["orders.workorder"], time.time()) == ""


def test_a_ticket_that_was_altered_or_is_old_opens_nothing(clerk, monkeypatch):
    text = issue(clerk, [LIST], time.time())
    assert read(text) and read(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LASTS + 2)
    assert read(text) is None


def test_a_ticket_is_renewed_for_what_one_may_still_see(mill):
    planner = signed_in(mill.planner)
    wide = Actor(mill.tenant.pk, "planner", 1, frozenset({"*"}))
    text = planner.post("/ticket/", {"ticket": issue(wide, [LIST], time.time())}).content.decode()
    assert read(text) and LIST in read(text).topics
    guest = signed_in(mill.guest)
    assert guest.post("/ticket/", {"ticket": text}).content == b""


def test_a_ticket_of_another_company_is_not_renewed(mill, forge):
    stranger = Actor(forge.tenant.pk, "stranger", 1, frozenset({"*"}))
    answer = signed_in(mill.planner).post("/ticket/", {"ticket": issue(stranger, [LIST], time.time())})
    assert answer.status_code == 403


def test_a_change_is_told_of_the_row_and_of_what_it_is_part_of(planner, told):
    site = do(Site, "add", planner, code="S1", name="North")
    location = do(Location, "add", planner, site=site, code="L1", name="Shelf")
    assert told == [
        {"base.site", f"base.site:{site.pk}"},
        {"inventory.location", f"inventory.location:{location.pk}", f"base.site:{site.pk}"},
    ]


def test_many_rows_are_told_together(planner, told):
    rows = [{"code": f"S{n}", "name": "North"} for n in range(TOLD_ONE_BY_ONE + 1)]
    perform(ACTIONS[Site, "add"], by=planner, data=rows)
    assert told == [{"base.site", "base.site:*"}]
    assert heard({"base.site:5"}, told[0]) == {"base.site:5"}


def test_what_changed_before_a_page_listened_is_told_first():
    memory, began = Memory(), time.time()
    memory.since = began - 60
    ticket = Ticket(1, None, frozenset({LIST, RECORD}), began)
    memory.keep(1, [LIST])
    memory.keep(2, [RECORD])
    assert memory.missed(ticket, began) == {LIST}
    assert memory.missed(ticket, time.time() + 1) == set()
    assert memory.missed(ticket, began - 61) == {"*"}


def test_every_list_and_every_record_follows_its_topic(mill):
    planner = signed_in(mill.planner)
    for screen in SCREENS.values():
        assert f'data-live="{screen.model._meta.label_lower}"' in planner.get(screen.url()).content.decode()
    with mill.scope():
        site = Site.objects.create(code="S1", name="North")
    assert f'data-live="base.site:{site.pk}"' in planner.get(f"/sites/{site.pk}/").content.decode()


def test_what_polls_inside_a_live_part_has_a_name_of_its_own():
    """Else its element may become another one when the part is morphed, and go on polling."""
    polling = [tag for path in TEMPLATES for tag in re.findall(r"<[^>]*hx-trigger=\"every[^>]*>", path.read_text())]
    assert polling and [tag for tag in polling if "id=" not in tag] == []
