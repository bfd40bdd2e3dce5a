"""What people see of the floor: operations to do, reports, shortages, people. Tablets and papers are in views/."""

from __future__ import annotations

import django_filters as df
from django.utils.translation import gettext_lazy as _

from base.filters import YesNo
from base.panels import Children
from base.screens import SCREENS, Screen
from bom.models import WorkCenter
from orders.models import WorkOrder, WorkOrderOperation
from shopfloor import actions, gates, views  # noqa: F401  verbs, vetoes and hand-made pages
from shopfloor.models import (
    Device,
    Employee,
    EmployeeSkill,
    FirstPiece,
    LotIssue,
    OperationReport,
    RosterEntry,
    ScrapReason,
    Shortage,
    Skill,
    SkillNeed,
)
from shopfloor.panels import Enrolment, Kitting
from shopfloor.queries import overdue

REPORTED = ("reported_at", "operation", "good", "scrap", "scrap_reason", "rework", "employee", "lot", "state")


class WorkOrderOperationScreen(Screen):
    model = WorkOrderOperation
    columns = (
        "work_order", "sequence", "name", "work_order__item", "work_order__quantity", "good", "scrap", "rework",
        "work_center", "machine", "start_at", "finish_at", "state",
    )  # fmt: skip
    filters = ("state", "work_order", "work_center", "start_at")
    own_filters = {"overdue": df.BooleanFilter(method=overdue, label=_("overdue"), widget=YesNo)}
    search = "work_order__search"
    fields = (
        "work_order", "work_order__item", "sequence", "name", "work_center", "machine", "work_order__quantity", "good",
        "scrap", "rework", "first_piece", "start_at", "finish_at", "started_at", "finished_at", "state",
    )  # fmt: skip
    order = ("start_at", "id")
    actions = ("start", "pause", "resume", "complete_short")
    panels = (
        Children(OperationReport, of="operation", columns=REPORTED, order=("-id",)),
        Children(FirstPiece, of="operation", columns=("checked_at", "result", "checked_by", "note"), order=("-id",)),
    )
    group, icon, place = "floor", "list-todo", 20
    empty = _("Operations appear with work orders, from the routing of their item.")
    leads = "orders.workorder"


class OperationReportScreen(Screen):
    model = OperationReport
    columns = ("reported_at", "operation__work_order", *REPORTED[1:])
    filters = ("state", "reported_at", "operation")
    form = actions.reports.ReportForm
    changes = False
    fields = (*columns, "again", "machine", "recorded_at", "corrects", "note")
    order = ("-id",)
    actions = ("correct", "correct_late")
    panels = (Children(Shortage, of="report", columns=("item", "quantity", "covered", "owner_name", "state")),)
    group, icon, place = "floor", "clipboard-check", 30
    empty = _("Reports come from tablets: an operation is started, then good and scrap are reported.")
    leads = "orders.workorderoperation"


class ShortageScreen(Screen):
    model = Shortage
    columns = (
        "item", "item__name", "component__work_order", "quantity", "covered", "owner_name", "found_at", "state",
    )  # fmt: skip
    filters = ("state", "item", "report", "owner_name")
    search = "item__search"
    order = ("-id",)
    actions = ("settle", "assign")
    group, icon, place = "floor", "package-x", 40
    empty = _("Nothing is short. A shortage appears when a report uses more of a component than is there.")
    leads = "orders.workorder"


class LotIssueScreen(Screen):
    model = LotIssue
    columns = ("lot", "component__item", "component__work_order", "quantity", "returned", "issued_at")
    filters = ("lot",)
    form = actions.lots.LotIssueForm
    changes = False
    order = ("-id",)
    actions = ("return",)
    group, icon, place = "floor", "package-check", 50
    empty = _("A lot is issued to a work order on the tablet of its work center, or here by hand.")
    leads = "orders.workorder"


class FirstPieceScreen(Screen):
    """Reached from its operation."""

    model = FirstPiece
    columns = ("checked_at", "operation", "operation__work_order", "result", "checked_by", "note")
    filters = ("result", "operation")
    form = actions.first_pieces.FirstPieceForm
    changes = False
    order = ("-id",)


