"""Another system: a server of this machine that keeps what it is sent and answers as it is told."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from base.running import run_next
from base.tenancy import in_tenant
from tests.people import Company
from tests.samples import do


@dataclass
class Receiver:
    """`answers`: status and headers of the next answers; when they are used up, 200."""

    port: int = 0
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=loopworks"

    def will(self, *statuses: int, **headers: str) -> None:
        self.answers = [
            (status, {name.replace("_", "-"): text for name, text in headers.items()}) for status in statuses
        ]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = found.answers.pop(0) if found.answers else (200, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"as told")

        def log_message(self, *_args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def loopback(settings: Any) -> None:
    """The installation allows this machine."""
    settings.WEBHOOK_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)


@dataclass
class Teller:
    """A company whose rows are committed, and what it does."""

    company: Company

    def do(self, model: Any, verb: str, subject: Any = None, **data: Any) -> Any:
        return self.within(lambda: do(model, verb, self.company.actor, subject, **data))

    def all(self, model: Any) -> list[Any]:
        return self.within(lambda: list(model.objects.order_by("id")))

    def change(self, model: Any, **values: Any) -> None:
        self.within(lambda: model.objects.update(**values))

    def within(self, work: Any) -> Any:
        return in_tenant(self.company.tenant.pk, work)

    def send(self) -> None:
        """What a worker does: every attempt that is due."""
        while run_next("out"):
            pass


@pytest.fixture
def teller(foundry: Company, loopback: None) -> Teller:
    return Teller(foundry)
