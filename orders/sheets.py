"""Sheets of the import workbook: customers, open sales orders, work orders that have begun."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from base.importing import Import
from base.sheets import Col, DocumentSheet, Row, Sheet
from bom.models import Item, Operation
from bom.states import StandardState
from orders.models import Customer, SalesOrder, WorkOrder

ORDER_CLASS = {"稳定型": "stable", "急单型": "rush", "稳定": "stable", "急单": "rush"}
WORK_STATE = {"已确认": "firm", "已下达": "released", "已开工": "started"}

Sheet(
    "customers",
    "客户",
    Customer,
    (
        Col("code", "编码", required=True),
        Col("name", "名称", required=True),
        Col("over_tolerance", "允超", "number"),
        Col("under_tolerance", "允短", "number"),
        Col("minimum_life", "最低剩余保质期", "number"),
        Col("partial_allowed", "允许分批", "flag"),
    ),
    key=("code",),
)
DocumentSheet(
    "sales_orders",
    "销售订单",
    SalesOrder,
    (
        Col("number", "单号", required=True),
        Col("customer", "客户", to=Customer, required=True),
        Col("order_class", "类型", words=ORDER_CLASS),
        Col("priority", "优先级", "whole"),
        Col("ordered_on", "下单日期", "date"),
        Col("position", "行号", "whole", line=True),
        Col("item", "物料", to=Item, required=True, line=True),
        Col("quantity", "数量", "number", required=True, line=True),
        Col("shipped", "已发", "number", line=True),
        Col("price", "单价", "number", line=True),
        Col("due_on", "交期", "date", required=True, line=True),
        Col("promised_on", "承诺日期", "date", line=True),
        Col("minimum_life", "最低剩余保质期", "number", line=True),
        Col("customer_supplied", "客供料", line=True),
    ),
    key=("number",),
    add="open",
)


def check_routings(work: Import, sheet: Sheet, rows: Sequence[Row]) -> None:
    """What is made has a routing, and the operation it has reached is one of it."""
    items = [row.values["item"] for row in rows if not row.wrong]
    found = Operation.objects.filter(routing__item__in=items, routing__state=StandardState.ACTIVE)
    steps = set(found.values_list("routing__item_id", "sequence"))
    routed = {item for item, _sequence in steps}
    columns = {column.name: column for column in sheet.columns}
    for row in rows:
        if row.wrong:
            continue
        item, reached = row.values["item"], row.values.get("sequence")
        if item.pk not in routed:
            work.blame(sheet, row, columns["item"], item, _("has no active routing: add one to the workbook"))
        elif reached and (item.pk, reached) not in steps:
            work.blame(sheet, row, columns["sequence"], reached, _("the routing has no such operation"))


Sheet(
    "work_orders",
    "在制工单",
    WorkOrder,
    (
        Col("number", "单号", required=True),
        Col("item", "物料", to=Item, required=True),
        Col("quantity", "数量", "number", required=True),
        Col("good", "完工数", "number"),
        Col("scrap", "报废数", "number"),
        Col("due_on", "交期", "date", required=True),
        Col("customer", "客户", to=Customer),
        Col("sequence", "当前工序", "whole"),
        Col("good_at_operation", "当前工序合格数", "number"),
        Col("back_on", "外协返回日期", "date"),
        Col("state", "状态", words=WORK_STATE),
        Col("note", "备注"),
    ),
    key=("number",),
    add="open",
    change="",
    check=check_routings,
)
