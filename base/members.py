"""Who works here and what they may do: the verbs of members and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.actions import action, follow_up, gate
from base.forms import LineForm, Lines, RecordForm
from base.granting import refuse_beyond, refuse_roles_beyond, stronger
from base.lines import save_lines
from base.models import Member, Membership, Role, RoleAssignment, Session, User
from base.people import EVERYTHING, Actor, access_changed, system_actor
from base.permissions import PermissionsField
from base.refusals import Unacceptable
from base.tenancy import current_tenant_id
from base.tokens import end_tokens


class RoleForm(RecordForm):
    """A role is a name and a set of permissions, chosen from what the product knows."""

    permissions = PermissionsField()

    class Meta:
        model = Role
        fields = ("name", "permissions")

    def shown_to(self, by: Actor) -> None:
        cast(PermissionsField, self.fields["permissions"]).offer(by.may)


class RoleLineForm(LineForm):
    class Meta:
        model = RoleAssignment
        fields = ("position", "role")


class MemberForm(RecordForm):
    roles = Lines(RoleLineForm, label=_("roles"), rows="roles", required=False)

    class Meta:
        model = Member
        fields = ("name",)


class NewMemberForm(MemberForm):
    """A person nobody knows yet needs a first password; one who works for another tenant keeps their own."""

    password = forms.CharField(
        label=_("first password"), required=False, max_length=128, widget=forms.PasswordInput(render_value=False)
    )

    class Meta:
        model = Member
        fields = ("username", "name")

    field_order = ("username", "name", "password", "roles")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        username, password = found.get("username"), found.get("password")
        if username and not User.objects.filter(username=username).exists():
            try:
                validate_password(password or "", User(username=username, name=found.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return found


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("new password"), max_length=128, widget=forms.PasswordInput(render_value=False))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@action(Role, "add", form=RoleForm, creates=True, label=_("Add"))
def add_role(role: Role, *, by: Actor) -> None:
    """A set of permissions to give to members."""
    refuse_roles_beyond([role], by)


@action(Role, "change", form=RoleForm, label=_("Change"))
def change_role(role: Role, *, by: Actor) -> None:
    """Whoever has it may do more, or less, from their next click on."""
    before = Role.objects.values_list("permissions", flat=True).get(pk=role.pk)
    refuse_beyond(set(role.permissions) - set(before), by)
    access_changed(RoleAssignment.objects.filter(role=role).values_list("member__user_id", flat=True))


@action(Member, "add", form=NewMemberForm, creates=True, many=True, label=_("Add"))
def add_member(members: Sequence[Member], inputs: Sequence[Any], *, by: Actor) -> None:
    """They may sign in, with what their roles allow."""
    refuse_roles_beyond(_new_roles(members, inputs), by)
    known = {user.username: user for user in User.objects.filter(username__in=[m.username for m in members])}
    for member, given in zip(members, inputs, strict=True):
        member.user = known.get(member.username) or _new_user(member, given["password"])
        _let_in(member)
    _give_roles(members, inputs)


@action(Member, "change", form=MemberForm, many=True, label=_("Change"))
def change_member(members: Sequence[Member], inputs: Sequence[Any], *, by: Actor) -> None:
    """Their name here and their roles."""
    refuse_roles_beyond(_new_roles(members, inputs), by)
    _give_roles(members, inputs)


@action(Member, "deactivate", danger=True, undo="reactivate", label=_("Deactivate"))
def deactivate(member: Member, *, by: Actor) -> None:
    """They are signed out here at once, and their tokens for this tenant end."""
    if member.user_id == by.user_id:
        raise Unacceptable(_("You cannot deactivate yourself: ask another administrator"))
    member.active = False
    end_tokens(_user(member), by)
    _user(member).memberships.filter(tenant_id=current_tenant_id()).delete()


@action(Member, "reactivate", undo="deactivate", label=_("Reactivate"))
def reactivate(member: Member, *, by: Actor) -> None:
    """They may sign in again, with the roles they had."""
    member.active = True
    _let_in(member)


@action(Member, "set_password", form=PasswordForm, label=_("Set password"))
def set_password(member: Member, *, by: Actor, password: str) -> None:
    """For somebody who forgot theirs. They are signed out everywhere."""
    user = _user(member)
    user.set_password(password)
    user.save(update_fields=["password"])
    Session.objects.filter(membership__user=user).delete()


@action(Member, "reset_two_factor", danger=True, label=_("Reset two-factor"))
def reset_two_factor(member: Member, *, by: Actor) -> None:
    """For somebody who lost their phone. They are signed out everywhere, and sign in with their password alone."""
    Authenticator.objects.filter(user=_user(member)).delete()
    Session.objects.filter(membership__user=_user(member)).delete()


@gate(Member, "reset_two_factor")
def has_two_factor(members: Sequence[Any], by: Actor) -> dict[int, Any]:
    users = [member.user_id for member in members]
    having = set(Authenticator.objects.filter(user_id__in=users).values_list("user_id", flat=True))
    return {member.pk: _("They have not set it up") for member in members if member.user_id not in having}


@gate(Member, "reset_two_factor")
@gate(Member, "set_password")
def works_only_here(members: Sequence[Any], by: Actor) -> dict[int, Any]:
    """The password opens every tenant the person works for, so no single one may set it."""
    users = [member.user_id for member in members]
    elsewhere = Membership.objects.filter(user_id__in=users).exclude(tenant_id=current_tenant_id())
    shared = set(elsewhere.values_list("user_id", flat=True))
    sentence = _("This person works for another company too: only they can change how they sign in")
    return {member.pk: sentence for member in members if member.user_id in shared}


@gate(Member, "reset_two_factor")
@gate(Member, "set_password")
@gate(Member, "reactivate")
def may_do_no_more(members: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Whoever sets a password can sign in with it; whoever lets somebody in again gives them their roles."""
    found = stronger([member.user_id for member in members], by)
    return {member.pk: found[member.user_id] for member in members if member.user_id in found}


