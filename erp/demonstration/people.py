"""The twelve people of a demonstration factory and what each may do. The password is the user name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
class Post:
    """`may`: patterns of permissions; the role's name is in Chinese, as the factory calls it."""

    code: str
    role: str
    may: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Who holds a post."""

    username: str
    name: str
    post: Post


POSTS = (
    Post("director", "厂长", (EVERYTHING,)),
    Post(
        "planner", "计划",
        (*WHOLE_PLANT, "scheduling.*", "orders.*_workorder", "bom.*_calendar*", "bom.*_safetystock", CLOSURES,
            "base.*_importrun",
        ),
    ),
    Post(
        "supervisor", "车间主任",
        (*WHOLE_PLANT, "orders.*_workorder", "orders.*_workorderoperation", "shopfloor.*", CLOSURES),
    ),
    Post(
        "leader", "班组长",
        (
            STANDARDS, STOCK, ORDERS, PLANS, FLOOR, *OPERATIONS, *REPORTS, "orders.release_workorder",
            "shopfloor.*_rosterentry", "shopfloor.assign_shortage", "shopfloor.settle_shortage",
        ),
    ),
    Post(
        "operator", "操作工",
        ("bom.view_item", "bom.view_routing", "orders.view_workorder", *OPERATIONS, *REPORTS)
    ),
    Post("inspector", "质检", (STANDARDS, STOCK, ORDERS, PURCHASES, FLOOR, "quality.*", "inventory.*_lot")),
    Post(
        "laboratory", "化验",
        (STANDARDS, STOCK, QUALITY, "quality.measure_inspection", "quality.release_inspection", "inventory.*_lot"),
    ),
    Post(
        "storekeeper", "仓管",
        (STANDARDS, ORDERS, PURCHASES, FLOOR, "inventory.*", "suppliers.*_receipt", "orders.*_shipment",
         "shopfloor.*_lotissue"),
    ),
    Post(
        "buyer", "采购",
        (*WHOLE_PLANT, "suppliers.*", "scheduling.firm_plannedorder", "scheduling.apply_exceptionmessage",
            "scheduling.dismiss_exceptionmessage"),
    ),
    Post(
        "sales", "销售",
        (STANDARDS, STOCK, ORDERS, PLANS, "orders.*_customer", "orders.*_salesorder", "orders.*_shipment"),
    ),
    Post("maintenance", "设备", (STANDARDS, ORDERS, PLANS, "bom.*_machine", CLOSURES)),
    Post("engineer", "工艺", (*WHOLE_PLANT, "bom.*", "quality.*_inspectionplan")),
)  # fmt: skip


def staff(prefix: str, names: str) -> tuple[Person, ...]:
    """Everybody by name, in the order of the posts; their user names are the posts' with this before them."""
    return tuple(Person(f"{prefix}{post.code}", name, post) for post, name in zip(POSTS, names.split(), strict=True))


def appoint_everybody(people: Sequence[Person]) -> None:
    """Members and roles of the tenant in scope. Raises NotReady where a user name is somebody's real one."""
    users = _users([person.username for person in people])
    for person in people:
        if person.username not in users:  # the form would refuse a password like this, and rightly
            User.objects.create_user(person.username, person.username, name=person.name)
        data = {"name": person.post.role, "permissions": permissions((*person.post.may, *EVERYBODY))}
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
