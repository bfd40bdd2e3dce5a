"""What people see of quality: plans, inspections, nonconformances."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from base.panels import Children
from base.screens import SCREENS, Screen
from bom.models import Item
from inventory.models import Lot
from quality import actions, views  # noqa: F401  documents bring verbs of their own; the trace page
from quality.forms import InspectionForm, InspectionPlanForm, NonconformanceForm
from quality.models import Characteristic, Disposition, Inspection, InspectionPlan, Measurement, Nonconformance
from quality.panels import TraceLink


class InspectionScreen(Screen):
    model = Inspection
    columns = (
        "number", "item", "item__name", "lot", "quantity", "source", "opened_on", "lot__available_on", "state",
    )  # fmt: skip
    filters = ("state", "item", "lot", "opened_on")
    form = InspectionForm
    fields = (
        "number", "item", "item__name", "lot", "lot__supplier_lot", "quantity", "source", "opened_on",
        "lot__available_on", "decided_on", "note", "state",
    )  # fmt: skip
    actions = ("measure", "release", "reject", "cancel")
    panels = (
        Children(
            Measurement,
            of="inspection",
            columns=("position", "name", "sample", "kind", "lower", "upper", "unit", "value", "passed"),
        ),
        Children(Nonconformance, of="inspection", columns=("number", "quantity", "disposed", "description", "state")),
    )
    group, icon, place = "quality", "clipboard-check", 10
    empty = _("Inspections open by themselves when something arrives or is made that is to be looked at.")
    leads = "suppliers.receipt"


class NonconformanceScreen(Screen):
    model = Nonconformance
    columns = (
        "number", "item", "item__name", "lot", "quantity", "disposed", "description", "found_on", "state",
    )  # fmt: skip
    filters = ("state", "item", "lot", "inspection", "found_on")
    form = NonconformanceForm
    actions = ("dispose", "close")
    fields = (
        "number", "item", "item__name", "lot", "lot__supplier_name", "quantity", "disposed", "description", "found_on",
        "inspection", "state",
    )  # fmt: skip
    panels = (
        Children(
            Disposition,
            of="nonconformance",
            columns=("position", "kind", "quantity", "reason", "to_lot", "available_on", "decided_by", "decided_at"),
        ),
    )
    group, icon, place = "quality", "triangle-alert", 20
    empty = _("Nothing is wrong. A rejected inspection opens one, and one can be reported by hand.")
    leads = "quality.inspection"


class InspectionPlanScreen(Screen):
    model = InspectionPlan
    columns = ("item", "item__name", "samples", "note")
    filters = ("item",)
    search = "item__search"
    form = InspectionPlanForm
    order = ("item__code", "id")
    panels = (
        Children(Characteristic, of="plan", columns=("position", "name", "kind", "lower", "upper", "unit", "method")),
    )
    group, icon, place = "quality", "list-checks", 30
    empty = _("Say which characteristics of an item are looked at or measured, with their limits.")
    leads = "bom.item"


SCREENS[Lot].add_panel(TraceLink())
SCREENS[Lot].add_panel(
    Children(Inspection, of="lot", columns=("number", "quantity", "source", "opened_on", "decided_on", "state"))
)
SCREENS[Lot].add_panel(
    Children(Nonconformance, of="lot", columns=("number", "quantity", "disposed", "description", "state"))
)
SCREENS[Item].add_panel(Children(InspectionPlan, of="item", columns=("samples", "note")))
