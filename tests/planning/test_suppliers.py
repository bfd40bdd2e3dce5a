"""Who a planned order goes to: by quota, by priority, and whoever is in time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from base.importing import take
from base.refusals import Refusal
from base.workbooks import read
from scheduling.models import PlannedOrder
from suppliers.models import PurchaseOrder, PurchaseOrderLine, Supplier, SupplierItem
from tests.factories import signed_in
from tests.imports.books import book
from tests.planning.conftest import Factory, monday


def source(factory: Factory, name: str, **terms: Any) -> Supplier:
    """Another approved supplier of bolts."""

    def make() -> Supplier:
        made = Supplier.objects.create(code=name.upper(), name=name, approved=True)
        SupplierItem.objects.create(supplier=made, item=factory.plant.bolt, approved=True, **terms)
        return made

    return factory.inside(make)  # type: ignore[no-any-return]


def quota(factory: Factory, percent: int) -> None:
    """Of the supplier there is."""
    of_acme = SupplierItem.objects.filter(item=factory.plant.bolt, supplier__code="ACME")
    factory.inside(lambda: of_acme.update(quota=percent))


def planned(factory: Factory, code: str = "BOLT") -> list[tuple[str, int]]:
    """The suppliers of what is proposed of an item, with how much, soonest first."""
    rows = PlannedOrder.objects.filter(item__code=code, state="proposed").select_related("supplier")
    found = factory.inside(lambda: list(rows.order_by("due_on", "id")))
    return [(row.supplier.name if row.supplier else "", int(row.quantity)) for row in found]


def test_orders_go_to_suppliers_by_their_quotas(factory: Factory):
    quota(factory, 60)
    source(factory, "Bolts", quota=40, lead_days=3, priority=2)
    for week in range(4, 9):
        factory.order(50, monday(week))
    factory.run()
    found = planned(factory)
    assert [quantity for _name, quantity in found] == [100] * 5
    assert sorted(name for name, _quantity in found) == ["Acme"] * 3 + ["Bolts"] * 2


def test_what_a_supplier_was_given_this_year_counts_against_its_quota(factory: Factory):
    quota(factory, 60)
    source(factory, "Bolts", quota=40, lead_days=3)
    acme = factory.inside(lambda: Supplier.objects.get(code="ACME"))
    line = {"item": factory.plant.bolt, "quantity": 1000, "needed_on": monday()}
    bought = factory.do(PurchaseOrder, "add", supplier=acme, lines=[line])
    factory.inside(lambda: PurchaseOrderLine.objects.filter(order=bought).update(received=1000))
    for week in range(4, 7):
        factory.order(50, monday(week))
    factory.run()
    assert [name for name, _quantity in planned(factory)] == ["Bolts"] * 3
    factory.inside(lambda: PurchaseOrder.objects.update(ordered_on=timezone.localdate() - timedelta(days=400)))
    factory.run()
    assert [name for name, _quantity in planned(factory)] == ["Acme", "Bolts", "Acme"]


def test_without_quotas_who_is_asked_first_gets_it_unless_too_late(factory: Factory):
    factory.inside(lambda: SupplierItem.objects.filter(supplier__code="ACME").update(lead_days=30))
    source(factory, "Quick", lead_days=1, priority=2)
    factory.order(50, monday(1))
    factory.order(50, monday(8))
    factory.run()
    assert [name for name, _quantity in planned(factory)] == ["Quick", "Acme"]


def test_an_order_is_as_large_as_its_own_supplier_wants_it(factory: Factory):
    quota(factory, 50)
    factory.inside(lambda: SupplierItem.objects.filter(supplier__code="ACME").update(minimum=500))
    source(factory, "Bolts", quota=50, lead_days=3, multiple=30)
    factory.order(50, monday(4))
    factory.run()
    assert planned(factory) == [("Acme", 500)]
    factory.do(SupplierItem, "change", _of_acme(factory), **{**_terms(factory), "approved": False})
    factory.run()
    assert planned(factory) == [("Bolts", 120)]


def _of_acme(factory: Factory) -> SupplierItem:
    found = SupplierItem.objects.filter(item=factory.plant.bolt, supplier__code="ACME")
    return factory.inside(lambda: found.select_related("supplier", "item").get())  # type: ignore[no-any-return]


def _terms(factory: Factory) -> dict[str, Any]:
    row = _of_acme(factory)
    return {"supplier": row.supplier, "item": row.item, "minimum": row.minimum}


def test_a_lead_time_in_other_days_than_the_first_suppliers_is_as_long_from_today(factory: Factory):
    """The first counts calendar days; ten working days of five a week are fourteen of those."""
    factory.inside(lambda: SupplierItem.objects.filter(supplier__code="ACME").update(quota=0, lead_days=60))
    source(factory, "Local", lead_days=12, lead_in_working_days=True, priority=2)
    factory.order(50, monday(4))
    factory.run()
    row = factory.inside(lambda: PlannedOrder.objects.get(item__code="BOLT"))
    assert (row.due_on - row.start_on).days == 14  # six working days a week


def test_firming_writes_an_order_to_each_supplier_at_its_price(factory: Factory):
    quota(factory, 50)
    source(factory, "Bolts", quota=50, lead_days=3, price=7)
    for week in range(4, 8):
        factory.order(50, monday(week))
    factory.run()
    factory.firm_all()
    lines = PurchaseOrderLine.objects.filter(item__code="BOLT").order_by("order__supplier__name", "position")
    found = factory.inside(lambda: list(lines.values_list("order__supplier__name", "quantity", "price")))
    assert found == [("Acme", 100, 2), ("Acme", 100, 2), ("Bolts", 100, 7), ("Bolts", 100, 7)]
    assert factory.inside(lambda: PurchaseOrder.objects.count()) == 2


def test_a_supplier_refused_since_the_run_is_passed_over_when_firming(factory: Factory):
    quota(factory, 50)
    other = source(factory, "Bolts", quota=50, lead_days=3)
    factory.order(50, monday(4))
    factory.order(50, monday(5))
    factory.run()
    factory.inside(lambda: Supplier.objects.filter(pk=other.pk).update(approved=False))
    factory.firm_all()
    assert factory.inside(lambda: set(PurchaseOrder.objects.values_list("supplier__name", flat=True))) == {"Acme"}


def test_the_supplier_is_on_the_list_of_planned_orders_and_on_the_page_of_the_item(factory: Factory):
    factory.order(50, monday(4))
    factory.run()
    browser = signed_in(factory.company.planner)
    acme = factory.inside(lambda: Supplier.objects.get(code="ACME").pk)
    assert "Acme" in browser.get(f"/planned-orders/?supplier={acme}").content.decode()
    assert "Acme" in browser.get(f"/mrp/{factory.plant.bolt.pk}/").content.decode()


def test_a_quota_comes_with_the_workbook_and_is_at_most_a_hundred(factory: Factory):
    heads = ["供应商", "物料", "优先级", "配额(%)", "合格"]

    def taken(percent: int) -> Any:
        sheet = book({"供应商物料": [heads, ["ACME", "BOLT", "1", str(percent), "是"]]})
        return factory.inside(lambda: take(read("s.xlsx", sheet), factory.by, timezone.localdate(), dry=False))

    assert taken(60).faults == []
    assert factory.inside(lambda: SupplierItem.objects.get(item__code="BOLT").quota) == 60
    assert [fault.value for fault in taken(101).faults] == ["101"]
    with pytest.raises(Refusal):
        factory.do(SupplierItem, "change", _of_acme(factory), **_terms(factory), quota=Decimal(101))
