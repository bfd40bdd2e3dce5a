"""What a browser may do with our pages: scripts and styles come from this server and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def content_policy(get_response: Handler) -> Handler:
    """Middleware: `settings.CONTENT_POLICY` as a header on every answer."""
    policy = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_POLICY.items())

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return answer