class ScrapReasonScreen(Screen):
    model = ScrapReason
    columns = ("code", "name", "active")
    form = ("code", "name", "active")
    order = ("code",)
    key = "code"
    group, icon, place = "floor", "trash-2", 90
    empty = _("Why pieces are scrapped: an operator chooses one of these when reporting scrap.")


class EmployeeScreen(Screen):
    model = Employee
    columns = ("number", "name", "work_center", "active")
    filters = ("work_center",)
    form = ("number", "name", "work_center", "active")
    order = ("number",)
    key = "number"
    actions = ("name_member", "give_badge", "take_badge")
    panels = (
        Children(EmployeeSkill, of="employee", columns=("skill", "skill__name", "level", "certificate", "expires_on")),
        Children(RosterEntry, of="employee", columns=("on", "shift", "work_center", "machine"), order=("-on",)),
    )
    group, icon, place = "floor", "contact", 60
    empty = _("People on the floor: add them, give each a badge and a PIN, and they sign in on tablets.")


class SkillScreen(Screen):
    model = Skill
    columns = ("code", "name")
    form = ("code", "name")
    order = ("code",)
    key = "code"
    panels = (
        Children(EmployeeSkill, of="skill", columns=("employee", "employee__name", "level", "expires_on")),
        Children(SkillNeed, of="skill", columns=("work_center", "level")),
    )
    group, icon, place = "floor", "graduation-cap", 80
    empty = _("What people must be able to do: a work center asks for skills, employees have them.")


class EmployeeSkillScreen(Screen):
    model = EmployeeSkill
    columns = ("employee", "employee__name", "skill", "level", "certificate", "issued_on", "expires_on")
    filters = ("skill", "employee", "expires_on")
    search = "employee__search"
    form = ("employee", "skill", "level", "certificate", "issued_on", "expires_on")
    order = ("expires_on", "id")
    group, icon, place = "floor", "badge-check", 75
    empty = _("Who can do what, and until when their certificate is valid.")
    leads = "shopfloor.skill"


class SkillNeedScreen(Screen):
    """Reached from its skill and its work center."""

    model = SkillNeed
    columns = ("work_center", "skill", "level")
    filters = ("work_center", "skill")
    form = ("work_center", "skill", "level")
    order = ("work_center", "id")


class RosterEntryScreen(Screen):
    model = RosterEntry
    columns = ("on", "shift", "employee", "employee__name", "work_center", "machine")
    filters = ("on", "work_center", "employee")
    search = "employee__search"
    form = ("on", "shift", "employee", "work_center", "machine")
    order = ("-on", "id")
    group, icon, place = "floor", "calendar-clock", 70
    empty = _("Who works on which day, in which shift and at which work center.")
    leads = "shopfloor.employee"


class DeviceScreen(Screen):
    model = Device
    columns = ("code", "name", "work_center", "machine", "enrolled_at", "active")
    form = ("code", "name", "work_center", "machine", "active")
    order = ("code",)
    key = "code"
    actions = ("revoke",)
    panels = (Enrolment(),)
    group, icon, place = "floor", "tablet", 95
    empty = _("A tablet belongs to a work center: add it here, then open the address it shows on the tablet.")
    leads = "bom.workcenter"


SCREENS[WorkOrder].panels = (Kitting(), *SCREENS[WorkOrder].panels)  # first: the planner asks it before releasing
SCREENS[WorkOrder].add_panel(Children(OperationReport, of="operation__work_order", columns=REPORTED, order=("-id",)))
SCREENS[WorkOrder].add_panel(
    Children(Shortage, of="component__work_order", columns=("item", "quantity", "covered", "owner_name", "state"))
)
SCREENS[WorkOrder].actions = (*(SCREENS[WorkOrder].actions or ()), "close")
SCREENS[WorkCenter].add_panel(Children(SkillNeed, of="work_center", columns=("skill", "skill__name", "level")))
