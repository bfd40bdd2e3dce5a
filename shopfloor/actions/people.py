"""The verbs of people and tablets on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from base.actions import action, gate
from base.granting import stronger
from base.models import Member
from base.people import Actor
from base.refusals import NotPermitted, Unacceptable
from shopfloor.forms import BadgeForm, EnrolForm, SignInForm
from shopfloor.models import Badge, Device, Employee


@action(Employee, "name_member", form=SignInForm, label=_("Name member"))
def name_member(employee: Employee, *, by: Actor, member: Member) -> None:
    """Whoever signs in as this member is this employee: what they report is theirs."""
    if member.user_id is None:
        raise Unacceptable(_text("%(member)s cannot sign in yet") % {"member": member})
    if sentence := stronger([member.user_id], by).get(member.user_id):
        raise NotPermitted(sentence)
    employee.user_id = member.user_id


@action(Employee, "give_badge", form=BadgeForm, label=_("Give a badge"))
def give_badge(employee: Employee, *, by: Actor, code: str, pin: str) -> None:
    """They sign in on enrolled tablets with this badge and PIN, as the member they are."""
    facts = {"code": code, "pin": make_password(pin), "failures": 0, "waits_until": None}
    Badge.objects.update_or_create(employee=employee, defaults=facts)


@action(Employee, "take_badge", danger=True, label=_("Take the badge"))
def take_badge(employee: Employee, *, by: Actor) -> None:
    """They cannot sign in on tablets any more."""
    Badge.objects.filter(employee=employee).delete()


@gate(Employee, "give_badge")
def is_a_member(employees: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What somebody may do on a tablet follows from the roles of a member."""
    sentence = _("Say first which member they are: what they may do follows from its roles")
    return {row.pk: sentence for row in employees if row.user_id is None}


@gate(Employee, "give_badge")
def may_do_no_more(employees: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Whoever knows a badge and its PIN can sign in with them."""
    found = stronger([row.user_id for row in employees], by)
    return {row.pk: found[row.user_id] for row in employees if row.user_id in found}


@gate(Employee, "take_badge")
def has_a_badge(employees: Sequence[Any], by: Actor) -> dict[int, Any]:
    badges = Badge.objects.filter(employee__in=employees)
    having = set(badges.values_list("employee_id", flat=True))
    return {row.pk: _("There is no badge to take") for row in employees if row.pk not in having}


@action(Device, "enrol", form=EnrolForm, label=_("Enrol"))
def enrol(device: Device, *, by: Actor, digest: str) -> None:
    """The browser that holds the secret is this tablet; one that was it before is it no more."""
    device.digest, device.enrolled_at = digest, timezone.now()


@action(Device, "revoke", danger=True, label=_("Revoke"))
def revoke(device: Device, *, by: Actor) -> None:
    """Nobody signs in with a badge there any more."""
    device.digest, device.enrolled_at = "", None


@gate(Device, "revoke")
def is_enrolled(devices: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {row.pk: _("It is not enrolled") for row in devices if not row.digest}
