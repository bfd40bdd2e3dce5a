"""Sheets of the import workbook: what is looked at when an item is inspected."""

from __future__ import annotations

from base.sheets import Col, DocumentSheet
from bom.models import Item
from quality.models import InspectionPlan

KIND = {"计量": "measured", "判定": "pass_fail"}

DocumentSheet(
    "inspection_plans",
    "检验方案",
    InspectionPlan,
    (
        Col("item", "物料", to=Item, required=True),
        Col("samples", "样本数", "whole"),
        Col("note", "备注"),
        Col("position", "行号", "whole", line=True),
        Col("name", "检验项目", required=True, line=True),
        Col("kind", "类型", words=KIND, line=True),
        Col("lower", "下限", "number", line=True),
        Col("upper", "上限", "number", line=True),
        Col("unit", "单位", line=True),
        Col("method", "方法", line=True),
    ),
    key=("item",),
)
