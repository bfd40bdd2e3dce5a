"""Who is working, and whether they may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from base.people import Actor
from base.tenancy.prepared import prepared
from orders.models import WorkOrderOperation
from shopfloor.models import Employee, EmployeeSkill, SkillNeed


def employee_of(by: Actor) -> Employee | None:
    """The person on the floor behind whoever is signed in."""
    found = _working(by.user_id) if by.user_id else []
    return found[0] if found else None


@prepared
def _working(user: Any) -> QuerySet[Employee]:
    return Employee.objects.filter(user=user, active=True)


def skill_objections(operations: Sequence[WorkOrderOperation], by: Actor, on: date) -> dict[int, str]:
    """Which of these operations this person lacks a skill for, and which one."""
    centers = {operation.work_center_id for operation in operations}
    needs = list(SkillNeed.objects.filter(work_center__in=centers).select_related("skill").order_by("id"))
    if not needs or by.user_id is None:
        return {}
    employee = employee_of(by)
    skills = EmployeeSkill.objects.filter(employee=employee, skill__in=[need.skill_id for need in needs])
    held = {held.skill_id: held for held in skills} if employee else {}
    found: dict[int, str] = {}
    for need in needs:
        if said := _lacks(need, held.get(need.skill_id), employee or by.name, on):
            found |= {row.pk: said for row in operations if row.work_center_id == need.work_center_id}
    return found


def _lacks(need: SkillNeed, held: EmployeeSkill | None, who: Any, on: date) -> str:
    facts = {"who": who, "skill": need.skill.name, "level": need.level}
    if held is None:
        return _("%(who)s has not learned %(skill)s") % facts
    if held.level < need.level:
        return _("%(who)s has %(skill)s at level %(own)s, this needs %(level)s") % (facts | {"own": held.level})
    if held.expires_on and held.expires_on < on:
        return _("%(who)s: the certificate for %(skill)s expired on %(on)s") % (facts | {"on": held.expires_on})
    return ""
