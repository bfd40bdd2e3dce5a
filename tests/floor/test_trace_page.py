"""The trace page: where a lot came from and went to, who has it, and that it adds up; on one screen and as a file."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from inventory.models import Lot, LotHold
from orders.models import Customer, SalesOrder, Shipment
from quality.tracing import lot_trace
from suppliers.models import PurchaseOrder, Receipt, Supplier
from tests.floor.conftest import Floor, in_english
from tests.samples import DUE, do


@pytest.fixture
def made(traced: Floor) -> Lot:
    """20 brackets of plates P1, of which a customer got 12 and 5 are scrapped."""
    traced.bring(Lot.objects.get(code="P1"))
    traced.start(10), traced.report(10, 25)
    traced.start(20), traced.report(20, 20, scrap=5)
    lot = Lot.objects.get(item=traced.plant.bracket)
    customer = Customer.objects.create(code="C1", name="North Pumps")
    line = {"item": traced.plant.bracket, "quantity": 30, "due_on": DUE}
    order = do(SalesOrder, "add", traced.by, customer=customer, lines=[line])
    do(SalesOrder, "accept", traced.by, order)
    lines = [{"order_position": 10, "quantity": 12}]
    do(Shipment, "ship", traced.by, do(Shipment, "add", traced.by, order=order, lines=lines))
    return lot


def bought(floor: Floor, code: str) -> Lot:
    """A lot of plates that a supplier delivered."""
    supplier = Supplier.objects.create(code="V1", name="Hua Steel")
    line = {"item": floor.plant.plate, "quantity": 40, "needed_on": DUE}
    order = do(PurchaseOrder, "add", floor.by, supplier=supplier, lines=[line])
    lines = [{"order_position": 10, "quantity": 40, "lot_code": code, "supplier_lot": "HEAT-7"}]
    receipt = do(Receipt, "add", floor.by, order=order, location=floor.store, lines=lines)
    do(Receipt, "post", floor.by, receipt)
    return Lot.objects.get(code=code)


def test_both_directions_of_a_lot_are_on_one_screen_and_add_up(traced: Floor, made: Lot, mill: Any) -> None:
    page = in_english(mill.planner).get(f"/trace/{made.pk}/").content.decode()
    assert "Where it came from" in page and "P1" in page and "North Pumps" in page
    assert "does not add up" not in page
    account = lot_trace(made).account
    assert (account.came, account.shipped, account.there) == (20, 12, 8) and account.reconciles


def test_a_plate_leads_to_the_bracket_and_to_the_customer_who_has_it(traced: Floor, made: Lot) -> None:
    found = lot_trace(Lot.objects.get(code="P1"))
    assert [(step.lot, step.depth) for step in found.uses.steps] == [(made, 1)]
    assert [share.quantity for share in found.uses.steps[0].shares] == [Decimal(21)]  # 20 with 5 % scrap
    assert found.customers == ["North Pumps"] and found.sources.steps == []
    assert found.account.reconciles and found.account.in_process == Decimal(30) - 21


def test_a_bought_lot_names_its_supplier_and_receipt(traced: Floor) -> None:
    found = lot_trace(bought(traced, "P9"))
    assert found.suppliers == ["Hua Steel"]
    assert [(line.supplier_lot, line.quantity) for line in found.receipts] == [("HEAT-7", 40)]


def test_a_lot_on_hold_is_marked_wherever_the_trace_meets_it(traced: Floor, made: Lot) -> None:
    do(Lot, "hold", traced.by, made, reason="noise in the test run")
    assert LotHold.objects.count() == 1
    (step,) = lot_trace(Lot.objects.get(code="P1")).uses.steps
    assert step.held


def test_the_file_has_every_lot_and_document(traced: Floor, made: Lot, mill: Any) -> None:
    content = in_english(mill.planner).get(f"/trace/{made.pk}/file/").content
    book = load_workbook(io.BytesIO(content))
    came = [row[1:3] for row in book["Came from"].iter_rows(min_row=2, values_only=True)]
    assert came == [("P1", "PLATE")]
    assert [row[2] for row in book["Shipments"].iter_rows(min_row=2, values_only=True)] == ["North Pumps"]


def test_the_page_shows_the_nearest_lots_and_says_how_many_there_are(traced: Floor, made: Lot) -> None:
    found = lot_trace(made, shown=0)
    assert found.sources.steps == [] and found.sources.reached == 1 and found.sources.is_cut


def test_a_long_trace_asks_as_often_as_a_short_one(traced: Floor, made: Lot) -> None:
    def asked(lot: Lot) -> int:
        with CaptureQueriesContext(connection) as seen:
            lot_trace(lot)
        return len(seen)

    short = asked(Lot.objects.get(code="P2"))
    assert asked(made) == short


def test_the_lot_is_asked_for_by_its_code(traced: Floor, made: Lot, mill: Any) -> None:
    client = in_english(mill.planner)
    assert "Which lot?" in client.get("/trace/").content.decode()
    assert client.get("/trace/", {"lot_text": made.code}).headers["Location"] == f"/trace/{made.pk}/"
    assert client.get("/trace/", {"lot_text": "NONE"}).status_code == 422


def test_the_page_of_a_lot_leads_to_its_trace(traced: Floor, made: Lot, mill: Any) -> None:
    page = in_english(mill.planner).get(f"/lots/{made.pk}/").content.decode()
    assert f"/trace/{made.pk}/" in page and "adds up" in page


def test_another_companys_lot_is_not_traced(traced: Floor, made: Lot, forge: Any) -> None:
    assert in_english(forge.planner).get(f"/trace/{made.pk}/").status_code == 404
