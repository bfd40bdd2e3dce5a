"""Sheets of the import workbook: locations and the stock of the first day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from base.importing import Import
from base.models import Site
from base.sheets import SHEETS, Col, Row, Sheet
from bom.models import Item
from inventory.ledger import forget_opening
from inventory.models import Location, Lot, StockBalance

STATUS = {"可用": "usable", "待检": "inspection", "冻结": "blocked", "不合格": "rejected"}
OWNER = {"自有": "own", "客供": "customer", "寄售": "supplier"}
OF_LOT = ("produced_on", "expires_on", "available_on", "supplier_name", "customer_name", "note")

Sheet(
    "locations",
    "库位",
    Location,
    (
        Col("site", "工厂", to=Site, required=True),
        Col("code", "编码", required=True),
        Col("name", "名称", required=True),
    ),
    key=("code",),
)


@dataclass
class StockSheet(Sheet):
    """A row is a balance and, where it names one, its lot."""

    def take(self, rows: Sequence[Row], work: Import) -> None:
        work.refuse_repeats(self, rows, ("item", "location", "status", "owner", "lot"))
        work.resolve(self, rows)
        self._lots([row for row in rows if not row.wrong and "lot" in row.values], work)
        good = [row for row in rows if not row.wrong]
        for row in good:
            row.values = {name: value for name, value in row.values.items() if name not in OF_LOT}
        known = work.known(self, good)
        for row in good:
            if row.number in known:
                said = _("has stock here already: count it instead")
                work.blame(self, row, self.columns[0], row.values["item"], said)
        work.write(self, self.add, [row for row in good if not row.wrong])

    def _lots(self, rows: Sequence[Row], work: Import) -> None:
        """Make the lots that are new, and put every row's lot in place of its code."""
        known = {(lot.item_id, lot.code): lot for lot in Lot.objects.filter(code__in=[r.values["lot"] for r in rows])}
        wanted: dict[Any, Row] = {}
        for row in rows:
            key = (row.values["item"].pk, row.values["lot"])
            if key not in known and key not in wanted:
                facts = {name: row.values[name] for name in OF_LOT if name in row.values}
                wanted[key] = Row(row.number, {"item": row.values["item"], "code": row.values["lot"], **facts})
        for lot in work.write(LOTS, "add", list(wanted.values())):
            known[lot.item_id, lot.code] = lot
        for row in rows:
            row.values["lot"] = known.get((row.values["item"].pk, row.values["lot"]))
            row.wrong = row.values["lot"] is None


LOTS = Sheet("lots", "批次", Lot, (Col("item", "物料"), Col("code", "批次")), ("item", "code"))
del SHEETS["lots"]  # lots come with their stock, not on a sheet of their own

StockSheet(
    "stock",
    "期初库存",
    StockBalance,
    (
        Col("item", "物料", to=Item, required=True),
        Col("location", "库位", to=Location, required=True),
        Col("lot", "批次"),
        Col("quantity", "数量", "number", required=True),
        Col("status", "状态", words=STATUS),
        Col("owner", "归属", words=OWNER),
        Col("produced_on", "生产日期", "date"),
        Col("expires_on", "失效日期", "date"),
        Col("available_on", "预计放行", "date"),
        Col("supplier_name", "供应商"),
        Col("customer_name", "客户"),
        Col("note", "备注"),
    ),
    key=("item", "location", "lot", "status", "owner"),
    add="open",
    change="",
    forget=forget_opening,
)
