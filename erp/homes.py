"""The home of each role: what waits for whoever has it. The planner and the operator begin on pages of their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.columns import Column
from base.homes import Day, Home, Section
from base.models import Alert
from base.models.alerts import AlertState
from base.pages.homes import offer_home
from inventory.models import Lot, LotHold
from inventory.states import HoldState
from orders.models import SalesOrder, WorkOrder, WorkOrderOperation
from orders.states import OperationState, WorkOrderState
from quality.models import Inspection, Nonconformance
from quality.states import InspectionState, NonconformanceState
from scheduling.figures import achieved, on_time, scrapped
from scheduling.models import ExceptionMessage, PlannedOrder
from scheduling.states import PlannedState
from shopfloor.models import RosterEntry, Shortage
from shopfloor.states import ShortageState
from suppliers.models import PurchaseOrder, PurchaseOrderLine

NEXT_DELIVERY = Column("next_on", "next_on", _("next delivery"), "date")
NEXT_SHIPMENT = Column("next_on", "next_on", _("next shipment"), "date")
LEFT = Column("there", "there", _("in stock"), "number")
OPERATION = ("work_order", "name", "work_order__item", "work_center", "finish_at")
SALES_ORDER = ("number", "customer", "order_class")

ALERTS = Section(
    Alert,
    _("Alerts"),
    _("nobody has acknowledged them yet"),
    _("Nothing needs anybody now."),
    ("subject_text", "sentence", "severity", "since"),
    {"state": AlertState.OPEN},
    tone="late",
)
LATE_ORDERS = Section(
    SalesOrder,
    _("Late sales orders"),
    _("overdue, or planned after the promise"),
    _("Every order line ships on time."),
    (*SALES_ORDER, NEXT_SHIPMENT),
    {"late": "true"},
    tone="late",
)
IN_PROCESS = Section(
    WorkOrder,
    _("Work in process"),
    _("started and not completed"),
    _("No work order has been started."),
    ("number", "item", "item__name", "good", "quantity", "finish_at"),
    {"state": WorkOrderState.STARTED, "sort": "finish_at"},
)
OVERDUE_OPERATIONS = Section(
    WorkOrderOperation,
    _("Overdue operations"),
    _("should be finished by now"),
    _("Every operation on the floor is within its plan."),
    OPERATION,
    {"overdue": "true", "sort": "finish_at"},
    tone="late",
)
RUNNING = Section(
    WorkOrderOperation,
    _("Running now"),
    _("started on the floor"),
    _("No operation is running. Operations are started on the tablet of their work center."),
    OPERATION,
    {"state": OperationState.STARTED, "sort": "finish_at"},
)
SHORTAGES = Section(
    Shortage,
    _("Shortages"),
    _("reported, but not in stock"),
    _("Nothing is short."),
    ("item", "component__work_order", "quantity", "covered", "owner_name"),
    {"state": ShortageState.OPEN},
    tone="hold",
)
ON_SHIFT = Section(
    RosterEntry,
    _("On shift today"),
    _("by the roster"),
    _("Nobody is on the roster of today."),
    ("employee__name", "shift", "work_center", "machine"),
    {"on_after": Day(), "on_before": Day()},
)
INSPECTIONS = Section(
    Inspection,
    _("Inspections waiting"),
    _("nothing of them can be used yet"),
    _("Nothing waits for an inspection."),
    ("number", "item", "item__name", "lot", "quantity", "opened_on"),
    {"state": InspectionState.OPEN, "sort": "opened_on"},
    tone="check",
)
NONCONFORMANCES = Section(
    Nonconformance,
    _("Open nonconformances"),
    _("waiting for a decision"),
    _("Nothing is wrong."),
    ("number", "item", "lot", "quantity", "disposed", "description"),
    {"state": NonconformanceState.OPEN, "sort": "found_on"},
    tone="late",
)
ON_HOLD = Section(
    LotHold,
    _("Lots on hold"),
    _("until somebody releases them"),
    _("No lot is on hold."),
    ("lot", "lot__item", "reason", "placed_at"),
    {"state": HoldState.HELD, "sort": "placed_at"},
    tone="hold",
)
EXPIRING = Section(
    Lot,
    _("About to expire"),
    _("within 30 days, and in stock"),
    _("Nothing in stock expires within 30 days."),
    ("code", "item", "item__name", "expires_on", LEFT),
    {"in_stock": "true", "expires_on_before": Day(30), "sort": "expires_on"},
    tone="hold",
)
DELIVERIES = Section(
    PurchaseOrder,
    _("Receipts due"),
    _("today, or overdue"),
    _("Nothing is expected today."),
    ("number", "supplier", "state", NEXT_DELIVERY),
    {"next_on_before": Day()},
)
TO_PICK = Section(
    WorkOrder,
    _("Orders to pick for"),
    _("released and not started"),
    _("No released order waits for its material."),
    ("number", "item", "item__name", "quantity", "start_at"),
    {"state": WorkOrderState.RELEASED, "sort": "start_at"},
)
SHIPMENTS = Section(
    SalesOrder,
    _("Shipments due"),
    _("today, or overdue"),
    _("Nothing is to leave today."),
    (*SALES_ORDER, NEXT_SHIPMENT),
    {"next_on_before": Day()},
)
MESSAGES = Section(
    ExceptionMessage,
    _("Purchases to change"),
    _("messages of the plan"),
    _("No purchase order needs a change."),
    ("subject_text", "kind", "item", "from_on", "to_on", "needed_by"),
    {"dismissed": "false", "about": PurchaseOrderLine._meta.label_lower, "sort": "to_on"},
    tone="hold",
)
LATE_DELIVERIES = Section(
    PurchaseOrder,
    _("Late purchase orders"),
    _("should have come by yesterday"),
    _("No supplier is late."),
    ("number", "supplier", "state", NEXT_DELIVERY),
    {"next_on_before": Day(-1)},
    tone="late",
)
TO_FIRM = Section(
    PlannedOrder,
    _("Proposals to firm"),
    _("to be ordered within 7 days"),
    _("Nothing has to be ordered within 7 days."),
    ("item", "item__name", "quantity", "start_on", "due_on", "past_due"),
    {"state": PlannedState.PROPOSED, "supply": "buy", "start_on_before": Day(7), "sort": "start_on"},
)

for home in (
    Home(
        "manager", _("Factory at a glance"), "erp.view_figures", 10,
        sections=(LATE_ORDERS, ALERTS, IN_PROCESS),
        figures=(
            ("orders.view_shipment", on_time),
            ("scheduling.view_planversion", achieved),
            ("shopfloor.view_operationreport", scrapped),
        ),
    ),
    Home("planner", pgettext_lazy("home", "planning"), "scheduling.publish_planversion", 20, page="plan"),
    Home(
        "supervisor", pgettext_lazy("home", "shop floor"), "shopfloor.add_rosterentry", 30,
        sections=(OVERDUE_OPERATIONS, RUNNING, SHORTAGES, ON_SHIFT),
    ),
    Home(
        "quality", pgettext_lazy("home", "quality"), "quality.release_inspection", 40,
        sections=(INSPECTIONS, NONCONFORMANCES, ON_HOLD, EXPIRING),
    ),
    Home(
        "buyer", pgettext_lazy("home", "purchasing"), "suppliers.confirm_purchaseorder", 50,
        sections=(MESSAGES, LATE_DELIVERIES, TO_FIRM),
    ),
    Home(
        "warehouse", pgettext_lazy("home", "warehouse"), "suppliers.post_receipt", 60,
        sections=(DELIVERIES, TO_PICK, SHIPMENTS),
    ),
    Home("operator", _("Tablet"), "shopfloor.add_operationreport", 70, page="floor"),
):  # fmt: skip
    offer_home(home)