@gate(Member, "deactivate")
def is_active(members: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {member.pk: _("Not active already") for member in members if not member.active}


@gate(Member, "reactivate")
def is_not_active(members: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {member.pk: _("Active already") for member in members if member.active}


def _new_user(member: Member, password: str) -> User:
    return User.objects.create_user(member.username, password, name=member.name)


def _user(member: Member) -> User:
    """Only a row just inserted, whose work has not run, has no user yet."""
    assert member.user is not None
    return member.user


def _let_in(member: Member) -> None:
    Membership.objects.get_or_create(tenant_id=current_tenant_id(), user=_user(member))


def _new_roles(members: Sequence[Member], inputs: Sequence[Mapping[str, Any]]) -> list[Role]:
    """The roles among these that their members do not have yet."""
    had = set(RoleAssignment.objects.filter(member__in=members).values_list("member_id", "role_id"))
    pairs = zip(members, inputs, strict=True)
    given = [(member.pk, line["role"]) for member, words in pairs for line in words["roles"]]
    return [role for pk, role in given if (pk, role.pk) not in had]


def _give_roles(members: Sequence[Member], inputs: Sequence[Mapping[str, Any]]) -> None:
    save_lines([(member, given["roles"]) for member, given in zip(members, inputs, strict=True)], "roles")
    access_changed([member.user_id for member in members if member.user_id])


def administrator_role() -> Role:
    """The role that may do everything, made when it is not there."""
    found: Role | None = Role.objects.filter(permissions__contains=[EVERYTHING]).first()
    data = {"name": _("administrator"), "permissions": [EVERYTHING]}
    return found or follow_up(add_role, by=system_actor(), data=data).record


def appoint(username: str, name: str, password: str, roles: Iterable[Role]) -> Member:
    """A member of the tenant in scope, by the product itself: the first administrator, the demonstration's people."""
    data = {"username": username, "name": name, "password": password, "roles": [{"role": role} for role in roles]}
    member: Member = follow_up(add_member, by=system_actor(), data=data).record
    return member
