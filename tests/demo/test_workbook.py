"""The files of the factory of machines: one workbook that the product takes without a word of complaint."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from base.cells import offset
from base.importing import Import, take
from base.people import Actor
from base.workbooks import read
from bom.models import Bom, BomLine, Item, MachineClosure, Operation
from erp.demonstration.workbook import workbook
from inventory.models import StockBalance, StockMove
from orders.models import SalesOrder, SalesOrderLine, WorkOrder, WorkOrderOperation
from suppliers.models import PurchaseOrderLine, SupplierItem
from tests.demo.conftest import Factory
from tests.imports.books import book, rows_of

LOADED = r"^WO-1\d\d$"


def taken(by: Actor, today: date) -> Import:
    return take(read("huadong.xlsx", workbook("huadong")), by, today, dry=False)


def test_it_is_the_factory_of_the_data_design(inside):
    kinds = dict(Item.objects.values_list("supply").annotate(Count("id")).order_by())
    assert kinds == {"make": 120, "buy": 109, "phantom": 10, "supplied": 1}
    assert 670 <= BomLine.objects.count() <= 700
    assert depth("RT-320") == 6
    assert BomLine.objects.get(bom__item__code="RV-40E-121", component__code="LWJ-243").quantity == Decimal("0.00035")


def test_shared_components_are_used_as_often_as_designed(inside):
    used = Item.objects.filter(code__in=("O60", "O95", "30204", "RZ-0", "40CR-40")).annotate(times=Count("used_in"))
    assert dict(used.values_list("code", "times")) == {"O60": 11, "O95": 2, "30204": 9, "RZ-0": 14, "40CR-40": 22}


def depth(code: str) -> int:
    below: dict[str, list[str]] = {}
    for parent, component in BomLine.objects.values_list("bom__item__code", "component__code"):
        below.setdefault(parent, []).append(component)

    def levels(item: str) -> int:
        return 1 + max((levels(component) for component in below.get(item, ())), default=0)

    return levels(code)


def test_its_order_book_is_the_designs(inside):
    classes = dict(SalesOrder.objects.values_list("order_class").annotate(Count("id")).order_by())
    assert classes == {"stable": 48, "rush": 12}
    sums = dict(SalesOrderLine.objects.values_list("item__family").annotate(Sum("quantity")).order_by())
    assert sums == {"RV 减速器": 700 + 338 + 158 + 40, "伺服电动缸": 184, "回转工作台": 26}
    assert SalesOrderLine.objects.exclude(customer_supplied="").count() == 3


def test_grinding_takes_the_minutes_a_unit_that_the_design_says(inside):
    found = {model: grinding(f"RV-{model}-121") for model in ("20E", "40E", "80E", "110E")}
    assert found == {"20E": 30, "40E": 41, "80E": 52, "110E": 63}
    assert {size: grinding(f"EC-{size}-400") for size in (50, 80, 100)} == {50: 4, 80: 6, 100: 8}


def grinding(code: str) -> Decimal:
    own = Operation.objects.filter(routing__item__code=code, work_center__code="GR").aggregate(all=Sum("run_minutes"))
    lines = BomLine.objects.filter(bom__item__code=code, component__supply__in=("make", "phantom"))
    below = sum(grinding(line.component.code) * line.quantity for line in lines.select_related("component"))
    return (own["all"] or Decimal(0)) + below


def test_the_main_bearing_stands_as_designed(inside):
    stock = dict(StockBalance.objects.filter(item__code="AC-40").values_list("status", "quantity"))
    assert stock == {"usable": 568, "inspection": 80, "blocked": 40}
    orders = PurchaseOrderLine.objects.filter(item__code="AC-40").order_by("order__number")
    assert list(orders.values_list("order__number", "quantity", "needed_on", "confirmed_on")) == [
        ("PO-A", 400, offset(inside.today, 15), offset(inside.today, 18)),
        ("PO-B", 400, offset(inside.today, 22), offset(inside.today, 22)),
    ]
    sources = SupplierItem.objects.filter(item__code="AC-40").order_by("priority")
    assert list(sources.values_list("supplier__name", "approved")) == [("洛恒轴承", True), ("恒辉轴承", False)]


def test_work_in_process_is_where_the_design_has_it(inside):
    loaded = WorkOrderOperation.objects.filter(work_order__number__regex=LOADED)
    open_ones = loaded.exclude(state="completed").order_by("work_order_id", "sequence")
    reached: dict[int, Any] = {}
    for operation in open_ones.select_related("work_center"):
        reached.setdefault(operation.work_order_id, operation)
    centers = sorted(operation.work_center.code for operation in reached.values())
    assert centers == ["AS"] + ["GR"] * 5 + ["HT"] * 6 + ["TS"] * 2
    back = {operation.back_on for operation in reached.values()} - {None}
    assert back == {offset(inside.today, 4), offset(inside.today, 5)}
    assert WorkOrderOperation.objects.filter(state="started", good=18, work_order__quantity=30).count() == 1


def test_the_bottleneck_is_overhauled_on_the_ninth_and_tenth_day(inside):
    closure = MachineClosure.objects.get(machine__code="GR-02")
    assert (closure.start_at.date(), closure.finish_at.date()) == (offset(inside.today, 8), offset(inside.today, 10))


def test_every_balance_is_positive_and_what_its_moves_add_up_to(inside):
    moved = dict(StockMove.objects.values_list("item_id").annotate(Sum("quantity")).order_by())
    assert moved == dict(StockBalance.objects.values_list("item_id").annotate(Sum("quantity")).order_by())
    assert not StockBalance.objects.filter(quantity__lte=0).exists()


def test_stock_that_lies_and_stock_that_expires_are_there(inside):
    lying = StockBalance.objects.filter(item__family="旧型 EC-63").select_related("item")
    assert 83_000 < sum(balance.quantity * balance.item.cost for balance in lying) < 85_000
    assert StockBalance.objects.filter(item__code="RZ-0", lot__expires_on=offset(inside.today, 20)).count() == 3


def test_taken_again_it_names_every_document_that_is_there_already_and_changes_nothing(inside: Factory):
    again = taken(inside.actor("planner"), inside.today)
    named = {(fault.sheet, fault.value) for fault in again.faults}
    assert {("销售订单", "SO-060"), ("采购订单", "PO-A"), ("在制工单", "WO-101"), ("工艺路线", "RV-40E-121")} <= named
    assert SalesOrder.objects.count() == 60 and WorkOrder.objects.filter(number__regex=LOADED).count() == 14
    assert Bom.objects.filter(state="active").count() == 130


def test_its_items_alone_may_be_imported_again_with_what_changed(inside: Factory):
    heads, *rows = rows_of(workbook("huadong"), "物料")
    rows[0][heads.index("名称")] = "新名称"
    work = take(read("items.xlsx", book({"物料": [heads, *rows]})), inside.actor("planner"), inside.today, dry=False)
    assert (work.faults, work.counts["items"]) == ([], {"new": 0, "changed": 240})
    assert Item.objects.get(code=rows[0][heads.index("编码")]).name == "新名称"


def test_it_is_taken_in_few_queries(planner):
    with CaptureQueriesContext(connection) as seen:
        assert taken(planner, date(2026, 11, 25)).faults == []
    sheets = len(read("demo.xlsx", workbook("huadong")))
    assert len(seen) < 10 * sheets  # however many rows they have
