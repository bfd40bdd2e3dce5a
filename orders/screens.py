"""What people see of customers, sales orders and work orders."""

from __future__ import annotations

import django_filters as df
from django.utils.translation import gettext_lazy as _

from base.filters import DaysFound, YesNo
from base.panels import Children
from base.screens import SCREENS, Screen
from bom.models import Item
from inventory.models import Lot
from orders import actions  # noqa: F401  documents bring verbs of their own
from orders.forms import SalesOrderForm, ShipmentForm, WorkOrderForm
from orders.models import (
    Customer,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    WorkOrder,
    WorkOrderComponent,
    WorkOrderOperation,
    WorkOrderOutput,
)
from orders.panels import Course, Materials
from orders.queries import late, with_next_shipment


class SalesOrderScreen(Screen):
    model = SalesOrder
    columns = ("number", "customer", "order_class", "priority", "ordered_on", "state", "note")
    filters = ("state", "order_class", "customer", "ordered_on")
    own_filters = {
        "next_on": DaysFound(with_next_shipment, field_name="next_on", label=_("next shipment")),
        "late": df.BooleanFilter(method=late, label=_("late"), widget=YesNo),
    }
    form = SalesOrderForm
    order = ("-ordered_on", "-id")
    actions = ("accept", "prepare", "close", "close_short", "reopen", "cancel")
    panels = (
        Children(
            SalesOrderLine,
            of="order",
            columns=(
                "position", "item", "item__name", "quantity", "shipped", "item__unit", "due_on", "promised_on",
                "planned_on", "price", "currency", "minimum_life", "customer_supplied",
            ),
            links="item",
        ),
        Children(Shipment, of="order", columns=("number", "shipped_on", "note", "state")),
    )  # fmt: skip
    group, icon, place = "orders", "shopping-cart", 10
    empty = _("Enter what a customer ordered: once it is accepted, it is planned for.")


class ShipmentScreen(Screen):
    model = Shipment
    columns = ("number", "order", "order__customer", "shipped_on", "note", "state")
    filters = ("state", "order", "shipped_on")
    form = ShipmentForm
    order = ("-shipped_on", "-id")
    actions = ("ship", "reverse", "cancel")
    panels = (
        Children(
            ShipmentLine,
            of="shipment",
            columns=(
                "position", "order_position", "item", "item__name", "location", "lot", "lot__expires_on", "quantity",
                "item__unit",
            ),
            links="item",
        ),
    )  # fmt: skip
    group, icon, place = "orders", "package-open", 15
    empty = _("A shipment is prepared on an accepted sales order, with all of it that can leave.")
    leads = "orders.salesorder"


class WorkOrderScreen(Screen):
    model = WorkOrder
    columns = ("number", "item", "item__name", "quantity", "good", "scrap", "due_on", "start_at", "finish_at", "state")
    filters = ("state", "item", "due_on")
    form = WorkOrderForm
    fields = (
        "number", "item", "item__name", "item__spec", "quantity", "good", "scrap", "due_on", "start_at", "finish_at",
        "customer", "bom_revision", "routing_revision", "note", "state",
    )  # fmt: skip
    order = ("due_on", "id")
    actions = ("release", "release_short", "make_less", "cancel")
    panels = (
        Course(WorkOrderOperation, of="work_order", columns=()),
        Materials(WorkOrderComponent, of="work_order", columns=()),
        Children(
            WorkOrderOutput,
            of="work_order",
            columns=("operation_sequence", "kind", "item", "item__name", "expected", "received", "item__unit"),
            links="item",
        ),
    )
    group, icon, place = "orders", "hammer", 20
    empty = _("Work orders come from firming planned orders; one can also be added by hand.")
    leads = "scheduling.plannedorder"


class CustomerScreen(Screen):
    model = Customer
    columns = ("code", "name", "over_tolerance", "under_tolerance", "minimum_life", "partial_allowed")
    filters = ("partial_allowed",)
    form = ("code", "name", "over_tolerance", "under_tolerance", "minimum_life", "partial_allowed")
    order = ("code",)
    key = "code"
    panels = (Children(SalesOrder, of="customer", columns=("number", "order_class", "ordered_on", "state")),)
    group, icon, place = "orders", "users", 30
    empty = _("Whoever buys from you: a sales order names its customer.")


SCREENS[Item].add_panel(
    Children(WorkOrder, of="item", columns=("number", "quantity", "good", "due_on", "finish_at", "state"))
)
SCREENS[Lot].add_panel(
    Children(
        ShipmentLine,
        of="lot",
        columns=("shipment", "shipment__order", "shipment__order__customer", "shipment__shipped_on", "quantity"),
        links="shipment",
    )
)
