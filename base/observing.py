"""What is known of every request from outside: its id, how long it took, and a line in the log."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from base.logs import request_id
from base.metrics import REQUEST_SECONDS
from base.security import Handler

USABLE = re.compile(r"[\w.:-]{1,100}", re.ASCII)
UNKNOWN = "unknown"

log = logging.getLogger(__name__)


def observed(get_response: Handler) -> Handler:
    """Middleware, around all others. An X-Request-ID that came along is kept, so that one id leads through a plant."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        own = given if USABLE.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(own)
        try:
            response = get_response(request)
            response["X-Request-ID"] = own
            _note(request, response, time.perf_counter() - began)
            return response
        finally:
            request_id.reset(token)

    return answer


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match: Any = request.resolver_match
    route = match.route if match else UNKNOWN  # never the address itself: there are as many as rows
    REQUEST_SECONDS.labels(request.method, route, str(response.status_code)).observe(seconds)
    if log.isEnabledFor(logging.INFO):
        membership = getattr(request, "membership", None)
        facts = {
            "tenant": membership.tenant_id if membership else None,
            "user": membership.user_id if membership else None,
            "method": request.method,
            "path": request.path,
            "route": route,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
        }
        log.info("%s %s %s", request.method, request.path, response.status_code, extra={"facts": facts})
