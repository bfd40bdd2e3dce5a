"""A workbook is taken whole or not at all, and everything wrong with it is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.importing import Import, take
from base.models import AuditEntry, Site
from base.sheets import SHEETS
from base.workbooks import Unreadable, error_file, read
from bom.models import Bom, Calendar, CalendarDay, Item
from inventory.models import Lot, StockBalance, StockMove
from orders.models import SalesOrder, WorkOrder
from suppliers.models import PurchaseOrder
from tests.imports.books import PLANT, book, grids, rows_of

TUESDAY = date(2026, 11, 24)


def taken(by: Any, *, dry: bool = False, merged: Any = None, **changed: Any) -> Import:
    return take(read("plant.xlsx", book(grids(**changed), merged)), by, TUESDAY, dry=dry)


def faults(work: Import) -> list[tuple[str, int | None, str]]:
    return [(fault.sheet, fault.row, fault.value) for fault in work.faults]


def test_a_whole_plant_comes_in_with_one_workbook(planner):
    work = taken(planner)
    assert work.faults == []
    assert work.counts["items"] == {"new": 3, "changed": 0}
    assert set(Bom.objects.values_list("item__code", "state")) == {("A100", "active"), ("B100", "active")}
    assert SalesOrder.objects.get(number="SO-2").order_class == "rush"
    assert PurchaseOrder.objects.get().state == "confirmed"
    order = WorkOrder.objects.get()
    assert (order.number, order.state, order.operations.get().good) == ("WO-1", "started", 20)
    assert order.components.get().required == Decimal("154.5")


def test_a_workbook_with_a_heading_of_before_still_comes_in(planner):
    heads, *rows = PLANT["物料"]
    flags = ["否", "否", "是"]
    work = taken(planner, 物料=[[*heads, "来料检验"], *([*row, flag] for row, flag in zip(rows, flags, strict=True))])
    assert work.faults == []
    assert list(Item.objects.filter(inspect=True).values_list("code", flat=True)) == ["M100"]


def test_a_heading_and_its_former_one_are_the_same_column_twice(planner):
    heads, *rows = PLANT["物料"]
    work = taken(planner, 物料=[[*heads, "检验", "来料检验"], *([*row, "是", "否"] for row in rows)])
    assert faults(work) == [("物料", 1, "来料检验")]


def test_stock_comes_with_its_lots_and_as_moves(planner):
    taken(planner)
    assert dict(StockBalance.objects.values_list("lot__code", "status")) == {"L-01": "usable", "L-02": "inspection"}
    assert sum(StockMove.objects.values_list("quantity", flat=True)) == 200
    assert Lot.objects.get(code="L-02").available_on == date(2026, 12, 3)  # D3: the Thursday after the next Monday


def test_a_new_calendar_knows_the_public_holidays_and_marks_those_not_announced(planner):
    taken(planner)
    day = CalendarDay.objects.filter(calendar=Calendar.objects.get(code="DAY"))
    assert day.get(on="2026-10-10").working and not day.get(on="2026-10-10").provisional
    assert not day.get(on="2027-10-01").working and day.get(on="2027-10-01").provisional


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(planner):
    work = taken(planner, dry=True)
    assert work.faults == [] and work.counts["sales_orders"] == {"new": 2, "changed": 0}
    assert not Item.objects.exists() and not AuditEntry.objects.exists()


def test_every_row_went_through_its_verb_and_is_audited(planner):
    taken(planner)
    assert AuditEntry.objects.filter(subject_type="bom.item", verb="add").count() == 3
    assert AuditEntry.objects.filter(subject_type="orders.workorder", verb="open").count() == 1


def test_the_same_workbook_again_changes_masters_and_refuses_documents_it_already_holds(planner):
    taken(planner)
    again = taken(planner, 物料=[["编码", "名称", "单位", "供应方式"], ["A100", "新支架", "pcs", "自制"]])
    assert ("销售订单", 2, "SO-1") in faults(again)
    only = take(
        read("x.xlsx", book({"物料": [["编码", "名称", "单位", "供应方式"], ["A100", "新支架", "pcs", "自制"]]})),
        planner, TUESDAY, dry=False,
    )  # fmt: skip
    assert only.counts == {"items": {"new": 0, "changed": 1}}
    item = Item.objects.get(code="A100")
    assert (item.name, item.spec, item.lead_days) == ("新支架", "45#", 2)


# What may be wrong --------------------------------------------------------------------------


def head(title: str) -> list[Any]:
    return PLANT[title][0]


@pytest.mark.parametrize(
    ("title", "rows", "row", "value"),
    [
        ("物料", [["A100", "支架", "", "pcs", "自制", "七天"]], 2, "七天"),
        ("物料", [["A100", "支架", "", "pcs", "自制", "７"]], 2, "７"),
        ("物料", [["A100", "支架", "", "pcs", "买", 3]], 2, "买"),
        ("物料", [["A100", "支架", "", "盒", "自制", 3]], 2, "盒"),
        ("物料", [["A100", "支架", "", "pcs", "自制", 3], ["A100", "重复", "", "pcs", "自制", 3]], 3, "A100"),
        ("物料", [["A100", None, "", "pcs", "自制", 3]], 2, ""),
        ("物料", [["A100", "支架", "", "pcs", "自制", -3]], 2, "-3"),
        ("物料", [["A100", "支架", "", "pcs", "自制", 2.5]], 2, "2.5"),
        ("物料清单", [["A100", "A", 10, "X999", 1, None, 10]], 2, "X999"),
        ("物料清单", [["A100", "A", 10, "B100", -1, None, 10]], 2, "-1"),
        ("物料清单", [["A100", "A", 10, "B100", 1, None, 10], ["A100", "A", 10, "M100", 1, None, 10]], 3, "A100 A 10"),
        ("期初库存", [["M100", "R1", "L-01", -5, "可用", None]], 2, "-5"),
        ("期初库存", [["M100", "R1", "L-01", 5, "可用", "30/11/2026"]], 2, "30/11/2026"),
        ("期初库存", [["M100", "R1", "L-01", 5, "可用", "2026-02-30"]], 2, "2026-02-30"),
        ("销售订单", [["SO-1", "K9", "稳定型", 10, "A100", 100, "D12"]], 2, "K9"),
        ("销售订单", [["SO-1", "K1", "稳定型", 10, "A100", "1e40", "D12"]], 2, "1e40"),
        ("在制工单", [["WO-1", "B100", 60, "D5", 99, 0, "已开工"]], 2, "99"),
        ("在制工单", [["WO-1", "M100", 60, "D5", 10, 0, "已开工"]], 2, "M100"),
        ("班次", [["DAY", "早", "一二八", "08:00", "17:00", ""]], 2, "一二八"),
        ("班次", [["DAY", "早", "一二三", "25:99", "17:00", ""]], 2, "25:99"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_sheet_row_and_value_and_nothing_is_kept(planner, title, rows, row, value):
    work = taken(planner, **{title: [head(title), *rows]})
    assert (title, row, value) in faults(work)
    assert all(fault.sentence for fault in work.faults)
    assert not Item.objects.exists() and not Site.objects.exists()


def test_a_structure_that_loops_is_named_with_its_path(planner):
    lines = [["A100", "A", 10, "B100", 1, None, 10], ["B100", "A", 10, "A100", 1, None, 10]]
    work = taken(planner, 物料清单=[head("物料清单"), *lines])
    assert any("A100 → B100 → A100" in fault.sentence for fault in work.faults)
    assert not Bom.objects.exists()


def test_two_revisions_of_one_item_are_both_named_as_only_one_can_be_in_force(planner):
    lines = [["B100", "A", 10, "M100", 2.5, None, 10], ["B100", "B", 10, "M100", 2, None, 10]]
    routes = [["B100", "A", 10, "铣削", "CNC", 30, 6], ["B100", "B", 10, "铣削", "CNC", 30, 4]]
    work = taken(planner, 物料清单=[head("物料清单"), *lines], 工艺路线=[head("工艺路线"), *routes])
    assert faults(work)[:2] == [("物料清单", 2, "B100 / A"), ("物料清单", 3, "B100 / B")]
    assert [(fault.sheet, fault.row) for fault in work.faults[2:4]] == [("工艺路线", 2), ("工艺路线", 3)]
    assert not Item.objects.exists()


def test_what_only_the_database_refuses_is_a_fault_of_its_row_and_the_rest_is_still_checked(planner):
    """A revision left empty is A, and that one stands in the sheet already."""
    lines = [["A100", "A", 10, "B100", 1, None, 10], ["B100", "A", 10, "M100", 2, None, 10]]
    work = taken(planner, 物料清单=[head("物料清单"), *lines, ["B100", None, 20, "M100", 2, None, 10]])
    assert [(title, row) for title, row, _value in faults(work)] == [("物料清单", 4)]
    assert not Bom.objects.exists()


def test_a_wrong_item_does_not_bury_itself_under_the_rows_that_use_it(planner):
    work = taken(planner, 物料=[head("物料"), ["A100", "支架", "", "盒", "自制", 3], *PLANT["物料"][2:]])
    assert faults(work) == [("物料", 2, "盒")]


def test_several_faults_in_several_sheets_are_told_at_once(planner):
    work = taken(
        planner,
        物料=[head("物料"), *PLANT["物料"][1:], ["Z1", "坏", "", "pcs", "自制", "x"]],
        供应商=[head("供应商"), ["V1", "华钢", "也许"]],
    )
    assert faults(work) == [("物料", 5, "x"), ("供应商", 2, "也许")]


def test_merged_cells_unknown_columns_and_unknown_sheets_are_named(planner):
    colour = [[*head("库位"), "颜色"], ["S1", "R1", "原料库", "红"]]
    colour = [[*head("库位"), "颜色"], ["S1", "R1", "原料库", "红"]]
    work = taken(planner, merged={"物料": "A2:A3"}, 库位=colour, 备忘=[["x"], ["y"]])
    found = faults(work)
    assert any(sheet == "物料" and row == 2 for sheet, row, _value in found)
    assert ("库位", 1, "颜色") in found and ("备忘", None, "备忘") in found


def test_a_missing_column_is_named(planner):
    work = taken(planner, 物料=[["编码", "名称", "单位"], ["A1", "x", "pcs"]])
    assert (work.faults[0].sheet, work.faults[0].column) == ("物料", "供应方式")


def test_a_file_that_is_no_workbook_says_so(planner):
    with pytest.raises(Unreadable, match="no XLSX"):
        read("plant.xlsx", b"hello")


def test_the_error_file_holds_the_wrong_rows_with_their_reasons_and_can_be_imported_again(planner):
    pages = read("p.xlsx", book(grids(物料=[head("物料"), *PLANT["物料"][1:], ["Z1", "坏", "", "pcs", "自制", "x"]])))
    work = take(pages, planner, TUESDAY, dry=True)
    told = error_file(pages, work.faults)
    rows = rows_of(told, "物料")
    assert rows[1][0] == "Z1" and "x" in rows[1][-1] and len(rows) == 2
    again = take(read("e.xlsx", told)[:1], planner, TUESDAY, dry=True)
    assert not any(fault.column == rows[0][-1] for fault in again.faults)


def test_csv_of_one_sheet_is_taken_too(planner):
    content = "编码,名称,小数位\nbox,箱,0\n".encode("gb18030")
    work = take(read("anything.csv", content), planner, TUESDAY, dry=False, only="units")
    assert (work.faults, work.counts) == ([], {"units": {"new": 1, "changed": 0}})


def test_five_thousand_rows_with_one_fault_each_thousand_are_all_read_and_all_told(planner):
    rows = [[f"I{n:05}", f"物料{n}", "", "pcs", "外购", 5] for n in range(5000)]
    for n in range(0, 5000, 1000):
        rows[n][5] = "多"
    work = taken(planner, 物料=[head("物料"), *PLANT["物料"][1:], *rows])
    assert [row for sheet, row, value in faults(work) if value == "多"] == [5, 1005, 2005, 3005, 4005]
    assert not Item.objects.exists()


def test_checking_thousands_of_rows_may_take_longer_than_a_forgotten_transaction_is_kept(planner):
    taken(planner)
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_hundred_rows_ask_as_often_as_ten(planner):
    def queries(count: int) -> int:
        rows = [[f"I{n:05}", "物料", "", "pcs", "外购", 5] for n in range(count)]
        pages = read("x.xlsx", book(grids(物料=[head("物料"), *PLANT["物料"][1:], *rows])))
        with CaptureQueriesContext(connection) as seen:
            assert take(pages, planner, TUESDAY, dry=True).faults == []
        return len(seen)

    assert queries(10) == queries(100)


def test_every_sheet_names_its_columns_once():
    for sheet in SHEETS.values():
        assert len(set(sheet.headings)) == len(sheet.headings), sheet.name
        assert {*sheet.key} <= {column.name for column in sheet.columns}, sheet.name
