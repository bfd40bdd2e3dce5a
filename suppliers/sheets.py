"""Sheets of the import workbook: suppliers, their terms, open purchase orders."""

from __future__ import annotations

from base.sheets import Col, DocumentSheet, Sheet
from bom.models import Item
from suppliers.models import Certificate, PurchaseOrder, Supplier, SupplierItem

Sheet(
    "suppliers",
    "供应商",
    Supplier,
    (
        Col("code", "编码", required=True),
        Col("name", "名称", required=True),
        Col("city", "城市"),
        Col("approved", "合格", "flag"),
        Col("on_time_rate", "准时率", "number"),
        Col("over_tolerance", "溢装率", "number"),
        Col("under_tolerance", "短装率", "number"),
        Col("risk_note", "风险说明"),
        Col("owner_name", "负责人"),
    ),
    key=("code",),
)
Sheet(
    "supplier_items",
    "供应商物料",
    SupplierItem,
    (
        Col("supplier", "供应商", to=Supplier, required=True),
        Col("item", "物料", to=Item, required=True),
        Col("priority", "优先级", "whole"),
        Col("quota", "配额(%)", "whole"),
        Col("approved", "合格", "flag"),
        Col("lead_days", "提前期(天)", "whole"),
        Col("lead_in_working_days", "工作日提前期", "flag"),
        Col("minimum", "起订量", "number"),
        Col("multiple", "倍量", "number"),
        Col("price", "单价", "number"),
        Col("currency", "币种"),
        Col("expedite_days", "加急天数", "whole"),
        Col("expedite_price", "加急单价", "number"),
        Col("expedite_maximum", "加急上限", "number"),
    ),
    key=("supplier", "item"),
)
Sheet(
    "certificates",
    "证书",
    Certificate,
    (
        Col("supplier", "供应商", to=Supplier, required=True),
        Col("name", "证书", required=True),
        Col("expires_on", "到期日", "date", required=True),
    ),
    key=("supplier", "name"),
)
DocumentSheet(
    "purchase_orders",
    "采购订单",
    PurchaseOrder,
    (
        Col("number", "单号", required=True),
        Col("supplier", "供应商", to=Supplier, required=True),
        Col("ordered_on", "下单日期", "date"),
        Col("position", "行号", "whole", line=True),
        Col("item", "物料", to=Item, required=True, line=True),
        Col("quantity", "数量", "number", required=True, line=True),
        Col("received", "已收", "number", line=True),
        Col("price", "单价", "number", line=True),
        Col("needed_on", "需求日期", "date", required=True, line=True),
        Col("requested_on", "要求日期", "date", line=True),
        Col("confirmed_on", "确认日期", "date", line=True),
    ),
    key=("number",),
    add="open",
)
