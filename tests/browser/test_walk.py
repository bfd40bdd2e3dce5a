"""From a customer's order to goods that leave, on the pages people use, with what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from base.tenancy import in_tenant
from bom.models import WorkCenter
from inventory.models import Lot
from inventory.tracing import accounts
from orders.models import SalesOrder, Shipment, WorkOrder, WorkOrderOperation
from quality.models import Inspection, InspectionPlan, Nonconformance
from quality.tracing import LotTrace, lot_trace
from shopfloor.models import ScrapReason
from suppliers.models import PurchaseOrder, Receipt
from tests.browser.conftest import Open
from tests.browser.steps import asked, calculate, done, firm_everything, import_workbook, pick, press, scan, state
from tests.browser.walks import REDUCER, TOFU
from tests.people import Company
from tests.samples import do

pytestmark = pytest.mark.browser

DUE = timezone.localdate() + timedelta(days=30)


@dataclass
class Walk:
    """Somebody who may do everything, at one page after the other."""

    works: Company
    page: Page

    def find(self, read: Callable[[], Any]) -> Any:
        """What is in the database now."""
        return in_tenant(self.works.tenant.pk, read)

    def at(self, path: str, row: Any) -> Page:
        self.page.goto(f"/{path}/{row.pk}/")
        return self.page

    # The steps, in their order ------------------------------------------------------------------

    def order(self, customer: str, item: str, quantity: int) -> SalesOrder:
        page = self.page
        page.goto("/sales-orders/new/")
        pick(page, "Customer", customer, customer)
        row = page.locator("[data-lines] tbody tr").first
        pick(row, "Item", item, item)
        row.get_by_label("Quantity").fill(str(quantity))
        row.get_by_label("Due").fill(DUE.isoformat())
        press(page, "Save")
        expect(page.get_by_role("status")).to_contain_text("Saved")
        done(page, "Accept")
        return self.find(SalesOrder.objects.get)

    def plan(self) -> None:
        calculate(self.page, "Plan requirements")
        firm_everything(self.page)
        calculate(self.page, "Schedule")
        press(self.page, "Publish the plan")
        expect(state(self.page, "published")).to_be_visible()

    def receive(self, order: PurchaseOrder, location: str) -> Receipt:
        page = self.at("purchase-orders", order)
        asked(page, "Prepare receipt")
        pick(page, "Location", location, location)
        press(page, "Prepare receipt")
        expect(page.get_by_role("status")).to_contain_text("Prepare receipt: done")
        receipt = self.find(lambda: Receipt.objects.get(order=order))
        done(self.at("receipts", receipt), "Post")
        return receipt

    def work_order(self, item: str) -> WorkOrder:
        return self.find(lambda: WorkOrder.objects.get(item__code=item))

    def operation(self, item: str, sequence: int) -> WorkOrderOperation:
        found = {"work_order__item__code": item, "sequence": sequence}
        return self.find(lambda: WorkOrderOperation.objects.get(**found))

    def bench(self, item: str, sequence: int) -> Bench:
        center = self.find(lambda: WorkCenter.objects.get(work_order_operations=self.operation(item, sequence)))
        self.page.goto("/floor/")
        self.page.get_by_role("link", name=f"{center.code} {center.name}").click()
        self.page.wait_for_url(f"**/floor/{center.pk}/")
        row, bench = self.operation(item, sequence), Bench(self.page)
        number = self.find(lambda: str(row.work_order))
        bench.scan(f"{number}/{sequence}")
        self.page.wait_for_url(f"**/floor/operations/{row.pk}/")
        return bench

    def ship(self, order: SalesOrder, quantity: int | None = None) -> Shipment:
        """What is there for an order, or part of it."""
        page = self.at("sales-orders", order)
        done(page, "Prepare shipment")
        shipment = self.find(lambda: Shipment.objects.order_by("-pk").first())
        if quantity is not None:
            page.goto(f"/shipments/{shipment.pk}/edit/")
            page.locator("[data-lines] tbody tr").first.get_by_label("Quantity").fill(str(quantity))
            press(page, "Save")
            expect(page.get_by_role("status")).to_contain_text("Saved")
        return shipment

    def made(self, item: str) -> Lot:
        return self.find(lambda: Lot.objects.get(item__code=item))

    def trace(self, lot: Lot) -> LotTrace:
        """Both ways, as the page shows it; every lot of it adds up to the unit."""
        self.page.goto(f"/trace/{lot.pk}/")
        expect(self.page.get_by_text("does not add up")).to_have_count(0)
        expect(self.page.get_by_text("adds up").first).to_be_visible()
        return self.find(lambda: lot_trace(Lot.objects.select_related("item__unit").get(pk=lot.pk)))


@dataclass
class Bench:
    """A tablet with an operation at hand."""

    page: Page

    def scan(self, code: str) -> None:
        scan(self.page, code)

    def start(self) -> None:
        press(self.page, "Start")
        expect(self.sheet).to_be_visible()

    @property
    def sheet(self) -> Locator:
        return self.page.get_by_role("textbox", name="Good")

    def fill(self, **figures: int) -> None:
        for name, figure in figures.items():
            self.page.get_by_role("textbox", name=name.capitalize()).fill(str(figure))

    def report(self, good: int, scrap: int = 0, rework: int = 0, reason: str = "") -> None:
        self.fill(scrap=scrap, rework=rework, good=good)
        if reason:
            self.page.get_by_role("radio", name=reason).check(force=True)
        self.page.get_by_role("button", name="Report").click()
        said = f"Reported: {good} good, {scrap} scrap, {rework} rework"
        expect(self.page.get_by_text(said).first).to_be_visible()

    def correct(self, good: int, **more: int) -> None:
        self.page.get_by_role("link", name="Correct").first.click()
        self.fill(**more, good=good)
        self.page.get_by_role("button", name="Correct").click()
        expect(self.page.get_by_text("Corrected", exact=True).first).to_be_visible()


@pytest.fixture
def walk(opened: Open, works: Company, workers: None) -> Walk:
    page = opened(works.planner, has_touch=True)
    return Walk(works, page)


def test_a_gear_reducer_from_its_order_to_two_shipments(walk: Walk) -> None:
    page = walk.page
    import_workbook(page, REDUCER)
    order = walk.order("North Robots", "RV-20E", 10)
    walk.find(lambda: a_plan_for_bearings(walk))
    walk.plan()

    # Bearings arrive on hold; without them and the discs the reducer cannot be released.
    walk.receive(walk.find(lambda: PurchaseOrder.objects.get(lines__item__code="AC-20")), "R1")
    walk.at("work-orders", walk.work_order("RV-20E"))
    release = page.get_by_role("button", name="Release", exact=True)
    expect(release).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("region", name="Kitting")).to_contain_text("main bearing")
    inspect(walk, "AC-20", "61.995")

    # Discs: turned, ground with two to rework, one report corrected.
    done(walk.at("work-orders", walk.work_order("BXL-20E")), "Release")
    turning = walk.bench("BXL-20E", 10)
    turning.scan("DP-01")
    expect(page.get_by_text("Lot DP-01 is at the order")).to_be_visible()
    turning.start()
    turning.report(18)
    turning.correct(20)
    grinding = walk.bench("BXL-20E", 20)
    grinding.start()
    grinding.report(18, rework=2)
    page.get_by_role("checkbox", name="These come back from rework").check(force=True)
    grinding.report(2)
    disc = walk.made("BXL-20E")

    # The reducer: both lots to the order, assembled, tested.
    done(walk.at("work-orders", walk.work_order("RV-20E")), "Release")
    assembly = walk.bench("RV-20E", 10)
    bearing = walk.made("AC-20")
    for lot in (disc, bearing):
        assembly.scan(lot.code)
        expect(page.get_by_text(f"Lot {lot.code} is at the order").first).to_be_visible()
    assembly.start()
    assembly.report(10)
    test_run = walk.bench("RV-20E", 20)
    test_run.start()
    test_run.report(10)
    reducer = walk.made("RV-20E")

    # Six leave at once; the rest is on hold for a day, and leaves when it is released.
    done(walk.at("shipments", walk.ship(order, 6)), "Ship")
    rest = walk.ship(order)
    hold(walk, reducer, "noise in the test run")
    walk.at("shipments", rest)
    expect(page.get_by_role("button", name="Ship", exact=True)).to_have_attribute("aria-disabled", "true")
    asked(walk.at("lots", reducer), "Release")
    page.get_by_label("Reason").fill("measured again: within limits")
    press(page, "Release")
    expect(page.get_by_role("status")).to_contain_text("Release: done")
    done(walk.at("shipments", rest), "Ship")
    expect(state(walk.at("sales-orders", order), "closed")).to_be_visible()

    # The trace, both ways, to the unit.
    back = walk.trace(reducer)
    assert {step.lot.item.code for step in back.sources.steps} == {"BXL-20E", "AC-20", "BXL-DP"}
    assert (back.account.came, back.account.shipped, back.account.there) == (10, 10, 0)
    assert back.suppliers == ["Luo Bearings"] and back.customers == ["North Robots"]
    forging = walk.find(lambda: Lot.objects.get(code="DP-01"))
    forth = walk.trace(forging)
    assert [step.lot.item.code for step in forth.uses.steps] == ["BXL-20E", "RV-20E"]
    assert forth.customers == ["North Robots"] and forth.account.there == 10
    assert all(
        account.reconciles for account in walk.find(lambda: accounts([reducer.pk, disc.pk, forging.pk])).values()
    )


def a_plan_for_bearings(walk: Walk) -> InspectionPlan:
    from bom.models import Item

    lines = [{"position": 10, "name": "outer diameter", "kind": "measured", "lower": "61.99", "upper": "62.00"}]
    bearing = Item.objects.get(code="AC-20")
    ScrapReason.objects.create(code="DIM", name="wrong size")
    return do(InspectionPlan, "add", walk.works.actor, item=bearing, samples=1, lines=lines)


def inspect(walk: Walk, item: str, value: str) -> None:
    """Measure the one characteristic, and release."""
    inspection = walk.find(lambda: Inspection.objects.get(item__code=item, state="open"))
    page = walk.at("inspections", inspection)
    expect(page.get_by_role("button", name="Release", exact=True)).to_have_attribute("aria-disabled", "true")
    asked(page, "Record measurements")
    page.locator("[data-lines] tbody tr").first.get_by_label("Value").fill(value)
    press(page, "Record measurements")
    done(page, "Release")


def hold(walk: Walk, lot: Lot, reason: str) -> None:
    page = walk.at("lots", lot)
    asked(page, "Put on hold")
    page.get_by_label("Reason").fill(reason)
    press(page, "Put on hold")
    expect(page.get_by_role("status")).to_contain_text("Put on hold: done")


def test_a_lot_of_tofu_from_its_order_through_the_laboratory_to_the_shop(walk: Walk) -> None:
    page = walk.page
    import_workbook(page, TOFU)
    order = walk.order("Good Shops", "DG-80", 2000)
    walk.find(lambda: ScrapReason.objects.create(code="WT", name="underweight"))
    walk.plan()
    done(walk.at("work-orders", walk.work_order("DGP")), "Release")
    kettle = walk.bench("DGP", 10)
    kettle.scan("HD-01")
    expect(page.get_by_text("Lot HD-01 is at the order")).to_be_visible()
    kettle.start()
    kettle.report(163)
    done(walk.at("work-orders", walk.work_order("DG-80")), "Release")
    packing = walk.bench("DG-80", 10)
    packing.scan(walk.made("DGP").code)
    expect(page.get_by_text("is at the order")).to_be_visible()
    packing.start()
    packing.report(1970, scrap=30, reason="underweight")
    tofu = walk.made("DG-80")

    # Until the laboratory has its result nothing leaves; part of the lot is rejected and scrapped.
    inspection = walk.find(lambda: Inspection.objects.get(item__code="DG-80", state="open"))
    page.goto(f"/sales-orders/{order.pk}/")
    press(page, "Prepare shipment")
    expect(page.get_by_role("alert").or_(page.get_by_role("status")).first).to_be_visible()
    assert walk.find(Shipment.objects.count) == 0
    done(walk.at("inspections", inspection), "Release")
    done(walk.at("shipments", walk.ship(order, 1200)), "Ship")
    reject(walk, tofu, 70)
    done(walk.at("shipments", walk.ship(order)), "Ship")
    traced = walk.trace(tofu)
    assert {step.lot.item.code for step in traced.sources.steps} == {"DGP", "HD"}
    account = traced.account
    assert (account.came, account.shipped, account.scrapped, account.there) == (1970, 1900, 70, 0)
    beans = walk.trace(walk.find(lambda: Lot.objects.get(code="HD-01")))
    assert [step.lot.item.code for step in beans.uses.steps] == ["DGP", "DG-80"]
    assert beans.customers == ["Good Shops"]


def reject(walk: Walk, lot: Lot, quantity: int) -> None:
    """A torn pallet: blocked by a nonconformance, then scrapped."""
    page = walk.page
    page.goto("/nonconformances/new/")
    pick(page, "Lot", lot.code, lot.code)
    page.get_by_label("Quantity").fill(str(quantity))
    page.get_by_label("What is wrong").fill("torn bags")
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    nonconformance = walk.find(Nonconformance.objects.get)
    page = walk.at("nonconformances", nonconformance)
    asked(page, "Dispose")
    page.get_by_label("Disposition").select_option("scrap")
    page.get_by_label("Quantity").fill(str(quantity))
    page.get_by_label("Reason").fill("torn bags")
    press(page, "Dispose")
    expect(page.get_by_role("status")).to_contain_text("Dispose: done")
    done(walk.at("nonconformances", nonconformance), "Close")
