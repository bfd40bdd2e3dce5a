"""What people see of units, items and their structures."""

from __future__ import annotations

from base.panels import Children
from base.screens import Screen
from bom.models import Bom, BomLine, Item, ItemUnit, Routing, Unit


class UnitScreen(Screen):
    model = Unit
    columns = ("code", "name", "decimals")
    form = ("code", "name", "decimals")
    order = ("code",)
    key = "code"
    group, icon, place = "standards", "ruler", 90


class ItemScreen(Screen):
    model = Item
    columns = ("code", "name", "spec", "family", "unit", "supply", "lead_days", "owner_name", "active")
    filters = ("supply", "family", "planning", "active")
    form = (
        "code", "name", "spec", "family", "unit", "supply", "planning", "lead_days", "lead_in_working_days",
        "safety_stock", "safety_days", "lot_policy", "lot_minimum", "lot_multiple", "lot_maximum", "period_days",
        "reschedule_in_days", "expedite_days", "defer_days", "lot_tracked", "shelf_life_days", "inspect",
        "inspect_days", "setup_family", "cost", "currency", "owner_name", "active",
    )  # fmt: skip
    order = ("code",)
    key = "code"
    panels = (
        Children(Bom, of="item", columns=("revision", "base_quantity", "effective_on", "state")),
        Children(BomLine, of="component", columns=("bom__item", "bom__revision", "quantity", "operation_sequence")),
        Children(Routing, of="item", columns=("revision", "state")),
        Children(ItemUnit, of="item", columns=("unit", "numerator", "denominator", "kind")),
    )
    group, icon, place = "materials", "box", 10
