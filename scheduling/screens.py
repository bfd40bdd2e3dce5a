"""What planners see: proposals, messages, runs and versions. The plan page itself is in views.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters as df
from django.utils.translation import gettext_lazy as _

from base.filters import Checks
from base.panels import Children, Progress
from base.people import Actor
from base.records import Record
from base.screens import SCREENS, Screen
from bom.models import Item
from inventory.models import Lot
from orders.models import SalesOrder, SalesOrderLine, WorkOrder
from scheduling import actions, triggers, views  # noqa: F401  the verbs, what starts by itself, the hand-made page
from scheduling.faults import sentence
from scheduling.forms import ForecastForm, RunForm, RunTriggerForm
from scheduling.inputs import size_of_input
from scheduling.models import (
    ExceptionMessage,
    Forecast,
    PlannedOrder,
    PlanRun,
    PlanVersion,
    PlanVersionLine,
    RunTrigger,
)
from scheduling.panels import ItemOutlook, OrderPlan, Promise, SupplyChain
from suppliers.models import PurchaseOrderLine

SUBJECTS = [
    (model._meta.label_lower, model._meta.verbose_name)
    for model in (PurchaseOrderLine, WorkOrder, PlannedOrder, Lot, SalesOrderLine)
]

COUNTS = {
    "demands": _("Demands"),
    "planned_orders": _("Planned orders"),
    "messages": _("Exception messages"),
    "operations": _("Operations"),
    "lines": _("Order lines"),
    "late": _("Late order lines"),
    "faults": _("Left out"),
    "setup_minutes": _("Set-up, minutes"),
}


class ForecastScreen(Screen):
    model = Forecast
    columns = ("item", "item__name", "start_on", "period", "quantity", "item__unit")
    filters = ("item", "start_on", "period")
    search = "item__search"
    form = ForecastForm
    order = ("start_on", "item__code", "id")
    group, icon, place = "plan", "trending-up", 15
    empty = _("What you expect to be ordered: requirements are planned for it ahead, and orders consume it.")
    leads = "bom.item"


class PlannedOrderScreen(Screen):
    model = PlannedOrder
    columns = (
        "item", "item__name", "supply", "supplier", "quantity", "start_on", "due_on", "expected_on", "past_due",
        "customer", "state",
    )  # fmt: skip
    filters = ("state", "supply", "supplier", "item", "start_on", "due_on", "past_due")
    search = "item__search"
    order = ("start_on", "id")
    group, icon, place = "plan", "clipboard-list", 20
    empty = _("Proposals appear when requirements are planned: start the calculation on the plan page.")


class ExceptionMessageScreen(Screen):
    model = ExceptionMessage
    columns = (
        "kind", "item", "item__name", "subject_text", "quantity", "from_on", "to_on", "days", "needed_by", "owner_name",
        "dismissed", "applied",
    )  # fmt: skip
    filters = ("dismissed", "kind", "item", "owner_name")
    own_filters = {
        "about": df.MultipleChoiceFilter(field_name="subject_type", choices=SUBJECTS, label=_("about"), widget=Checks)
    }
    search = "item__search"
    order = ("dismissed", "kind", "id")
    group, icon, place = "plan", "message-square-warning", 30
    empty = _("No open order needs a change. Messages appear when requirements are planned.")


@dataclass(frozen=True)
class Faults:
    """The rows a run left out, each with a sentence."""

    template: str = "scheduling/panel_faults.html"

    def context(self, record: Record, _actor: Actor) -> dict[str, Any]:
        faults = getattr(record, "faults", [])
        return {"sentences": [sentence(fault) for fault in faults]}


@dataclass(frozen=True)
class Repeating:
    """The kept input of a requirements run as a file, and what a replay of it found."""

    template: str = "scheduling/panel_repeating.html"

    def context(self, record: Any, _actor: Actor) -> dict[str, Any]:
        return {"size": size_of_input(record.pk)}


@dataclass(frozen=True)
class Figures:
    """What a run counted, in the words of the pages that show it."""

    template: str = "scheduling/panel_figures.html"
    on_top: bool = True

    def context(self, record: Any, _actor: Actor) -> dict[str, Any]:
        return {"figures": [(label, record.counts[name]) for name, label in COUNTS.items() if name in record.counts]}


class PlanRunScreen(Screen):
    model = PlanRun
    columns = ("number", "kind", "state", "started_at", "seconds")
    filters = ("kind", "state")
    form = RunForm
    actions = ("replay",)
    panels = (
        Figures(),
        Progress(),
        Faults(),
        Repeating(),
        Children(PlanVersion, of="run", columns=("number", "state", "lines_planned", "lines_late")),
    )
    group, icon, place = "plan", "history", 60
    empty = _("Nothing has been planned yet: the first calculation says what must be made and bought by when.")


class RunTriggerScreen(Screen):
    model = RunTrigger
    columns = ("name", "kind", "nightly_at", "after_changes", "at_once")
    form = RunTriggerForm
    group, icon, place = "plan", "alarm-clock", 70
    empty = _("Calculations start by hand only: say here when one starts by itself.")


class PlanVersionScreen(Screen):
    model = PlanVersion
    columns = ("number", "state", "made_at", "operations_planned", "lines_planned", "lines_late")
    filters = ("state", "run")
    actions = ("publish", "supersede")
    panels = (
        Children(
            PlanVersionLine,
            of="plan",
            columns=("line__order__number", "line__position", "line__item", "line__due_on", "planned_on", "days_late"),
            order=("-days_late", "planned_on"),
        ),
    )
    group, icon, place = "plan", "calendar-range", 40
    empty = _("A plan version appears when the schedule is calculated: start it on the plan page.")
    leads = "scheduling.planrun"


SCREENS[SalesOrder].actions = (*(SCREENS[SalesOrder].actions or ()), "cut_back", "call_off")
for model, panel in ((Item, ItemOutlook()), (WorkOrder, OrderPlan()), (SalesOrder, Promise())):
    SCREENS[model].panels = (panel, *SCREENS[model].panels)  # first: how it stands
SCREENS[SalesOrder].add_panel(SupplyChain())
SCREENS[Item].add_panel(Children(Forecast, of="item", columns=("start_on", "period", "quantity")))
