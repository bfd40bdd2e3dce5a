"""Signing in on a tablet, with badge and PIN; enrolling it before that."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base.actions import perform
from base.screens import page
from base.sessions import MEMBERSHIP_KEY, ON_TABLET
from shopfloor.actions.people import enrol
from shopfloor.models import Device
from shopfloor.tablets import COOKIE, COOKIE_SECONDS, cookie_of, membership_behind, new_secret, tablet_of

SHIFT_SECONDS = 12 * 3600


@page("floor/devices/<int:pk>/enrol/", permission=enrol.permission, name="enrol-tablet")
@require_POST
def enrol_tablet(request: Any, pk: int) -> HttpResponse:
    """This browser becomes the tablet; whoever enrolled it is signed out."""
    secret, digest = new_secret()
    device: Device = perform(enrol, pk, by=request.actor, data={"digest": digest}).record
    logout(request)
    response = redirect("tablet-sign-in")
    response.set_cookie(
        COOKIE, cookie_of(device, secret), max_age=COOKIE_SECONDS, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@require_http_methods(["GET", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """Badge and PIN. Only an enrolled tablet is asked for them; anywhere else people sign in with their password."""
    if request.membership is not None:
        return redirect("floor")
    tablet = tablet_of(request)
    if tablet is None:
        return redirect("account_login")
    code, said = (request.POST or request.GET).get("badge", ""), ""
    if request.method == "POST":
        membership = membership_behind(tablet, code, request.POST.get("pin", ""))
        if membership is not None:
            return _enter(request, membership, tablet.work_center_id)
        said = _("Badge or PIN is wrong. After five mistakes a badge waits five minutes")
    context = {"tablet": tablet, "badge": code, "refusal": said}
    return render(request, "shopfloor/tablet_sign_in.html", context, status=403 if said else 200)


@require_POST
def leave(request: Any) -> HttpResponse:
    """Whoever is signed in goes; the tablet waits for the next."""
    logout(request)
    return redirect("tablet-sign-in")


def _enter(request: Any, membership: Any, work_center_id: int) -> HttpResponse:
    login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[MEMBERSHIP_KEY] = membership.pk
    request.session[ON_TABLET] = True
    request.session.set_expiry(SHIFT_SECONDS)
    return redirect("station", pk=work_center_id)
