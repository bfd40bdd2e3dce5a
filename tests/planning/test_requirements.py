"""MRP as a planner meets it: proposals, messages, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.utils import timezone

from base.actions import ACTIONS, perform
from base.refusals import Blocked
from base.running import LostLease
from inventory.models import Location, StockBalance
from orders.models import SalesOrder, WorkOrder, WorkOrderComponent, WorkOrderOperation
from scheduling import jobs
from scheduling.models import ExceptionMessage, ItemPlan, PlannedOrder, PlanVersion
from scheduling.queries import figures
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Supplier, SupplierItem
from tests.planning.conftest import Factory, monday
from tests.samples import item


def test_an_accepted_order_becomes_proposals_on_every_level(factory: Factory):
    factory.order(10, monday(4))
    run = factory.run()
    assert (run.state, run.faults) == ("done", [])
    assert {code: quantity for code, (_pk, quantity) in factory.proposals().items()} == {
        "BRACKET": 10,
        "PLATE": 11,  # 10 x 1.05 of scrap, and plates come whole
        "BOLT": 20,
    }


def test_a_draft_order_is_not_planned_for(factory: Factory):
    line = {"item": factory.plant.bracket, "quantity": 5, "due_on": monday(4)}
    factory.do(SalesOrder, "add", customer=factory.customer, lines=[line])
    factory.run()
    assert factory.proposals() == {}


def test_stock_is_used_first_and_blocked_stock_is_not(factory: Factory):
    def stock() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        for status, quantity in (("usable", 4), ("blocked", 100), ("rejected", 100)):
            StockBalance.objects.create(item=factory.plant.bracket, location=place, status=status, quantity=quantity)

    factory.inside(stock)
    factory.order(10, monday(4))
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 6


def test_stock_in_inspection_is_supply_so_nothing_is_bought_twice(factory: Factory):
    def stock() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        StockBalance.objects.create(item=factory.plant.bolt, location=place, status="inspection", quantity=100)

    factory.inside(stock)
    factory.order(10, monday(4))
    factory.run()
    assert "BOLT" not in factory.proposals()


def test_a_second_run_keeps_the_ids_of_what_stays_and_of_what_only_changes(factory: Factory):
    order = factory.order(10, monday(4))
    factory.run()
    first = factory.proposals()
    factory.run()
    assert factory.proposals() == first
    line = {"position": 10, "item": factory.plant.bracket, "quantity": 12, "due_on": monday(4)}
    factory.do(SalesOrder, "change", order, customer=factory.customer, number=order.number, lines=[line])
    factory.run()
    changed = factory.proposals()
    assert (changed["BRACKET"], changed["BOLT"]) == ((first["BRACKET"][0], 12), (first["BOLT"][0], 24))


def test_a_cancelled_order_takes_its_proposals_with_it(factory: Factory):
    order = factory.order(10, monday(4))
    factory.run()
    factory.do(SalesOrder, "cancel", order, reason="lost")
    factory.run()
    assert factory.proposals() == {}


def kinds(factory: Factory) -> set[str]:
    """Of the messages there are."""
    return factory.inside(lambda: set(ExceptionMessage.objects.values_list("kind", flat=True)))


def test_what_should_have_started_already_says_so(factory: Factory):
    factory.order(10, monday() - timedelta(days=6))
    factory.run()
    assert "past_due" in kinds(factory)
    assert factory.inside(lambda: figures(None))["past_due"] > 0


def test_late_of_a_run_are_the_order_lines_and_no_component_of_a_work_order(factory: Factory):
    factory.order(10, monday(4))
    factory.do(WorkOrder, "add", item=factory.plant.bracket, quantity=10, due_on=timezone.localdate())
    assert factory.run().counts["late"] == 0  # its components should have been there before today
    factory.order(50, timezone.localdate())
    assert factory.run().counts["late"] == 1


def publish(factory: Factory) -> None:
    """An order planned, firmed and published, and its requirements planned once more."""
    factory.order(10, monday(4))
    factory.run()
    factory.firm_all()
    factory.do(PlanVersion, "publish", factory.schedule())
    factory.run()


def test_what_a_published_order_needs_is_needed_when_its_operation_starts(factory: Factory):
    publish(factory)
    starts = dict(factory.inside(lambda: list(WorkOrderOperation.objects.values_list("name", "start_at"))))
    needs = factory.inside(lambda: ItemPlan.objects.get(item=factory.plant.plate).pegs)
    assert [need["on"] for need in needs] == [timezone.localdate(starts["saw"]).isoformat()]
    needs = factory.inside(lambda: ItemPlan.objects.get(item=factory.plant.bolt).pegs)
    assert [need["on"] for need in needs] == [timezone.localdate(starts["assemble"]).isoformat()]


def test_a_purchase_that_slips_past_the_published_start_is_to_be_hurried(factory: Factory):
    publish(factory)
    assert "expedite" not in kinds(factory)
    purchase = factory.inside(PurchaseOrder.objects.get)
    factory.do(PurchaseOrder, "confirm", purchase, confirmed_on=monday(6))
    factory.run()
    assert "expedite" in kinds(factory)


def test_a_dismissed_message_stays_dismissed_until_it_says_something_else(factory: Factory):
    order = factory.order(10, monday() - timedelta(days=6))
    factory.run()
    message = factory.inside(lambda: ExceptionMessage.objects.filter(item=factory.plant.plate).first())
    factory.do(ExceptionMessage, "dismiss", message)
    factory.run()
    assert factory.inside(lambda: ExceptionMessage.objects.get(pk=message.pk)).dismissed
    line = {"position": 10, "item": factory.plant.bracket, "quantity": 40, "due_on": monday() - timedelta(days=6)}
    factory.do(SalesOrder, "change", order, customer=factory.customer, number=order.number, lines=[line])
    factory.run()
    assert not factory.inside(lambda: ExceptionMessage.objects.get(pk=message.pk)).dismissed


def test_an_item_tells_what_its_supply_is_for(factory: Factory):
    order = factory.order(10, monday(4))
    factory.run()
    plan = factory.inside(lambda: ItemPlan.objects.get(item=factory.plant.bracket))
    assert [(need["for"], Decimal(need["quantity"])) for need in plan.pegs] == [(f"{order.number}/10", Decimal(10))]
    assert plan.pegs[0]["from"][0]["type"] == "scheduling.plannedorder"


def test_firming_makes_work_orders_and_one_purchase_order_per_supplier(factory: Factory):
    factory.order(10, monday(4))
    factory.run()
    factory.firm_all()
    assert [(order.item.code, order.quantity, order.state) for order in factory.work_orders()] == [
        ("BRACKET", Decimal(10), "firm")
    ]
    needs = factory.inside(lambda: list(WorkOrderComponent.objects.values_list("item__code", "required")))
    assert sorted(needs) == [("BOLT", Decimal(20)), ("PLATE", Decimal(11))]
    assert factory.inside(PurchaseOrder.objects.count) == 1
    lines = factory.inside(lambda: list(PurchaseOrderLine.objects.values_list("item__code", "quantity", "price")))
    assert sorted(lines) == [("BOLT", Decimal(20), Decimal(2)), ("PLATE", Decimal(11), Decimal(2))]


def test_what_was_firmed_is_not_proposed_again(factory: Factory):
    factory.order(10, monday(4))
    factory.run()
    factory.firm_all()
    factory.run()
    assert factory.proposals() == {}


def test_nothing_is_bought_without_an_approved_supplier(factory: Factory):
    def new_source() -> None:
        stranger = Supplier.objects.create(code="NEW", name="New", approved=False)
        nut = item("NUT", unit=factory.plant.bolt.unit)
        SupplierItem.objects.create(supplier=stranger, item=nut, approved=True)
        factory.plant.bolt = nut

    factory.inside(new_source)
    factory.order(3, monday(4), item=factory.plant.bolt)
    factory.run()
    with pytest.raises(Blocked, match="No approved supplier"):
        factory.firm_all()
    assert factory.inside(PurchaseOrder.objects.count) == 0


def test_two_planners_firm_one_proposal_once(factory: Factory):
    factory.order(10, monday(4))
    factory.run()
    pk = factory.proposals()["BRACKET"][0]
    firm = ACTIONS[PlannedOrder, "firm"]
    factory.inside(lambda: perform(firm, pk, by=factory.by))
    with pytest.raises(Exception, match="not possible while firmed"):
        factory.inside(lambda: perform(firm, pk, by=factory.by))
    assert len(factory.work_orders()) == 1


def test_a_run_that_breaks_says_so_and_leaves_the_last_plan_as_it_was(factory: Factory, monkeypatch):
    factory.order(10, monday(4))
    factory.run()
    before = factory.proposals()
    factory.order(99, monday(5))

    def broken(*_arguments: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(jobs, "store_requirements", broken)
    assert factory.run().state == "failed"
    assert factory.proposals() == before


def test_an_item_without_a_way_to_get_it_is_named_and_the_rest_is_planned(factory: Factory):
    def orphan() -> None:
        factory.plant.plate = item("HOLLOW", "make", unit=factory.plant.bolt.unit)

    factory.order(10, monday(4))
    factory.inside(orphan)
    factory.order(1, monday(4), item=factory.plant.plate)
    run = factory.run()
    assert [(fault["what"], fault["reason"]) for fault in run.faults] == [("HOLLOW", "no_components")]
    assert factory.proposals()["BRACKET"][1] == 10


@pytest.mark.parametrize("passing", [LostLease(), OperationalError("the server restarts")])
def test_a_run_that_somebody_goes_on_with_has_not_failed(factory: Factory, monkeypatch, passing):
    factory.order(10, monday(4))

    def breaks(_problem: object) -> None:
        raise passing

    monkeypatch.setattr("scheduling.jobs.plan", breaks)
    assert factory.run().state == "waiting"
