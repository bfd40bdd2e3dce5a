"""Pages, REST and `perform` beside pgbench doing the very statements they did."""

from __future__ import annotations

import io
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median
from typing import Any

from django.db import connection, connections

from base.actions import ACTIONS, perform
from base.tenancy import in_tenant
from benchmarks import factory, pgbench
from benchmarks.recording import recorded
from benchmarks.table import seconds, table
from erp.wsgi import application
from inventory.models import StockBalance
from shopfloor.models import OperationReport
from tests import factories

KEY, VERSION = "benchmark-key", 77_000_001
REPLAYED = {KEY: "benchmark-:key", str(VERSION + 1): ":next", str(VERSION): ":version"}
FRESH_KEY = r"\set key random(1, 1000000000000)"
NEXT_VERSION = r"\set next :version + 1"
HEADS = ("", "ours", "pgbench", "ratio", "design", "statements")
COUNTED = cycle(["120", "130"])
ANY_VERSION = {KEY: "benchmark-:key", f'"version" = {VERSION})': '"version" > 0)'}


@dataclass
class Case:
    """One thing that is measured. `prepare` runs before its statements are recorded."""

    name: str
    work: Callable[[str], Any]
    design: str
    prepare: Callable[[], None] = lambda: None
    variables: Mapping[str, str] = field(default_factory=dict)

    def script(self) -> tuple[str, int]:
        """For pgbench, and how many statements it has."""
        prefixes = iter(["warm", "warm", KEY])

        def once() -> None:
            prefix = next(prefixes)
            if prefix == KEY:
                self.prepare()
            self.work(f"{prefix}-{uuid.uuid4().hex}")

        statements = recorded(once)
        after_lock = NEXT_VERSION if ":next" in self.variables.values() else ""
        return pgbench.script(statements, self.variables, FRESH_KEY, after_lock), len(statements)


class Browser:
    """Asks our WSGI application, in this process and without a network."""

    def __init__(self, **headers: str) -> None:
        self.headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
            **self.headers, **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        answered: list[str] = []
        response: Any = application(environ, lambda status, _headers: answered.append(status))
        found = b"".join(response)
        response.close()
        assert answered[0].startswith("2"), f"{path}: {answered[0]} {found[:500]!r}"
        return found


def measured(rounds: int) -> Iterator[str]:
    made = factory.build()
    yield "## Pages, REST and actions"
    yield ""
    yield f"One client, in one process, no network; {factory.SIZE}; PostgreSQL {version()}, without waiting for disks."
    yield "pgbench does the statements that were recorded from the product, BEGIN, tenant and COMMIT included."
    yield "Rounds of one second take turns; the medians are compared."
    yield ""
    try:
        yield table(HEADS, [row(case, rounds) for case in cases(made)])
    except pgbench.Absent as absent:
        yield str(absent)
    yield ""


def row(case: Case, rounds: int) -> list[str]:
    script, statements = case.script()
    ours, theirs = [], []
    for _round in range(rounds):
        ours.append(timed(case.work))
        connections.close_all()
        theirs.append(pgbench.seconds_each(script))
    ratio = median(ours) / median(theirs)
    return [case.name, seconds(median(ours)), seconds(median(theirs)), f"1/{ratio:.1f}", case.design, str(statements)]


def timed(work: Callable[[str], Any], duration: float = 1.0) -> float:
    work(uuid.uuid4().hex)
    count, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < duration:
        work(uuid.uuid4().hex)
        count += 1
    return passed / count


def cases(made: factory.Factory) -> Iterator[Case]:
    browser = Browser(cookie=f"sessionid={factories.signed_in(made.person).cookies['sessionid'].value}")
    rest = Browser(authorization=f"Bearer {made.secret}")
    yield Case("list fragment, 50 rows", lambda _: browser.ask("GET", "/sales-orders/", hx_request="true"), "1/11.6")
    yield Case("list page, 50 rows", lambda _: browser.ask("GET", "/sales-orders/"), "1/15")
    yield Case("REST list, 50 rows", lambda _: rest.ask("GET", "/api/v1/sales-orders/"), "1/10")

    def by_rest(key: str) -> None:
        body = json.dumps({"counted": next(COUNTED), "reason": "bench"}).encode()
        rest.ask("POST", f"/api/v1/stock-balances/{made.balance.pk}/count/", body, idempotency_key=key)

    def in_process(key: str) -> None:
        data = {"counted": next(COUNTED), "reason": "bench"}
        count = ACTIONS[StockBalance, "count"]
        in_tenant(made.actor.tenant_id, lambda: perform(count, made.balance.pk, by=made.actor, data=data, key=key))

    def known_version() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE inventory_stockbalance SET version = %s WHERE id = %s", [VERSION, made.balance.pk])

    def report_by_rest(key: str) -> None:
        body = json.dumps({"operation": made.operation.pk, "good": "1"}).encode()
        rest.ask("POST", "/api/v1/operation-reports/", body, idempotency_key=key)

    def report_in_process(key: str) -> None:
        add, data = ACTIONS[OperationReport, "add"], {"operation": made.operation.pk, "good": 1}
        in_tenant(made.actor.tenant_id, lambda: perform(add, None, by=made.actor, data=data, key=key))

    def begun() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "UPDATE orders_workorderoperation SET version = %s WHERE id = %s", [VERSION, made.operation.pk]
            )

    yield Case("operation report by REST, with backflush", report_by_rest, "1/6", begun, ANY_VERSION)
    yield Case("operation report by perform", report_in_process, "1/2", begun, ANY_VERSION)
    yield Case("stock count by REST, 6 writes", by_rest, "1/4.5", known_version, REPLAYED)
    yield Case("stock count by perform, 6 writes", in_process, "1/1.5", known_version, REPLAYED)


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
