"""The twelve people of a demonstration factory and what each may do. The password is the user name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from base.actions import ACTIONS, follow_up
from base.members import appoint
from base.models import Member, Membership, Role, User
from base.people import EVERYTHING, system_actor
from base.screens import every_permission
from erp.demonstration import NotReady
from shopfloor.models import Employee

STANDARDS, STOCK, ORDERS, PURCHASES, QUALITY, FLOOR, PLANS = (
    f"{app}.view_*" for app in ("bom", "inventory", "orders", "suppliers", "quality", "shopfloor", "scheduling")
)
WHOLE_PLANT = (STANDARDS, STOCK, ORDERS, PURCHASES, QUALITY, FLOOR, PLANS)
EVERYBODY = ("base.view_alert", "base.acknowledge_alert")
OPERATIONS = (
    "orders.view_workorderoperation",
    *(f"orders.{verb}_workorderoperation" for verb in ("start", "pause", "resume")),
)
REPORTS = (
    "shopfloor.*_firstpiece", "shopfloor.*_lotissue", "shopfloor.view_operationreport", "shopfloor.add_operationreport",
    "shopfloor.correct_operationreport",
)  # fmt: skip
CLOSURES = "bom.*_machineclosure"


@dataclass(frozen=True)
class Person:
    """`may`: patterns of permissions; the role's name is in Chinese, as the factory calls it."""

    username: str
    name: str
    role: str
    may: tuple[str, ...]


PEOPLE = (
    Person("director", "韩立群", "厂长", (EVERYTHING,)),
    Person(
        "planner", "周敏", "计划",
        (*WHOLE_PLANT, "scheduling.*", "orders.*_workorder", "bom.*_calendar*", CLOSURES, "base.*_importrun"),
    ),
    Person(
        "supervisor", "马国强", "车间主任",
        (*WHOLE_PLANT, "orders.*_workorder", "orders.*_workorderoperation", "shopfloor.*", CLOSURES),
    ),
    Person(
        "leader", "孙浩", "班组长",
        (
            STANDARDS, STOCK, ORDERS, PLANS, FLOOR, *OPERATIONS, *REPORTS, "orders.release_workorder",
            "shopfloor.*_rosterentry", "shopfloor.assign_shortage", "shopfloor.settle_shortage",
        ),
    ),
    Person(
        "operator", "李强", "操作工",
        ("bom.view_item", "bom.view_routing", "orders.view_workorder", *OPERATIONS, *REPORTS)
    ),
    Person("inspector", "吴倩", "质检", (STANDARDS, STOCK, ORDERS, PURCHASES, FLOOR, "quality.*", "inventory.*_lot")),
    Person(
        "laboratory", "郑雪", "化验",
        (STANDARDS, STOCK, QUALITY, "quality.measure_inspection", "quality.release_inspection", "inventory.*_lot"),
    ),
    Person(
        "storekeeper", "何军", "仓管",
        (STANDARDS, ORDERS, PURCHASES, FLOOR, "inventory.*", "suppliers.*_receipt", "orders.*_shipment",
         "shopfloor.*_lotissue"),
    ),
    Person(
        "buyer", "陈静", "采购",
        (*WHOLE_PLANT, "suppliers.*", "scheduling.firm_plannedorder", "scheduling.dismiss_exceptionmessage"),
    ),
    Person(
        "sales", "林悦", "销售",
        (STANDARDS, STOCK, ORDERS, PLANS, "orders.*_customer", "orders.*_salesorder", "orders.*_shipment"),
    ),
    Person("maintenance", "高峰", "设备", (STANDARDS, ORDERS, PLANS, "bom.*_machine", CLOSURES)),
    Person("engineer", "许明", "工艺", (*WHOLE_PLANT, "bom.*", "quality.*_inspectionplan")),
)  # fmt: skip
PLANNER = PEOPLE[1]


def appoint_everybody() -> None:
    """Members and roles of the tenant in scope. Raises NotReady where a user name is somebody's real one."""
    users = _users([person.username for person in PEOPLE])
    for person in PEOPLE:
        if person.username not in users:  # the form would refuse a password like this, and rightly
            User.objects.create_user(person.username, person.username, name=person.name)
        data = {"name": person.role, "permissions": permissions((*person.may, *EVERYBODY))}
        role = follow_up(ACTIONS[Role, "add"], by=system_actor(), data=data).record
        appoint(person.username, person.name, "", [role])


def name_employees() -> None:
    """Members of the tenant in scope who work on the floor too are the employees of their name."""
    members = {member.name: member for member in Member.objects.all()}
    for employee in Employee.objects.filter(name__in=members, user=None):
        facts = {"member": members[employee.name]}
        follow_up(ACTIONS[Employee, "name_member"], employee, by=system_actor(), data=facts)


def permissions(patterns: Iterable[str]) -> list[str]:
    """What the patterns stand for among the permissions the product knows."""
    if EVERYTHING in patterns:
        return [EVERYTHING]
    return [code for code in every_permission() if any(fnmatchcase(code, pattern) for pattern in patterns)]


def _users(names: list[str]) -> set[str]:
    """Which of them exist, from a demonstration before this one."""
    real = Membership.objects.filter(user__username__in=names, tenant__demo=False).values_list("user__username")
    if taken := sorted(name for (name,) in real):
        raise NotReady(f"These user names belong to people of a real company: {', '.join(taken)}")
    return set(User.objects.filter(username__in=names).values_list("username", flat=True))
