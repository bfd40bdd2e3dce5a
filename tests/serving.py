"""The product on 127.0.0.1, as uvicorn serves it: pages in threads, `/live/` beside them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from base.live.streams import Live
from erp.asgi import beside


@contextmanager
def served(wsgi: Any) -> Iterator[str]:
    """The address at which this WSGI application answers meanwhile."""
    live = Live()
    config = uvicorn.Config(beside(live, wsgi), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        live.end()
        server.should_exit = True
        thread.join()
