"""What people see of items, their structures, and where and when they are made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from base.panels import Children
from base.screens import Screen
from bom import actions  # noqa: F401  documents bring verbs of their own
from bom.forms import BomForm, CalendarForm, RoutingForm, SubstituteForm
from bom.models import (
    Bom,
    BomLine,
    Calendar,
    CalendarDay,
    Item,
    ItemUnit,
    Machine,
    MachineClosure,
    Operation,
    Routing,
    SafetyStock,
    Shift,
    Substitute,
    Unit,
    WorkCenter,
)
from bom.panels import WhereUsed


class UnitScreen(Screen):
    model = Unit
    columns = ("code", "name", "decimals")
    form = ("code", "name", "decimals")
    order = ("code",)
    key = "code"
    group, icon, place = "standards", "ruler", 90
    empty = _("What items are counted, weighed or measured in: add pieces, kilograms and what else you use.")


class ItemScreen(Screen):
    model = Item
    columns = ("code", "name", "spec", "family", "unit", "supply", "lead_days", "owner_name", "active")
    filters = ("supply", "family", "planning", "active")
    form = (
        "code", "name", "spec", "family", "unit", "supply", "planning", "lead_days", "lead_in_working_days",
        "safety_days", "stocked", "safety_stock", "lot_policy", "lot_minimum", "lot_multiple", "lot_maximum",
        "period_days", "order_cost", "holding_rate", "reschedule_in_days", "expedite_days", "defer_days",
        "forecast_backward_days", "forecast_forward_days", "lot_tracked", "lot_rule", "shelf_life_days", "inspect",
        "inspect_days", "over_tolerance", "setup_family", "cost", "currency", "owner_name", "active",
    )  # fmt: skip
    order = ("code",)
    key = "code"
    panels = (
        Children(Bom, of="item", columns=("revision", "base_quantity", "effective_on", "state")),
        WhereUsed(BomLine, of="component", columns=()),
        Children(
            Substitute,
            of="component",
            columns=("item", "item__name", "priority", "ratio", "parent", "active"),
            order=("parent__code", "priority", "id"),
        ),
        Children(Routing, of="item", columns=("revision", "state")),
        Children(SafetyStock, of="item", columns=("start_on", "quantity")),
        Children(ItemUnit, of="item", columns=("unit", "numerator", "denominator", "kind")),
    )
    group, icon, place = "materials", "box", 10
    empty = _("Everything you make, buy or use is an item: import your item list, or add the first by hand.")


class ItemUnitScreen(Screen):
    model = ItemUnit
    columns = ("item", "item__name", "unit", "numerator", "denominator", "kind")
    filters = ("item", "kind")
    search = "item__search"
    form = ("item", "unit", "numerator", "denominator", "kind")
    order = ("item", "id")
    group, icon, place = "standards", "scale", 95
    empty = _("Where an item is counted in a second unit, say how many of its own unit that is.")
    leads = "bom.item"


class SafetyStockScreen(Screen):
    model = SafetyStock
    columns = ("item", "item__name", "start_on", "quantity", "item__unit")
    filters = ("item", "start_on")
    search = "item__search"
    form = ("item", "start_on", "quantity")
    order = ("item__code", "start_on", "id")
    group, icon, place = "standards", "shield", 97
    empty = _("Where an item needs more safety stock for a season, say from which day on how much.")
    leads = "bom.item"


class BomScreen(Screen):
    model = Bom
    columns = ("item", "item__name", "revision", "base_quantity", "effective_on", "state")
    filters = ("state", "item")
    search = "item__search"
    form = BomForm
    order = ("item__code", "-id")
    panels = (
        Children(
            BomLine,
            of="bom",
            columns=(
                "position", "kind", "component", "component__name", "quantity", "component__unit", "scrap_rate",
                "yield_rate", "cost_share", "operation_sequence",
            ),
            links="component",
        ),
    )  # fmt: skip
    group, icon, place = "standards", "network", 10
    empty = _("A structure says what an item is made of: add one for each item you make.")
    leads = "bom.item"


class SubstituteScreen(Screen):
    model = Substitute
    columns = ("component", "component__name", "item", "item__name", "priority", "ratio", "parent", "active")
    filters = ("component", "item", "parent", "active")
    search = "component__search"
    form = SubstituteForm
    order = ("component__code", "parent__code", "priority", "id")
    group, icon, place = "standards", "replace", 15
    empty = _("When a component is short, planning takes what is left of its substitutes: say what may replace what.")
    leads = "bom.item"


class RoutingScreen(Screen):
    model = Routing
    columns = ("item", "item__name", "revision", "state")
    filters = ("state", "item")
    search = "item__search"
    form = RoutingForm
    order = ("item__code", "-id")
    panels = (
        Children(
            Operation,
            of="routing",
            columns=(
                "sequence", "name", "work_center", "setup_minutes", "run_minutes", "run_quantity", "in_batches",
                "transfer_lot", "subcontract_days", "inspection", "first_piece",
            ),
            links="work_center",
        ),
    )  # fmt: skip
    group, icon, place = "standards", "route", 20
    empty = _("A routing says how an item is made, operation by operation: add one for each item you make.")
    leads = "bom.item"


class WorkCenterScreen(Screen):
    model = WorkCenter
    columns = ("code", "name", "kind", "calendar", "efficiency", "site", "owner_name")
    filters = ("kind", "calendar", "site")
    form = ("code", "name", "site", "calendar", "efficiency", "kind", "owner_name")
    order = ("code",)
    key = "code"
    panels = (Children(Machine, of="work_center", columns=("code", "name", "active")),)
    group, icon, place = "standards", "factory", 30
    empty = _("Machines or places that do the same work are a work center: routings name them.")


class MachineScreen(Screen):
    model = Machine
    columns = ("code", "name", "work_center", "active")
    filters = ("work_center", "active")
    form = ("code", "name", "work_center", "active")
    order = ("code",)
    key = "code"
    panels = (Children(MachineClosure, of="machine", columns=("start_at", "finish_at", "reason")),)
    group, icon, place = "standards", "drill", 40
    empty = _("A machine belongs to a work center: the schedule gives each of its operations a machine and a time.")
    leads = "bom.workcenter"


class MachineClosureScreen(Screen):
    model = MachineClosure
    columns = ("machine", "machine__name", "start_at", "finish_at", "reason")
    filters = ("machine", "start_at")
    form = ("machine", "start_at", "finish_at", "reason")
    order = ("-start_at", "id")
    group, icon, place = "standards", "wrench", 50
    empty = _("Every machine is open: when one is down or being maintained, enter it and the schedule keeps clear.")
    leads = "bom.machine"


class CalendarScreen(Screen):
    model = Calendar
    columns = ("code", "name")
    form = CalendarForm
    order = ("code",)
    key = "code"
    panels = (
        Children(Shift, of="calendar", columns=("name", "weekdays", "start", "finish")),
        Children(CalendarDay, of="calendar", columns=("on", "working", "name", "provisional")),
    )
    group, icon, place = "standards", "calendar", 60
    empty = _("A calendar says when work centers are open: without one nothing can be scheduled.")


class ShiftScreen(Screen):
    """Reached from its calendar."""

    model = Shift
    columns = ("calendar", "name", "weekdays", "start", "finish")
    filters = ("calendar",)
    form = ("calendar", "name", "weekdays", "start", "finish", "breaks")
    order = ("calendar__code", "start", "id")


class CalendarDayScreen(Screen):
    model = CalendarDay
    columns = ("on", "working", "name", "calendar", "provisional")
    filters = ("on", "working", "provisional", "calendar")
    form = ("calendar", "on", "working", "name")
    order = ("-on", "id")
    group, icon, place = "standards", "calendar-off", 70
    empty = _("No day differs from the weekly pattern: fill in the year's holidays on a calendar.")
    leads = "bom.calendar"
