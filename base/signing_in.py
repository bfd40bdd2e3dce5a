"""Signing in, by allauth. One membership: straight in; several: a page to choose, and a switcher."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records, perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from base.models import Membership, RoleAssignment, Tenant, User
from base.refusals import NotFound
from base.sessions import MEMBERSHIP_KEY
from base.tenancy import in_tenant


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by a tenant; nobody signs up alone."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago is not asked once more."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > REAUTHENTICATION_TIMEOUT


class Forgotten:
    """Without the offer of a new password by mail: whoever manages people sets one."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = _("Forgotten? Ask whoever manages people in your company for a new one.")
        self.fields["password"].help_text = sentence


class LoginForm(Forgotten, forms.LoginForm):  # type: ignore[misc]
    """Name and password."""


class ConfirmForm(Forgotten, forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something of consequence."""


@receiver(user_logged_in)
def enter_only_tenant(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """With one membership there is nothing to choose."""
    memberships = list(user.memberships.all()[:2])
    if len(memberships) == 1:
        request.session[MEMBERSHIP_KEY] = memberships[0].pk


@require_http_methods(["GET", "POST"])
def choose_tenant(request: Any) -> HttpResponse:
    """Which company to work for; posting one enters it."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    memberships = Membership.objects.filter(user=request.user).select_related("tenant").order_by("tenant__name")
    if request.method == "GET":
        return render(request, "base/choose_tenant.html", {"memberships": memberships})
    asked = request.POST.get("membership", "")
    chosen = memberships.filter(pk=int(asked)).first() if asked.isdigit() else None
    if chosen is None:
        raise NotFound()
    request.session.cycle_key()
    request.session[MEMBERSHIP_KEY] = chosen.pk
    return redirect("home")


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of a demonstration tenant, as the sign-in page offers them."""

    username: str
    name: str
    roles: str


def demo_people() -> list[tuple[Tenant, list[DemoPerson]]]:
    """The demonstration tenants with those of their people who work nowhere else."""
    if not settings.DEMO:
        return []
    members = Membership.objects.filter(tenant__demo=True, user__is_active=True)
    alone = members.exclude(user__memberships__tenant__demo=False).select_related("user", "tenant").order_by("id")
    by_tenant: dict[Tenant, list[User]] = {}
    for member in alone:
        by_tenant.setdefault(member.tenant, []).append(member.user)
    return [(tenant, in_tenant(tenant.pk, partial(_introduced, users))) for tenant, users in by_tenant.items()]


def _introduced(users: list[User]) -> list[DemoPerson]:
    names = [user.username for user in users]
    given = RoleAssignment.objects.filter(member__username__in=names).order_by("role__name")
    roles: dict[str, list[str]] = {}
    for username, role in given.values_list("member__username", "role__name"):
        roles.setdefault(username, []).append(role)
    return [DemoPerson(user.username, str(user), ", ".join(roles.get(user.username, []))) for user in users]


@require_POST
def demo_sign_in(request: Any) -> HttpResponse:
    """One click into a demonstration tenant. Only people all of whose tenants are demonstrations."""
    username = request.POST.get("username", "")
    real = Membership.objects.filter(user__username=username, tenant__demo=False).exists()
    user = authenticate(request, username=username, password=username) if settings.DEMO and not real else None
    if user is None:
        raise NotFound()
    answer: HttpResponse = perform_password_login(
        request, {"username": username}, Login(user, redirect_url=reverse("home"))
    )
    return answer


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    response = redirect(target if safe else "/")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax")
    return response
