"""Workbooks for the tests: a small plant, whole, and ways to break it."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook

Grid = list[list[Any]]

PLANT: dict[str, Grid] = {
    "单位": [["编码", "名称", "小数位"], ["pcs", "件", 0], ["kg", "千克", 3]],
    "工厂": [["编码", "名称"], ["S1", "一厂"]],
    "日历": [["编码", "名称"], ["DAY", "白班"]],
    "班次": [
        ["日历", "班次", "星期", "开始", "结束", "休息"],
        ["DAY", "早", "一二三四五六", "08:00", "17:00", "12:00-13:00"],
    ],
    "工作中心": [["编码", "名称", "工厂", "日历", "效率", "类型"], ["CNC", "加工中心", "S1", "DAY", 0.9, "有限"]],
    "设备": [["工作中心", "编码", "名称"], ["CNC", "CNC-1", "立加一号"]],
    "物料": [
        ["编码", "名称", "规格", "单位", "供应方式", "提前期(天)"],
        ["A100", "支架", "45#", "pcs", "自制", 2],
        ["B100", "底板", "", "pcs", "自制", 2],
        ["M100", "钢板", "Q235", "kg", "外购", 7],
    ],
    "物料清单": [
        ["父件", "版本", "行号", "子件", "用量", "损耗率", "工序号"],
        ["A100", "A", 10, "B100", 1, None, 10],
        ["B100", "A", 10, "M100", 2.5, 0.03, 10],
    ],
    "工艺路线": [
        ["物料", "版本", "工序号", "工序", "工作中心", "准备(分)", "单件(分)"],
        ["A100", "A", 10, "铣削", "CNC", 30, 4],
        ["B100", "A", 10, "铣削", "CNC", 30, 6],
    ],
    "库位": [["工厂", "编码", "名称"], ["S1", "R1", "原料库"]],
    "期初库存": [
        ["物料", "库位", "批次", "数量", "状态", "预计放行"],
        ["M100", "R1", "L-01", 120, "可用", None],
        ["M100", "R1", "L-02", 80, "待检", "D3"],
    ],
    "供应商": [["编码", "名称", "合格"], ["V1", "华钢", "是"]],
    "供应商物料": [["供应商", "物料", "合格", "提前期(天)", "单价"], ["V1", "M100", "是", 7, 5.2]],
    "采购订单": [
        ["单号", "供应商", "行号", "物料", "数量", "需求日期", "确认日期"],
        ["PO-1", "V1", 10, "M100", 200, "D6", "D7"],
    ],
    "客户": [["编码", "名称"], ["K1", "客户一"]],
    "销售订单": [
        ["单号", "客户", "类型", "行号", "物料", "数量", "交期"],
        ["SO-1", "K1", "稳定型", 10, "A100", 100, "D12"],
        ["SO-2", "K1", "急单型", 10, "A100", 40, "2027-01-15"],
    ],
    "在制工单": [
        ["单号", "物料", "数量", "交期", "当前工序", "当前工序合格数", "状态"],
        ["WO-1", "B100", 60, "D5", 10, 20, "已开工"],
    ],
}


def grids(**changed: Grid) -> dict[str, Grid]:
    """The plant with some sheets replaced; an empty one is left out."""
    return {title: grid for title, grid in ({**PLANT, **changed}).items() if grid}


def book(sheets: dict[str, Grid], merged: dict[str, str] | None = None) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, grid in sheets.items():
        sheet = made.create_sheet(title)
        for row in grid:
            sheet.append(row)
        if merged and title in merged:
            sheet.merge_cells(merged[title])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rows_of(content: bytes, title: str) -> Grid:
    return [list(row) for row in load_workbook(io.BytesIO(content))[title].iter_rows(values_only=True)]
