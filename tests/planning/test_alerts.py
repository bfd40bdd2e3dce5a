"""What the plan warns of: purchases that come too late for an order, and stock that runs out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from base.alerts import RULES, evaluate, said
from base.models import Alert
from bom.models import Item
from orders.models import WorkOrder
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Supplier
from tests.planning.conftest import Factory, monday


def standing(factory: Factory, rule: str) -> list[tuple[str, str]]:
    """About what and in which words, after looking again."""

    def look() -> list[tuple[str, str]]:
        evaluate(RULES[rule])
        found = Alert.objects.filter(rule=rule).exclude(state="closed").order_by("subject_text")
        return [(alert.subject_text, said(alert.sentence)) for alert in found]

    return factory.inside(look)


def bought(factory: Factory, item: Item, quantity: int, confirmed_on: Any) -> PurchaseOrder:
    line = {"item": item, "quantity": quantity, "needed_on": confirmed_on, "confirmed_on": confirmed_on}
    supplier = factory.inside(Supplier.objects.get)
    return factory.do(PurchaseOrder, "add", supplier=supplier, lines=[line])


def confirm(factory: Factory, order: PurchaseOrder, on: Any) -> None:
    factory.inside(lambda: PurchaseOrderLine.objects.filter(order=order).update(confirmed_on=on))


def a_work_order(factory: Factory, due_on: Any) -> WorkOrder:
    return factory.do(WorkOrder, "add", item=factory.plant.bracket, quantity=10, due_on=due_on)


def test_a_purchase_that_comes_after_an_order_needs_it_is_told_until_it_comes_sooner(factory: Factory):
    made = a_work_order(factory, monday(4))
    purchase = bought(factory, factory.plant.plate, 11, monday(8))
    factory.run()
    ((about, sentence),) = standing(factory, "purchase_late")
    assert about == f"{purchase.number}/10"
    assert f"11 of PLATE on {monday(8)}, but {made.number} needs them on" in sentence
    assert standing(factory, "purchase_late") == [(about, sentence)]
    confirm(factory, purchase, monday(1))
    assert standing(factory, "purchase_late") == []


def test_a_purchase_nobody_waits_for_may_come_when_it_comes(factory: Factory):
    bought(factory, factory.plant.plate, 11, monday(8))
    factory.run()
    assert standing(factory, "purchase_late") == [] == standing(factory, "purchase_overdue")


def test_a_purchase_that_should_be_here_is_told_as_overdue(factory: Factory):
    made = a_work_order(factory, monday(4))
    yesterday = timezone.localdate() - timedelta(days=1)
    purchase = bought(factory, factory.plant.plate, 11, yesterday)
    factory.run()
    ((about, sentence),) = standing(factory, "purchase_overdue")
    assert about == f"{purchase.number}/10" and made.number in sentence and str(yesterday) in sentence
    assert standing(factory, "purchase_late") == []


def test_a_late_purchase_is_its_suppliers_owners(factory: Factory):
    factory.inside(lambda: Supplier.objects.update(owner_name="guest"))
    a_work_order(factory, monday(4))
    bought(factory, factory.plant.plate, 11, monday(8))
    factory.run()
    standing(factory, "purchase_late")
    assert factory.inside(lambda: Alert.objects.get(rule="purchase_late").owner.name) == "guest"


def test_stock_that_nothing_can_bring_in_time_runs_out(factory: Factory):
    tomorrow = timezone.localdate() + timedelta(days=1)
    made = a_work_order(factory, tomorrow)
    factory.run()
    found = dict(standing(factory, "stock_out"))
    assert set(found) == {"PLATE", "BOLT"}
    assert f"are lacking for {made.number}" in found["PLATE"] and "11" in found["PLATE"]


def test_what_can_still_be_bought_in_time_does_not_run_out(factory: Factory):
    a_work_order(factory, monday(6))
    factory.run()
    assert standing(factory, "stock_out") == []
