"""The wall screen: for whoever may see it, and for a screen that is enrolled as a device, where nobody signs in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.models import Tenant
from base.pages.requests import wants_fragment
from base.screens import page
from base.tenancy import in_tenant
from scheduling.wall import wall
from shopfloor.tablets import tablet_of

MAY_SEE = "scheduling.view_wall"


@page("wall/", permission=MAY_SEE, name="wall", label=_("Wall screen"), group="floor", icon="monitor", place=90)
@require_safe
def wall_page(request: Any) -> HttpResponse:
    """For a person. A television needs a role with this permission alone, or is enrolled as a device."""
    return _page(request, request.membership.tenant)


@require_safe
def kiosk(request: Any) -> HttpResponse:
    """For an enrolled device: nobody has to sign in, and nothing can be done here."""
    tablet = tablet_of(request) if request.membership is None else None
    if tablet is None:
        return redirect("wall")
    return in_tenant(tablet.tenant_id, lambda: _page(request, Tenant.objects.get(pk=tablet.tenant_id)))


def _page(request: Any, tenant: Tenant) -> HttpResponse:
    template = "scheduling/wall.html#wall" if wants_fragment(request) else "scheduling/wall.html"
    return render(request, template, {"wall": wall(), "company": tenant})
