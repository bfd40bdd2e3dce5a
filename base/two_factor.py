"""Who has to sign in with a second factor. People set it up themselves, at their next click."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.actions import action, gate
from base.forms import RecordForm
from base.models import Membership, RoleAssignment, TwoFactorRule, User
from base.models.people import Bound
from base.people import Actor, access_changed
from base.refusals import Refusal
from base.sessions import ON_TABLET
from base.tenancy import current_tenant_id, in_tenant


class SetUpFirst(Refusal):
    """Nothing is open to this person before they have a second factor."""

    status, code, title = (
        403,
        "two_factor_missing",
        _("Your company asks for two-factor authentication: set it up first"),
    )


class TwoFactorRuleForm(RecordForm):
    class Meta:
        model = TwoFactorRule
        fields = ("who", "role")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("who") == Bound.EVERYBODY:
            found["role"] = None
        elif not found.get("role") and "role" not in self.errors:
            self.add_error("role", _("Choose the role"))
        if "role" not in self.errors and TwoFactorRule.objects.filter(role=found.get("role")).exists():
            self.add_error("role", _("There is such a rule already: see whether it is switched on"))
        return found


@action(TwoFactorRule, "add", form=TwoFactorRuleForm, creates=True, label=_("Add"))
def add_rule(rule: TwoFactorRule, *, by: Actor) -> None:
    """From their next click on these people have to have a second factor."""
    _everybody_asked_anew()


@action(TwoFactorRule, "switch_on", label=_("Switch on"))
def switch_on(rule: TwoFactorRule, *, by: Actor) -> None:
    """As if it were new."""
    rule.active = True
    _everybody_asked_anew()


@action(TwoFactorRule, "switch_off", danger=True, undo="switch_on", label=_("Switch off"))
def switch_off(rule: TwoFactorRule, *, by: Actor) -> None:
    """Who has a second factor keeps it, and may remove it."""
    rule.active = False
    _everybody_asked_anew()


@gate(TwoFactorRule, "switch_on")
def is_off(rules: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {rule.pk: _("It is switched on") for rule in rules if rule.active}


@gate(TwoFactorRule, "switch_off")
def is_on(rules: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {rule.pk: _("It is switched off") for rule in rules if not rule.active}


def _everybody_asked_anew() -> None:
    access_changed(Membership.objects.filter(tenant_id=current_tenant_id()).values_list("user_id", flat=True))


def owes_second_factor(request: Any, membership: Membership) -> bool:
    """Whether this person must set one up first. Expects the tenant in scope.

    A token is a key by itself, and on a tablet people sign in with badge and PIN.
    """
    if request.token or request.session.get(ON_TABLET):
        return False
    return demanded(membership) and not has_second_factor(membership.user)


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def demanded(membership: Membership) -> bool:
    """Whether a rule of the tenant in scope asks it of this member."""
    return _demanded(membership.pk, membership.access_version, membership.user_id)


@lru_cache(maxsize=10_000)
def _demanded(membership_id: int, access_version: int, user_id: int) -> bool:
    """Cached like permissions: a rule that changes raises every member's access version."""
    held = RoleAssignment.objects.filter(member__user_id=user_id, member__active=True).values("role")
    return TwoFactorRule.objects.filter(Q(role=None) | Q(role__in=held), active=True).exists()


def demanded_somewhere(user: User) -> bool:
    """Whether any company this person works for asks it of them."""
    return any(in_tenant(place.tenant_id, partial(demanded, place)) for place in user.memberships.all())
