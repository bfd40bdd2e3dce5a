"""From a request to a person in a tenant: the innermost middleware, around the whole response, rendering included."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import Error, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.defaults import server_error
from django_htmx.http import HttpResponseClientRedirect

from base.mistakes import Busy, refusal_for
from base.models import Membership, TokenDigest
from base.pages.requests import toast, wants_fragment
from base.people import NOBODY, actor_for
from base.refusals import Failed, NotPermitted, Refusal
from base.rest.problems import document
from base.tenancy import in_tenant
from base.tenancy.transactions import worth_another_try
from base.throttling import TooMany, refuse_floods
from base.tokens import bearer_of
from base.two_factor import SetUpFirst, owes_second_factor

OPEN_WITHOUT = ("/accounts/", "/tenants/", "/language/")  # to whoever has to set up a second factor first


class TenantMiddleware:
    """Session or token -> membership -> `in_tenant`. A failure rolls back; refusals no view answered become pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.began = time.time()  # type: ignore[attr-defined]
        membership, request.token = caller_of(request)  # type: ignore[attr-defined]
        request.actor, request.membership = NOBODY, membership  # type: ignore[attr-defined]
        if membership is None:
            return self.get_response(request)
        request.user = membership.user
        try:
            refuse_floods(membership, request.token)  # type: ignore[attr-defined]
            return in_tenant(membership.tenant_id, lambda: self._answer(request, membership))
        except TooMany as refusal:
            return self._outside(request, refusal)
        except OperationalError as error:
            if not worth_another_try(error):
                raise
            return self._outside(request, Busy())

    def _outside(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """Nothing of the tenant can be shown: its transaction has not begun, or is over."""
        request.actor, request.membership = NOBODY, None  # type: ignore[attr-defined]
        return refused(request, refusal)

    def _answer(self, request: HttpRequest, membership: Membership) -> HttpResponse:
        request.again = None  # type: ignore[attr-defined]
        if not owes_second_factor(request, membership):
            request.actor = actor_for(membership, request.token)  # type: ignore[attr-defined]
        elif request.path.startswith(OPEN_WITHOUT):
            request.membership = None  # type: ignore[attr-defined]
        else:
            return refused(request, SetUpFirst())
        response = self.get_response(request)
        if request.again is not None:  # type: ignore[attr-defined]
            raise request.again  # type: ignore[attr-defined]
        if response.status_code >= 400:
            transaction.set_rollback(True)  # what was refused leaves nothing behind
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Error) and worth_another_try(error):
            request.again = error  # type: ignore[attr-defined]
            return HttpResponse(status=503)  # never sent: the transaction's opener tries again
        refusal = error if isinstance(error, Refusal) else refusal_for(error) if isinstance(error, Error) else None
        if refusal is None:
            return None
        if isinstance(refusal, NotPermitted) and request.actor is NOBODY:  # type: ignore[attr-defined]
            return led(request, f"{reverse('account_login')}?next={request.path}")
        return refused(request, refusal)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no view answered, in the language of whoever asked."""
    if is_rest(request):
        return document(refusal)
    if isinstance(refusal, SetUpFirst):
        return led(request, reverse("mfa_activate_totp"))
    if wants_fragment(request):
        response = toast(HttpResponse(status=refusal.status), refusal.detail, "error")
    else:
        response = render(request, "base/refusal.html", {"refusal": refusal}, status=refusal.status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.wait)
    return response


def led(request: HttpRequest, url: str) -> HttpResponse:
    """The whole page goes there, also where only a part of it was asked for."""
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def failed(request: HttpRequest) -> HttpResponse:
    """What Django calls for a failure of ours (`handler500`)."""
    return document(Failed()) if is_rest(request) else server_error(request)


def is_rest(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def caller_of(request: HttpRequest) -> tuple[Membership | None, TokenDigest | None]:
    """Whose request this is: a bearer token's owner, with the token; else the session's."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer "):
        return request.session.membership, None  # type: ignore[attr-defined]
    token = bearer_of(header.removeprefix("Bearer "))
    return (token.membership, token) if token else (None, None)
