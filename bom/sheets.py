"""Sheets of the import workbook: items, their structures, and where and when they are made."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from base.importing import Import
from base.models import Site
from base.sheets import Col, DocumentSheet, Row, Sheet
from bom.models import (
    Bom,
    Calendar,
    CalendarDay,
    Item,
    ItemUnit,
    Machine,
    MachineClosure,
    Routing,
    SafetyStock,
    Shift,
    Substitute,
    Unit,
    WorkCenter,
)
from bom.queries import replaced_in_a_circle

SUPPLY = {
    "自制": "make",
    "外购": "buy",
    "虚拟": "phantom",
    "外协": "subcontract",
    "联副产品": "output",
    "客供": "supplied",
}
PLANNING = {"按库存": "to_stock", "按单": "by_order"}
LOT_POLICY = {
    "按需": "lot_for_lot",
    "固定批量": "fixed",
    "最小倍量": "min_multiple",
    "周期": "period",
    "最低成本": "economic",
    "逐日成本": "silver_meal",
}
LOT_RULE = {"按工单": "order", "按班次": "shift", "按容器": "container"}
CAPACITY = {"有限": "finite", "无限": "infinite", "外协": "subcontract"}
CONVERSION = {"固定": "fixed", "浮动": "per_lot"}
LINE_KIND = {"子件": "component", "联产品": "co_product", "副产品": "by_product"}

Sheet(
    "units",
    "单位",
    Unit,
    (Col("code", "编码", required=True), Col("name", "名称", required=True), Col("decimals", "小数位", "whole")),
    key=("code",),
)
Sheet(
    "sites",
    "工厂",
    Site,
    (Col("code", "编码", required=True), Col("name", "名称", required=True), Col("zone", "时区")),
    key=("code",),
)
Sheet(
    "calendars",
    "日历",
    Calendar,
    (Col("code", "编码", required=True), Col("name", "名称", required=True)),
    key=("code",),
    change="",
)
Sheet(
    "shifts",
    "班次",
    Shift,
    (
        Col("calendar", "日历", to=Calendar, required=True),
        Col("name", "班次", required=True),
        Col("weekdays", "星期", "weekdays"),
        Col("start", "开始", "time", required=True),
        Col("finish", "结束", "time", required=True),
        Col("breaks", "休息", "breaks"),
    ),
    key=("calendar", "name"),
)
Sheet(
    "holidays",
    "节假日",
    CalendarDay,
    (
        Col("calendar", "日历", to=Calendar),
        Col("on", "日期", "date", required=True),
        Col("working", "上班", "flag"),
        Col("name", "名称"),
    ),
    key=("calendar", "on"),
)
Sheet(
    "work_centers",
    "工作中心",
    WorkCenter,
    (
        Col("code", "编码", required=True),
        Col("name", "名称", required=True),
        Col("site", "工厂", to=Site, required=True),
        Col("calendar", "日历", to=Calendar, required=True),
        Col("efficiency", "效率", "number"),
        Col("kind", "类型", words=CAPACITY),
        Col("owner_name", "负责人"),
    ),
    key=("code",),
)
Sheet(
    "machines",
    "设备",
    Machine,
    (
        Col("work_center", "工作中心", to=WorkCenter, required=True),
        Col("code", "编码", required=True),
        Col("name", "名称", required=True),
    ),
    key=("code",),
)
Sheet(
    "closures",
    "停机计划",
    MachineClosure,
    (
        Col("machine", "设备", to=Machine, required=True),
        Col("start_at", "开始", "instant", required=True),
        Col("finish_at", "结束", "instant", required=True),
        Col("reason", "原因", required=True),
    ),
    key=("machine", "start_at"),
)
Sheet(
    "items",
    "物料",
    Item,
    (
        Col("code", "编码", required=True),
        Col("name", "名称", required=True),
        Col("spec", "规格"),
        Col("unit", "单位", to=Unit, required=True),
        Col("supply", "供应方式", required=True, words=SUPPLY),
        Col("family", "系列"),
        Col("planning", "计划方式", words=PLANNING),
        Col("lead_days", "提前期(天)", "whole"),
        Col("lead_in_working_days", "工作日提前期", "flag"),
        Col("stocked", "库存管理", "flag"),
        Col("safety_days", "安全时间(天)", "whole"),
        Col("safety_stock", "安全库存", "number"),
        Col("lot_policy", "批量策略", words=LOT_POLICY),
        Col("lot_minimum", "最小批量", "number"),
        Col("lot_multiple", "倍量", "number"),
        Col("lot_maximum", "最大批量", "number"),
        Col("period_days", "周期(天)", "whole"),
        Col("order_cost", "每单成本", "number"),
        Col("holding_rate", "年持有费率", "number"),
        Col("forecast_backward_days", "冲销更早预测(天)", "whole"),
        Col("forecast_forward_days", "冲销更晚预测(天)", "whole"),
        Col("lot_tracked", "批次管理", "flag"),
        Col("lot_rule", "批次规则", words=LOT_RULE),
        Col("shelf_life_days", "保质期(天)", "whole"),
        Col("inspect", "检验", "flag", formerly=("来料检验",)),
        Col("inspect_days", "检验天数", "whole"),
        Col("setup_family", "换型族"),
        Col("cost", "标准成本", "number"),
        Col("currency", "币种"),
        Col("owner_name", "负责人"),
    ),
    key=("code",),
)
Sheet(
    "item_units",
    "单位换算",
    ItemUnit,
    (
        Col("item", "物料", to=Item, required=True),
        Col("unit", "单位", to=Unit, required=True),
        Col("numerator", "分子", "number", required=True),
        Col("denominator", "分母", "number"),
        Col("kind", "类型", words=CONVERSION),
    ),
    key=("item", "unit"),
)
Sheet(
    "safety_stocks",
    "分期安全库存",
    SafetyStock,
    (
        Col("item", "物料", to=Item, required=True),
        Col("start_on", "开始日期", "date", required=True),
        Col("quantity", "安全库存", "number", required=True),
    ),
    key=("item", "start_on"),
)
DocumentSheet(
    "boms",
    "物料清单",
    Bom,
    (
        Col("item", "父件", to=Item, required=True),
        Col("revision", "版本"),
        Col("base_quantity", "基数", "number"),
        Col("position", "行号", "whole", line=True),
        Col("kind", "类型", words=LINE_KIND, line=True),
        Col("component", "子件", to=Item, required=True, line=True),
        Col("quantity", "用量", "number", required=True, line=True),
        Col("scrap_rate", "损耗率", "number", line=True),
        Col("yield_rate", "成品率", "number", line=True),
        Col("cost_share", "成本分摊", "number", line=True),
        Col("operation_sequence", "工序号", "whole", line=True),
        Col("effective_from", "生效日期", "date", line=True),
        Col("effective_to", "失效日期", "date", line=True),
    ),
    key=("item", "revision"),
    then=("activate",),
)


def check_circles(work: Import, sheet: Sheet, rows: Sequence[Row]) -> None:
    """No two items replace each other, among these rows and with those there are."""
    good = [row for row in rows if not row.wrong and row.values.get("active", True)]
    circles = replaced_in_a_circle([_pair(row) for row in good]) if good else {}
    column = next(column for column in sheet.columns if column.name == "item")
    for row in good:
        if path := circles.get(_pair(row)):
            said = _("%(path)s: items cannot replace each other. Take one of these substitutes away")
            work.blame(sheet, row, column, row.values["item"], said % {"path": " → ".join(path)})


def _pair(row: Row) -> tuple[int, int]:
    return row.values["component"].pk, row.values["item"].pk


Sheet(
    "substitutes",
    "替代料",
    Substitute,
    (
        Col("parent", "父件", to=Item),
        Col("component", "子件", to=Item, required=True),
        Col("item", "替代料", to=Item, required=True),
        Col("priority", "优先级", "whole"),
        Col("ratio", "替代比例", "number"),
        Col("active", "启用", "flag"),
    ),
    key=("component", "parent", "item"),
    check=check_circles,
)
DocumentSheet(
    "routings",
    "工艺路线",
    Routing,
    (
        Col("item", "物料", to=Item, required=True),
        Col("revision", "版本"),
        Col("sequence", "工序号", "whole", required=True, line=True),
        Col("name", "工序", required=True, line=True),
        Col("work_center", "工作中心", to=WorkCenter, required=True, line=True),
        Col("setup_minutes", "准备(分)", "number", line=True),
        Col("run_minutes", "单件(分)", "number", line=True),
        Col("run_quantity", "加工基数", "number", line=True),
        Col("in_batches", "整批加工", "flag", line=True),
        Col("transfer_lot", "转移批量", "number", line=True),
        Col("subcontract_days", "外协天数", "whole", line=True),
        Col("inspection", "检验", "flag", line=True),
        Col("first_piece", "首检", "flag", line=True),
    ),
    key=("item", "revision"),
    number="sequence",
    then=("activate",),
)
