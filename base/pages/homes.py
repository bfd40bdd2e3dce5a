"""The page of a home: its figures, and what waits with the way to each row."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from base.homes import COOKIE, HOMES, ROOT, Home, home_of, homes_of
from base.pages.density import A_YEAR
from base.pages.requests import wants_fragment
from base.refusals import NotPermitted
from base.screens import PAGES, SCREENS, page


def offer_home(home: Home) -> None:
    """Register a home, and its page where it has none of its own."""
    HOMES[home.name] = home
    if not home.page:
        named = {"name": f"home-{home.name}", "label": home.label}
        page(f"{ROOT}{home.name}/", permission=home.permission, **named)(require_safe(partial(show, home=home)))


def show(request: Any, home: Home) -> HttpResponse:
    """What waits for whoever has this role; the browser remembers that one was here."""
    context = {
        "now": timezone.localtime(),
        "home": home,
        "homes": homes_of(request.actor),
        "figures": home.computed(request.actor),
        "sections": home.shown(request.actor),
    }
    template = "base/home.html#home" if wants_fragment(request) else "base/home.html"
    response = render(request, template, context)
    response.set_cookie(COOKIE, home.name, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def begin(request: Any) -> HttpResponse:
    """To the home of this person; who has none, to the first page they may open."""
    if not request.actor.tenant_id:
        return redirect("account_login") if not request.user.is_authenticated else redirect("choose-tenant")
    return redirect(_beginning(request))


def _beginning(request: HttpRequest) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    if home := home_of(request, actor):
        return home.url
    if pages := [p for p in PAGES.values() if p.group and actor.may(p.permission)]:
        return min(pages, key=lambda p: p.place).name
    if screens := [s for s in SCREENS.values() if actor.may(s.permission("view"))]:
        return min(screens, key=lambda s: s.place).url()
    raise NotPermitted()
