"""Counts that may be lost, kept in Valkey: they limit requests and sign-ins. Where it is away, nobody waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

REST_SECONDS = 5.0


class Counters(RedisCache):
    """A cache that is empty while its server is away: people go on working, and nobody is shut out by an outage."""

    rest_until = 0.0

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._attempt(lambda: super(Counters, self).add(*args, **kwargs), True))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._attempt(lambda: super(Counters, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._attempt(lambda: super(Counters, self).set(*args, **kwargs), None)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._attempt(lambda: super(Counters, self).delete(*args, **kwargs), False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._attempt(lambda: super(Counters, self).incr(key, delta, version), delta))

    def _attempt(self, ask: Callable[[], Any], absent: Any) -> Any:
        """What the server answers; `absent` while it does not, and for a while after, so that nobody waits for it."""
        if time.monotonic() < Counters.rest_until:
            return absent
        try:
            return ask()
        except (RedisError, OSError):
            Counters.rest_until = time.monotonic() + REST_SECONDS
            return absent


def client_address(broker: str) -> str:
    """Where the broker is, as redis-py writes it: to Celery a socket is `redis+socket:`."""
    return broker.replace("redis+socket:", "unix:").replace("virtual_host=", "db=")
