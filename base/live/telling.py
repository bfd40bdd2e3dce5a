"""Telling open pages, after the commit, through Valkey. A lost nudge is harmless: pages ask again when they return."""

from __future__ import annotations

import json
import logging
import os
import threading
from functools import partial
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import connection, transaction
from redis import Redis, RedisError

from base.counters import client_address
from base.tenancy.context import current_tenant_id

AT_ONCE = 100
REST_SECONDS = 5.0
log = logging.getLogger(__name__)


def address() -> str:
    """Where Valkey is, as its client wants to read it; "" when there is none."""
    url = str(settings.CELERY_BROKER_URL)
    return client_address(url) if url.startswith("redis") else ""


def channel(tenant_id: int | str) -> str:
    """Named after the database too: several installations may share one Valkey."""
    return f"{connection.settings_dict['NAME']}.live.{tenant_id}"


def tell(topics: set[str]) -> None:
    """Nudge the pages of the tenant in scope that show any of these, after the commit."""
    if address():
        nudge = (channel(current_tenant_id()), frozenset(topics))
        transaction.on_commit(partial(TELLER.tell, nudge), robust=True)


Nudge = tuple[str, frozenset[str]]


class Teller:
    """Publishes from a thread of its own, so that no request waits for Valkey."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Nudge] = SimpleQueue()
        self._process = 0

    def tell(self, nudge: Nudge) -> None:
        if self._process != os.getpid():  # threads do not survive a fork
            self._process, self._waiting = os.getpid(), SimpleQueue()
            threading.Thread(target=self._publish, args=(self._waiting,), name="teller", daemon=True).start()
        self._waiting.put(nudge)

    def _publish(self, waiting: SimpleQueue[Nudge]) -> None:
        client = Redis.from_url(address(), socket_timeout=2, socket_connect_timeout=1)
        while True:
            try:
                for name, topics in _gathered(waiting).items():
                    client.publish(name, json.dumps(sorted(topics)))
            except RedisError as error:
                log.warning("open pages are not told of changes: %s", error)
                threading.Event().wait(REST_SECONDS)
                _drop(waiting)


def _gathered(waiting: SimpleQueue[Nudge]) -> dict[str, set[str]]:
    """What waits, by channel; waits itself until there is something."""
    name, topics = waiting.get()
    found = {name: set(topics)}
    try:
        for _number in range(AT_ONCE):
            name, topics = waiting.get_nowait()
            found.setdefault(name, set()).update(topics)
    except Empty:
        pass
    return found


def _drop(waiting: SimpleQueue[Nudge]) -> None:
    """Nobody listened meanwhile, and everybody asks again when they can."""
    while not waiting.empty():
        waiting.get_nowait()


TELLER = Teller()
