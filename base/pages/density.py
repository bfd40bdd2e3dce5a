"""How much fits on a page: each browser's own choice, kept in a cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

COOKIE = "density"
DENSITIES: dict[str, Any] = {"compact": _("compact"), "normal": _("normal"), "touch": _("for fingers")}
A_YEAR = 365 * 86400


def density_of(request: HttpRequest) -> str:
    """What was chosen; "" leaves it to the size of the screen and to what it is touched with."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in DENSITIES else ""


@require_POST
def set_density(request: HttpRequest) -> HttpResponse:
    """Remember it and go back."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    response = redirect(target if safe else "/")
    chosen = request.POST.get("density", "")
    if chosen in DENSITIES:
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax")
    else:
        response.delete_cookie(COOKIE)
    return response
