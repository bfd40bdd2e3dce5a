"""What was refused, as RFC 9457 problem documents: a stable type and code, a sentence, pointers to what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import Error
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from base.mistakes import Busy, refusal_for
from base.refusals import NotFound, NotPermitted, Refusal, Stale
from base.rest.conventions import JsonRenderer
from base.tenancy.transactions import worth_another_try

Fault = dict[str, Any]
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "1"


class Faulty(Refusal):
    """Parts of the request are unusable. A fault is {"pointer", "code", "detail"}; "in" says where, if not the body."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = list(faults)

    def facts(self) -> dict[str, Any]:
        return {"errors": self.faults}


class BadRequest(Faulty):
    """A query parameter or header is unknown or unreadable."""

    status, code, title = 400, "bad_request", _("A parameter cannot be used")


class BadInput(Faulty):
    """The JSON body is not of the documented shape."""

    status, code, title = 422, "invalid", _("Please correct the input")


TITLES: dict[int, tuple[str, Any]] = {
    400: ("malformed", _("The request cannot be read")),
    401: ("not_signed_in", _("Sign in, or send a token that is valid")),
    403: ("not_permitted", NotPermitted.title),
    405: ("method_not_allowed", _("This address does not know that method")),
    413: ("too_large", _("The request is too large")),
    415: ("unsupported_media_type", _("Send application/json")),
}


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Any refusal as problem+json; None for what is no refusal, which is then a failure of ours."""
    if isinstance(error, Error):
        refusal = None if worth_another_try(error) else refusal_for(error)
    else:
        refusal = error if isinstance(error, Refusal) else _DJANGO.get(type(error))
    if refusal is not None:
        return _respond(_of_refusal(refusal), _headers(refusal))
    if isinstance(error, exceptions.APIException):
        return _respond(_of_exception(error), _headers(error))
    if isinstance(error, SuspiciousOperation):
        return _respond(_problem(400, *TITLES[400], detail=str(error)), {})
    return None


def document(refusal: Refusal) -> HttpResponse:
    """The same outside any REST view, where DRF is not there to write it."""
    body = _of_refusal(refusal)
    content = JsonRenderer().render(body)
    return HttpResponse(content, status=body["status"], content_type=MEDIA_TYPE, headers=_headers(refusal))


_DJANGO: dict[type[Exception], Refusal] = {Http404: NotFound(), PermissionDenied: NotPermitted()}


def _respond(body: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(body, status=body["status"], content_type=MEDIA_TYPE, headers=headers)


def _headers(error: Exception) -> dict[str, str]:
    """When to come again, or how to sign in."""
    if isinstance(error, Busy):
        return {"Retry-After": RETRY_SECONDS}
    if wait := getattr(error, "wait", None):
        return {"Retry-After": str(ceil(wait))}
    signature = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": signature} if signature else {}


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    status = 412 if isinstance(refusal, Stale) else refusal.status  # to REST, a stale version is a failed If-Match
    return _problem(status, refusal.code, refusal.title, refusal.detail) | refusal.facts()


def _of_exception(error: exceptions.APIException) -> dict[str, Any]:
    code, title = TITLES.get(error.status_code, (error.default_code, error.default_detail))
    return _problem(error.status_code, code, title, error.detail)


def _problem(status: int, code: str, title: Any, detail: Any) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": str(title),
        "status": status,
        "code": code,
        "detail": str(detail),
    }
