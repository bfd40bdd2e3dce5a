"""REST to read and to try: the document of `/api/v1/openapi.json` on a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.screens import page


@page("rest/", permission="base.view_token", name="rest", label=_("REST"), group="system", icon="braces", place=26)
@require_safe
def rest(request: HttpRequest) -> HttpResponse:
    """For whoever connects another system. What they try there is done, in their own name."""
    return render(request, "base/rest.html")
