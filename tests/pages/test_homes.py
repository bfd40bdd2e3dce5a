"""Where each role begins: its own work, each number as the list behind it shows it, and a choice between roles."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.homes import HOMES
from base.models import Alert
from base.models.alerts import Severity
from erp.demonstration.people import POSTS, Post, permissions
from inventory.models import Lot, LotHold, StockBalance
from orders.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine, WorkOrder, WorkOrderOperation
from quality.models import Inspection, Nonconformance
from scheduling.models import ExceptionMessage, PlannedOrder
from shopfloor.models import OperationReport, RosterEntry, Shortage
from suppliers.models import PurchaseOrder, PurchaseOrderLine
from tests.factories import member, signed_in
from tests.people import Company
from tests.sampling import Samples

MANY = 20
NUMBERS = count(5000)
LANDING = {
    "director": "/home/manager/",
    "planner": "/plan/",
    "supervisor": "/home/supervisor/",
    "leader": "/home/supervisor/",
    "operator": "/floor/",
    "inspector": "/home/quality/",
    "laboratory": "/home/quality/",
    "storekeeper": "/home/warehouse/",
    "buyer": "/home/buyer/",
}
SECTIONS = {
    "manager": ["Late sales orders", "Alerts", "Work in process"],
    "supervisor": ["Overdue operations", "Running now", "Shortages", "On shift today"],
    "quality": ["Inspections waiting", "Open nonconformances", "Lots on hold", "About to expire"],
    "buyer": ["Purchases to change", "Late purchase orders", "Proposals to firm"],
    "warehouse": ["Receipts due", "Orders to pick for", "Shipments due"],
}


def browser(mill: Company, *names: str) -> Client:
    """Somebody who holds these posts of the demonstration."""
    may = [pattern for post in POSTS if post.code in names for pattern in post.may]
    found = signed_in(member(mill.tenant, "the " + " and ".join(names), permissions(may)))
    found.cookies["django_language"] = "en"
    return found


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """The number of each tile and where it leads."""
    found = re.findall(r'<div class="tile".*?<h2>(.*?)</h2>.*?<a href="(.*?)">(.*?)</a>', page, re.DOTALL)
    return {label: (number, html.unescape(address)) for label, address, number in found}


def make_work(samples: Samples, many: int) -> None:
    """So many rows of everything a home shows."""
    now, today = timezone.now(), timezone.localdate()
    before, yesterday = now - timedelta(days=2), today - timedelta(days=1)
    new = partial(_new, samples)
    for _round in range(many):
        sales = new(SalesOrder, state="accepted")
        new(SalesOrderLine, order=sales, due_on=yesterday, quantity=9, shipped=0)
        bought = new(PurchaseOrder, state="confirmed")
        new(PurchaseOrderLine, order=bought, confirmed_on=yesterday, quantity=9, received=4)
        order = new(WorkOrder, state="started")
        new(WorkOrder, state="released")
        running = new(WorkOrderOperation, state="started", work_order=order, start_at=before, finish_at=before)
        new(OperationReport, operation=running, good=9, scrap=1, reported_at=now, state="posted")
        new(Shortage, state="open", quantity=3, covered=0)
        new(RosterEntry, on=today)
        new(Inspection, state="open")
        new(Nonconformance, state="open")
        new(LotHold, state="held")
        new(StockBalance, lot=new(Lot, expires_on=today), quantity=5, status="usable")
        new(ExceptionMessage, dismissed=False, subject_type="suppliers.purchaseorderline")
        new(PlannedOrder, state="proposed", supply="buy", start_on=today)
        new(Alert, rule="shortage", subject_id=next(NUMBERS), state="open", severity=Severity.WARNING, owner=None)


def _new(samples: Samples, model: Any, **given: Any) -> Any:
    """A row of a number of its own: what others refer to has other numbers."""
    return samples.new(model, next(NUMBERS), **given)


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.code)
def test_each_role_begins_on_its_own_page(mill: Company, post: Post) -> None:
    answer = browser(mill, post.code).get("/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == LANDING.get(post.code, "/plan/")


@pytest.mark.parametrize("name", SECTIONS)
def test_a_home_shows_the_work_of_its_role_and_every_number_leads_to_its_rows(mill: Company, name: str) -> None:
    with mill.scope():
        make_work(Samples("Zq"), 3)
    client = browser(mill, next(post for post, place in LANDING.items() if place == f"/home/{name}/"))
    page = client.get(f"/home/{name}/").content.decode()
    shown = tiles(page)
    assert [label for label in shown if label in SECTIONS[name]] == SECTIONS[name]
    for label in SECTIONS[name]:
        number, address = shown[label]
        total = re.search(r'id="total">(.*?)<', client.get(address).content.decode())
        assert total and int(number) >= 3 and total[1] == number, (label, number, address)
    for section in HOMES[name].sections:
        assert f'href="{section.screen.url()}' in page


@pytest.mark.parametrize("name", SECTIONS)
def test_a_home_asks_as_often_for_many_rows_as_for_one(mill: Company, name: str) -> None:
    client, samples = signed_in(mill.planner), Samples("Zq")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/home/{name}/").status_code == 200
        return len(seen)

    with mill.scope():
        make_work(samples, 1)
    asked()
    few = asked()
    with mill.scope():
        make_work(samples, MANY - 1)
    assert asked() == few


def test_nothing_waits_and_the_page_says_so(mill: Company) -> None:
    page = browser(mill, "storekeeper").get("/home/warehouse/").content.decode()
    assert "Nothing is expected today." in page and "Nothing is to leave today." in page


def test_what_is_not_due_yet_is_not_shown(mill: Company) -> None:
    with mill.scope():
        samples = Samples("Zq")
        order = samples.new(PurchaseOrder, 1, state="confirmed")
        later = timezone.localdate() + timedelta(days=5)
        samples.new(PurchaseOrderLine, 1, order=order, confirmed_on=later, quantity=9, received=0)
        come = timezone.localdate() - timedelta(days=5)
        samples.new(PurchaseOrderLine, 2, order=order, position=20, confirmed_on=come, quantity=9, received=9)
    assert tiles(browser(mill, "storekeeper").get("/home/warehouse/").content.decode())["Receipts due"][0] == "0"


def test_the_manager_reads_rates_of_what_left_and_what_was_scrapped(mill: Company) -> None:
    today = timezone.localdate()
    with mill.scope():
        samples = Samples("Zq")
        for number, late in ((1, 0), (2, 0), (3, 0), (4, 2)):
            left = {"due_on": today - timedelta(days=late), "quantity": 9, "shipped": 9}
            line = samples.new(SalesOrderLine, number, promised_on=None, **left)
            shipment = samples.new(Shipment, number, state="shipped", shipped_on=today)
            samples.new(ShipmentLine, number, shipment=shipment, order_line=line, quantity=9)
        samples.new(OperationReport, 1, good=Decimal(197), scrap=3, reported_at=timezone.now(), state="posted")
    page = browser(mill, "director").get("/home/manager/").content.decode()
    shown = tiles(page)
    assert shown["On time"][0] == "75" and "3 of 4 lines shipped in 30 days" in page
    assert shown["Scrap"][0] == "1.5" and "3 of 200 units since Monday" in page


def test_who_has_two_roles_chooses_and_begins_there_the_next_time(mill: Company) -> None:
    client = browser(mill, "inspector", "storekeeper")
    assert client.get("/").url == "/home/quality/"
    page = client.get("/home/quality/").content.decode()
    assert 'href="/home/warehouse/"' in page and 'href="/home/buyer/"' not in page
    client.get("/home/warehouse/")
    assert client.get("/").url == "/home/warehouse/"


def test_a_home_is_closed_to_other_roles(mill: Company) -> None:
    client: Any = browser(mill, "operator")
    assert {client.get(f"/home/{name}/").status_code for name in SECTIONS} == {403}
    assert "My work" not in client.get("/work-orders/").content.decode()
    assert "My work" in browser(mill, "buyer").get("/work-orders/").content.decode()
