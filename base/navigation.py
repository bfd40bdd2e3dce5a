"""What every page shows around itself: who, where, and the way to everything this person may open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.homes import homes_of
from base.models import Alert, Site
from base.models.alerts import AlertState
from base.pages.density import DENSITIES, density_of
from base.people import Actor
from base.screens import PAGES, SCREENS

OWN = "own"  # the group of what is a person's own


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context: tenant, person, site and navigation; the last two only where a whole page asks for them."""
    actor = getattr(request, "actor", None)
    membership = getattr(request, "membership", None)
    if actor is None or not actor.tenant_id:
        return {"tenant": None}
    return {
        "tenant": membership.tenant if membership else None,
        "actor": actor,
        "site": main_site,
        "sees_alerts": actor.may("base.view_alert"),
        "alerts_waiting": lambda: alerts_waiting(actor),
        "density": density_of(request),
        "densities": DENSITIES,
        "navigation": lambda: groups(actor, request.path),
    }


def alerts_waiting(actor: Actor) -> int:
    """How many alerts wait for this person."""
    return Alert.objects.visible_to(actor).filter(mine=True, state=AlertState.OPEN).count()


def main_site() -> str:
    """The name of the factory of this tenant; the first, where it has several."""
    return Site.objects.order_by("code").values_list("name", flat=True).first() or ""


def groups(actor: Any, here: str) -> Sequence[dict[str, Any]]:
    """The groups of settings.NAVIGATION with the entries this person may open, in their order."""
    entries = [
        (p.group, p.place, {"label": p.label, "url": reverse(p.name), "icon": p.icon})
        for p in PAGES.values()
        if p.label and actor.may(p.permission)
    ]
    entries += [
        (s.group, s.place, {"label": s.label, "url": s.url(), "icon": s.icon})
        for s in SCREENS.values()
        if s.group and actor.may(s.permission("view"))
    ]
    if any(not home.page for home in homes_of(actor)):  # the other homes are entries of their own
        entries.append((OWN, 0, {"label": _("My work"), "url": reverse("my-work"), "icon": "layout-dashboard"}))
    found = []
    for key, label in settings.NAVIGATION:
        own = sorted((e for e in entries if e[0] == key), key=lambda e: e[1])
        listed = [e | {"current": here.startswith(e["url"])} for _group, _place, e in own]
        if listed:
            found.append({"label": label, "entries": listed})
    return found
