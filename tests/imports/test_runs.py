"""An import as people meet it: uploaded, checked by a worker, taken, taken back."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from base.actions import perform
from base.imports import revert, take_checked, upload
from base.models import ImportRun
from base.refusals import InUse, Invalid
from base.running import run_next
from base.tenancy import in_tenant
from bom.models import Item
from inventory.models import StockBalance, StockMove
from orders.models import SalesOrder
from suppliers.models import PurchaseOrder
from tests.imports.books import PLANT, book, grids
from tests.samples import do


@pytest.fixture
def sent(foundry) -> Any:
    """Upload a workbook for the foundry, run the worker; answers how to look at the import and go on."""

    class Sent:
        tenant = foundry.tenant.pk
        actor = foundry.actor
        pk = 0

        def upload(self, content: bytes, name: str = "plant.xlsx") -> ImportRun:
            data = {"name": name, "sheet": "", "content": base64.b64encode(content).decode()}
            self.pk = in_tenant(self.tenant, lambda: perform(upload, by=self.actor, data=data)).answer["id"]
            return self.work()

        def work(self) -> ImportRun:
            while run_next("long"):
                pass
            return in_tenant(self.tenant, lambda: ImportRun.objects.get(pk=self.pk))

        def act(self, verb: Any) -> Any:
            return in_tenant(self.tenant, lambda: perform(verb, self.pk, by=self.actor))

        def count(self, model: Any) -> int:
            return in_tenant(self.tenant, model.objects.count)

    return Sent()


def test_a_good_file_is_checked_then_taken_then_taken_back_without_a_trace(sent):
    run = sent.upload(book(grids()))
    assert (run.state, run.faults, run.counts["items"]["new"]) == ("checked", [], 3)
    assert sent.count(Item) == 0
    sent.act(take_checked)
    assert sent.work().state == "done"
    assert (sent.count(Item), sent.count(SalesOrder), sent.count(StockMove)) == (3, 2, 2)
    sent.act(revert)
    assert [sent.count(model) for model in (Item, SalesOrder, StockBalance, StockMove, PurchaseOrder)] == [0] * 5


def test_a_file_with_faults_is_refused_with_every_one_of_them(sent):
    run = sent.upload(book(grids(单位=[PLANT["单位"][0], ["pcs", "件", "零"]])))
    assert run.state == "faulty"
    assert (run.faults[0]["sheet"], run.faults[0]["row"], run.faults[0]["value"]) == ("单位", 2, "零")
    assert sent.count(Item) == 0


def test_a_file_that_is_no_workbook_is_a_fault_and_no_failure(sent):
    run = sent.upload(b"nonsense", "plant.xlsx")
    assert (run.state == "faulty" and "XLSX" in run.faults[0]["sentence"]) or run.faults[0]["sentence"]


def test_what_was_used_cannot_be_taken_back_and_the_user_is_named(sent):
    sent.upload(book(grids()))
    sent.act(take_checked)
    sent.work()

    def use() -> None:
        balance = StockBalance.objects.filter(quantity=120).get()
        do(StockBalance, "count", sent.actor, balance, counted=119, reason="recounted")

    in_tenant(sent.tenant, use)
    with pytest.raises(InUse, match="planner"):
        sent.act(revert)
    assert sent.count(Item) == 3


def test_an_order_placed_on_imported_items_keeps_them(sent):
    sent.upload(book(grids()))
    sent.act(take_checked)
    sent.work()

    def order() -> None:
        lines = [{"item": Item.objects.get(code="M100"), "quantity": 1, "needed_on": "2027-01-01"}]
        do(PurchaseOrder, "add", sent.actor, supplier="华钢", lines=lines)

    in_tenant(sent.tenant, order)
    with pytest.raises(InUse, match="PO-"):
        sent.act(revert)


def test_content_that_is_no_base64_is_refused(sent):
    with pytest.raises(Invalid):
        data = {"name": "x.xlsx", "sheet": "", "content": "@@@"}
        in_tenant(sent.tenant, lambda: perform(upload, by=sent.actor, data=data))
