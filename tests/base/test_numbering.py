"""Document numbers: unique under concurrency, without gaps, from a counter of each tenant and period."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.models import NumberCounter
from base.tenancy import in_tenant
from bom.models import Item
from orders.models import Customer, SalesOrder
from tests.people import found
from tests.samples import DUE, do, item

SAVES = 50
NUMBER: Any = SalesOrder._meta.get_field("number")


class Regret(Exception):
    """Raised after the save: everything is taken back."""


def order(by: Any, **more: Any) -> SalesOrder:
    customer = Customer.objects.get_or_create(code="C", defaults={"name": "C"})[0]
    bolt = Item.objects.filter(code="BOLT").first() or item("BOLT")
    lines = [{"item": bolt, "quantity": 1, "due_on": DUE}]
    return do(SalesOrder, "add", by, customer=customer, ordered_on=DUE, lines=lines, **more)


@pytest.mark.parametrize("gapless", [False, True], ids=["ordinary", "gap-free"])
def test_fifty_saves_at_once_of_which_every_tenth_is_taken_back_leave_no_gap(foundry, monkeypatch, gapless):
    monkeypatch.setattr(NUMBER, "gapless", gapless)
    tenant, actor = foundry.tenant.pk, foundry.actor
    in_tenant(tenant, lambda: order(actor))

    def save(number: int) -> None:
        def work() -> None:
            order(actor)
            if number % 10 == 0:
                raise Regret

        try:
            in_tenant(tenant, work)
        except Regret:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(SAVES)))
    year = f"{timezone.localdate():%Y}"
    kept = sorted(in_tenant(tenant, lambda: list(SalesOrder.objects.values_list("number", flat=True))))
    assert kept == [f"SO-{year}-{number:05}" for number in range(1, SAVES - SAVES // 10 + 2)]


def test_a_gap_free_number_is_taken_when_the_work_is_done(planner, monkeypatch):
    """Its counter is locked for the commit only: nobody's work waits for somebody else's."""
    seen: list[str] = []
    monkeypatch.setattr("orders.actions.orders.save_lines", lambda pairs, *_, **_words: seen.append(pairs[0][0].number))
    for gapless in (False, True):
        monkeypatch.setattr(NUMBER, "gapless", gapless)
        assert order(planner).number.startswith("SO-")
    assert (bool(seen[0]), bool(seen[1])) == (True, False)


def test_tenants_count_apart(mill, forge):
    numbers = []
    for company in (mill, forge):
        with company.scope():
            numbers.append(order(company.actor).number)
    assert numbers[0] == numbers[1]


def test_a_number_typed_by_a_person_takes_none_from_the_counter(planner):
    assert order(planner, number="OLD-1").number == "OLD-1"
    assert not NumberCounter.objects.exists()


def test_counting_starts_again_with_each_year(planner, monkeypatch):
    numbers = []
    for year in (2026, 2027):
        now = datetime(year, 6, 1, tzinfo=UTC)
        monkeypatch.setattr("base.numbering.timezone.localdate", lambda now=now: now.date())
        numbers += [order(planner).number, order(planner).number]
    assert numbers == ["SO-2026-00001", "SO-2026-00002", "SO-2027-00001", "SO-2027-00002"]


def test_a_set_takes_its_numbers_in_order_and_the_counter_once(planner):
    with CaptureQueriesContext(connection) as seen:
        assert NUMBER.take(3) == [f"SO-{timezone.localdate():%Y}-{number:05}" for number in (1, 2, 3)]
    assert len(seen) == 1


def test_two_companies_do_not_wait_for_each_others_counter(foundry):
    with transaction.atomic():
        other = found("other foundry")
    waited = []

    def beside() -> None:
        try:
            in_tenant(other.tenant.pk, lambda: waited.append(order(other.actor).number))
        finally:
            connections.close_all()

    def work() -> None:
        order(foundry.actor)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(beside).result(timeout=10)

    in_tenant(foundry.tenant.pk, work)
    assert len(waited) == 1
