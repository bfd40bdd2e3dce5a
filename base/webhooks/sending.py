"""One request to one address, with nothing but the standard library: no redirect, no proxy, no second look-up."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from django.utils import timezone

from base.webhooks.addresses import Forbidden, Target, resolved

SECONDS = 10.0
LONGEST_SECONDS = 15.0
SHOWN_BYTES = 2_000
SHOWN = 500


@dataclass(frozen=True)
class Reply:
    """What came back. `status` is None where nothing did; then `answer` says why. `wait`: seconds it asks for."""

    status: int | None
    answer: str
    milliseconds: int
    wait: float = 0.0

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name means by now; TLS is held against the name."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target = target

    def connect(self) -> None:
        plain = socket.create_connection((self.target.address, self.target.port), self.timeout)
        self.sock = plain
        if self.target.secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)

    def cut(self) -> None:
        """End it from another thread."""
        if self.sock is not None:
            with suppress(OSError):  # it is over already
                self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send it and wait for the answer, at most LONGEST_SECONDS. Raises nothing: what went wrong is the answer."""
    began = time.monotonic()
    try:
        status, answer, wait = _exchange(resolved(url), body, headers)
    except Forbidden as refusal:
        status, answer, wait = None, str(refusal), 0.0
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        status, answer, wait = None, f"{type(error).__name__}: {error}", 0.0
    return Reply(status, answer.replace("\x00", "")[:SHOWN], int((time.monotonic() - began) * 1000), wait)


def _exchange(target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, float]:
    connection = _Pinned(target)
    end = threading.Timer(LONGEST_SECONDS, connection.cut)
    end.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        response = connection.getresponse()
        said = response.read(SHOWN_BYTES).decode(errors="replace")
        return response.status, said, _seconds(response.headers.get("Retry-After", ""))
    finally:
        end.cancel()
        connection.close()


def _seconds(retry_after: str) -> float:
    """Both forms of the header: seconds, or a date; 0 for anything else."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - timezone.now()).total_seconds())
    except (TypeError, ValueError):
        return 0.0
