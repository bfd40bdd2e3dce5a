"""Clients of REST that never give up: a request has its key and is sent until it is acknowledged."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.kill.rest import Rest

PATIENCE = 90.0  # seconds until a request is given up, which no test forgives
TOO_OFTEN = 429
LOSES_ANSWER, REPEATS = 0.1, 0.1  # how often this client's network does so
COUNTED = count(1000)  # never the same twice, so that every count moves something

Request = tuple[str, dict[str, Any]]


class Client(threading.Thread):
    """Adds an order and counts stock, in turn, until told to finish."""

    def __init__(self, rest: Rest, company: dict[str, Any], name: str, *, keyed: bool = True) -> None:
        super().__init__(name=name, daemon=True)
        self.rest, self.company, self.keyed = rest, company, keyed
        self.orders: dict[str, dict[str, Any]] = {}
        self.counts: dict[str, dict[str, Any]] = {}
        self.refused: list[str] = []
        self.finish = threading.Event()
        self.finished = False
        self.chance = random.Random(name)

    @property
    def acknowledged(self) -> int:
        return len(self.orders) + len(self.counts)

    def run(self) -> None:
        for marker in self._markers():
            self.orders[marker] = self._insist(marker, *self._order(marker))
            self.counts[marker] = self._insist(f"{marker}-count", *self._count(marker))
        self.finished = True

    def _markers(self) -> Iterator[str]:
        number = 0
        while not self.finish.is_set():
            number += 1
            yield f"{self.name}.{number}"

    def _order(self, marker: str) -> Request:
        line = {"position": 10, "item": self.company["item"], "quantity": "1", "due_on": "2027-01-15"}
        return "sales-orders/", {"customer": self.company["customer"], "note": marker, "lines": [line]}

    def _count(self, marker: str) -> Request:
        body = {"counted": str(next(COUNTED)), "reason": marker}
        return f"stock-balances/{self.company['balance']}/count/", body

    def _insist(self, key: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self._send(key, path, body)
            if answer is not None:
                if self.keyed and self.chance.random() < REPEATS:
                    repeated = self._send(key, path, body)
                    assert repeated in (None, answer), f"{key}: {answer}, then {repeated}"
                return answer
            time.sleep(0.1)
        raise TimeoutError(f"{key} was not acknowledged within {PATIENCE:.0f} s")

    def _send(self, key: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """What was acknowledged; None when nobody can know whether it was done."""
        headers = {"Idempotency-Key": key} if self.keyed else {}
        try:
            status, answer = self.rest.send("POST", path, body, **headers)
        except (OSError, http.client.HTTPException):
            return None
        if status >= 500 or status == TOO_OFTEN or self.chance.random() < LOSES_ANSWER:
            return None
        if status >= 400:
            self.refused.append(f"{key}: {status} {answer}")
        return answer
