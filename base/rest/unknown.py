"""Whatever no route answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from base.refusals import NotFound


class UnknownView(APIView):
    """An address that does not exist, in any method. Addresses end with a slash."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound(_("There is nothing at %(path)s: see /api/v1/openapi.json") % {"path": request.path})

    def get(self, request: Request) -> Response:
        raise NotImplementedError("`initial` has refused")
