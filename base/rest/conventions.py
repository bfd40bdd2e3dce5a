"""What every REST view shares and the settings name: who asks, and how bodies are read and written.

Kept apart from the views: DRF loads these while it is itself being imported.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from base.columns import plain_number

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_SORT_KEYS  # a stored answer comes back in another order
REALM = 'Bearer realm="loopworks"'


def bears_token(request: Request) -> bool:
    """Whether another system asks, rather than a browser."""
    return request.headers.get("Authorization", "").startswith("Bearer ")


class ActorAuthentication(SessionAuthentication):
    """The middleware has found the person already. A browser's session must also prove it is no forgery (CSRF)."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        asked = request._request
        if not asked.actor.tenant_id:  # type: ignore[attr-defined]
            return None
        if not bears_token(request):
            self.enforce_csrf(request)
        return asked.user, None

    def authenticate_header(self, request: Request) -> str:
        return f'{REALM}, error="invalid_token"' if bears_token(request) else REALM


class ActorPermission(BasePermission):
    """Somebody of some tenant; what exactly they may do is asked by each view and by `perform`, in the same words."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request._request.actor.tenant_id)  # type: ignore[attr-defined]


class TooLarge(exceptions.APIException):
    status_code, default_code = 413, "too_large"


class JsonParser(BaseParser):
    """UTF-8 JSON, read from the kept body: when a deadlock repeats the transaction, it is read a second time."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return orjson.loads(parser_context["request"]._request.body)
        except RequestDataTooBig as error:
            raise TooLarge(str(error)) from error
        except (orjson.JSONDecodeError, UnreadablePostError) as error:
            raise exceptions.ParseError(str(error)) from error


class JsonRenderer(BaseRenderer):
    """Instants as UTC with Z, dates as ISO 8601, decimals as strings without idle zeros."""

    media_type, format, charset = "application/json", "json", None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_plain, option=OPTIONS)


class OneRepresentation(BaseContentNegotiation):
    """There is one of each thing: asking for another (a browser asks for HTML) is answered with it all the same."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        media_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def _plain(value: Any) -> str:
    return plain_number(value) if isinstance(value, Decimal) else str(value)
