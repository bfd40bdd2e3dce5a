"""What customers bring: asked of them, used for them alone, never bought and never valued."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from base.importing import take
from base.refusals import Refusal
from base.workbooks import read
from bom.models import Item
from inventory.approval import worth
from inventory.models import Location, Lot, StockAdjustmentLine, StockBalance
from inventory.queries import usable_stock
from orders.models import Customer, SalesOrder, WorkOrder
from scheduling.models import ExceptionMessage, PlannedOrder
from scheduling.pegs import linked
from suppliers.models import PurchaseOrder, Supplier
from tests.factories import signed_in
from tests.imports.books import book
from tests.planning.conftest import Factory, monday
from tests.planning.test_phasing import seen


@pytest.fixture
def supplied(factory: Factory) -> Factory:
    """The plates of the brackets are the customers'."""
    factory.inside(lambda: Item.objects.filter(code="PLATE").update(supply="supplied"))
    factory.inside(factory.plant.plate.refresh_from_db)
    return factory


def another(factory: Factory) -> Customer:
    return factory.inside(  # type: ignore[no-any-return]
        lambda: Customer.objects.create(code="C2", name="Customer Two")
    )


def brought(factory: Factory, quantity: int, customer: str = "", code: str = "PLATE") -> None:
    def put() -> None:
        owner = Item.objects.get(code=code)
        place = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})[0]
        lot = Lot.objects.create(item=owner, code=f"L-{customer}", customer_name=customer)
        StockBalance.objects.create(item=owner, lot=lot, location=place, owner="customer", quantity=quantity)

    factory.inside(put)


def asked(factory: Factory) -> list[tuple[str, str, int]]:
    """Of each message about plates: what it says, for whom, and of how many."""
    rows = ExceptionMessage.objects.filter(item__code="PLATE").order_by("id")
    return factory.inside(  # type: ignore[no-any-return]
        lambda: [(row.get_kind_display(), row.needed_by, int(row.quantity)) for row in rows]
    )


def test_what_the_customer_has_not_brought_is_asked_of_it_and_not_bought(supplied: Factory):
    order = supplied.order(10, monday(4))
    assert supplied.run().faults == []
    assert set(supplied.proposals()) == {"BRACKET", "BOLT"}
    assert asked(supplied) == [("ask the customer", f"{order.number}/10", 11)]
    page = signed_in(supplied.company.planner).get(f"/mrp/{supplied.plant.plate.pk}/").content.decode()
    assert "催客供料" in page and "客供" in page


def test_what_one_customer_brought_is_not_used_for_another(supplied: Factory):
    two = another(supplied)
    brought(supplied, 100, two.name)
    order = supplied.order(10, monday(4))
    line = {"item": supplied.plant.bracket, "quantity": 10, "due_on": monday(4)}
    other = supplied.do(SalesOrder, "add", customer=two, lines=[line])
    supplied.do(SalesOrder, "accept", other)
    supplied.run()
    assert asked(supplied) == [("ask the customer", f"{order.number}/10", 11)]
    rows = supplied.inside(lambda: list(PlannedOrder.objects.filter(item__code="BRACKET").order_by("customer__code")))
    assert [(row.customer_id, int(row.quantity)) for row in rows] == [(supplied.customer.pk, 10), (two.pk, 10)]


def test_what_is_there_without_a_customers_name_serves_whoever_asks(supplied: Factory):
    brought(supplied, 100)
    supplied.order(10, monday(4))
    supplied.run()
    assert asked(supplied) == []


def test_what_a_customer_owns_of_what_we_buy_is_not_ours_to_use(factory: Factory):
    brought(factory, 100)
    factory.order(10, monday(4))
    factory.run()
    assert factory.proposals()["PLATE"][1] == 11


def test_a_firmed_order_stays_its_customers(supplied: Factory):
    two = another(supplied)
    brought(supplied, 11, supplied.customer.name)
    supplied.order(10, monday(4))
    supplied.run()
    supplied.firm_all()
    supplied.run()
    work = supplied.inside(lambda: WorkOrder.objects.get())
    assert work.customer_id == supplied.customer.pk and asked(supplied) == []
    (need,) = supplied.inside(lambda: linked(seen(supplied, "PLATE").needs))
    assert [(given["text"], int(given["amount"])) for given in need["from"]] == [(f"L-{supplied.customer.name}", 11)]
    line = {"item": supplied.plant.bracket, "quantity": 10, "due_on": monday(4)}
    other = supplied.do(SalesOrder, "add", customer=two, lines=[line])
    supplied.do(SalesOrder, "accept", other)
    supplied.run()
    assert supplied.proposals()["BRACKET"][1] == 10  # what is made for one is not another's


def test_the_floor_takes_what_the_customer_brought(supplied: Factory):
    brought(supplied, 11, supplied.customer.name)
    found = supplied.inside(lambda: list(usable_stock([supplied.plant.plate.pk], after=timezone.localdate())))
    assert [int(balance.quantity) for balance in found] == [11]


def test_it_is_neither_bought_by_hand_nor_valued(supplied: Factory):
    line = {"item": supplied.plant.plate, "quantity": 1, "needed_on": monday(4)}
    acme = supplied.inside(lambda: Supplier.objects.get(code="ACME"))
    with pytest.raises(Refusal) as refusal:
        supplied.do(PurchaseOrder, "add", supplier=acme, lines=[line])
    assert "PLATE is brought by the customer" in str(refusal.value.form.errors)
    plate = supplied.inside(lambda: Item.objects.select_related("unit").get(code="PLATE"))
    with pytest.raises(Refusal) as told:
        supplied.do(Item, "change", plate, code="PLATE", name="plate", unit=plate.unit, supply="supplied", cost=5)
    assert "its standard cost is zero" in str(told.value.detail)


def test_a_difference_in_what_belongs_to_others_is_worth_nothing_to_us(factory: Factory):
    def lines() -> list[StockAdjustmentLine]:
        plate = Item(cost=Decimal(5))
        return [StockAdjustmentLine(item=plate, change=-3, owner=owner) for owner in ("own", "customer", "supplier")]

    assert factory.inside(lambda: worth(lines())) == 15


def test_a_workbook_says_which_items_and_lots_are_customers(factory: Factory):
    def taken(**sheets: Any) -> Any:
        found = book(sheets)
        return factory.inside(lambda: take(read("s.xlsx", found), factory.by, timezone.localdate(), dry=False))

    heads = ["编码", "名称", "单位", "供应方式"]
    site = factory.plant.site.code
    work = taken(
        库位=[["工厂", "编码", "名称"], [site, "KG", "客供仓"]],
        物料=[heads, ["FLANGE", "客供法兰", "pcs", "客供"]],
        期初库存=[
            ["物料", "库位", "批次", "数量", "归属", "客户"],
            ["FLANGE", "KG", "F-1", "8", "客供", "Customer One"],
        ],
    )
    assert work.faults == []
    assert factory.inside(lambda: Item.objects.get(code="FLANGE").supply) == "supplied"
    assert factory.inside(lambda: Lot.objects.get(code="F-1").customer_name) == "Customer One"
