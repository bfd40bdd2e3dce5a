"""One port: `/live/` holds its streams open here; all else is Django's WSGI application in a fixed pool of threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware

from base.live.streams import Live, lifespan
from erp.environment import environment
from erp.wsgi import application as django

Application = Callable[[Any, Any, Any], Awaitable[None]]


def beside(live: Live, wsgi: Any) -> Application:
    """The WSGI application with `/live/` beside it."""
    pages: Any = WSGIMiddleware(wsgi, workers=environment().web_threads)

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send, live)
        elif scope["type"] == "http" and scope["path"] == "/live/":
            await live(scope, receive, send)
        else:
            await pages(scope, receive, send)

    return serve


application = beside(Live(), django)
