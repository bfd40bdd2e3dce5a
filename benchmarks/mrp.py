"""`make bench-mrp`: requirements runs through PostgreSQL, one line a size; `ARGS=S` measures one.

A run reads, plans and stores as a worker does it, behind the three walls, pegs and messages included: the first of a
factory, and one after 1 % of its sales lines changed. Against them: PostgreSQL's own COPY of the same bytes, out what
a run reads, in what it stores, and its indexes made. Each size runs in a process of its own, whose memory is told.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

import django

SMALL = ("S", "M")
LIMIT = "LOOPWORKS_STATEMENT_TIMEOUT_SECONDS"
HEADS = (
    "MRP", "planned orders", "pegs", "messages", "COPY", "first run", "ratio", "re-plan", "ratio", "changed",
    "engine alone", "peak",
)  # fmt: skip
STORED = ("scheduling_plannedorder", "scheduling_exceptionmessage", "scheduling_itemplan")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mrp", description=__doc__)
    parser.add_argument("sizes", nargs="*", help="of S, M, L; all unless named")
    parser.add_argument("--run", metavar="TENANT", help="do the runs of a tenant and print what they took")
    given = parser.parse_args()
    if not given.run:
        os.environ[LIMIT] = "600"  # for what is no part of the product
    django.setup()
    if given.run:
        print(json.dumps(runs(int(given.run))))
        return
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    for line in measured(given.sizes or ("S", "M", "L")):
        print(line, flush=True)


def measured(sizes: Sequence[str] | int = SMALL) -> Iterator[str]:
    """`sizes`: their names; a number of rounds, as other benchmarks have it, stands for the small ones."""
    from benchmarks.table import table

    yield "## Requirements runs"
    yield ""
    yield from map(str.strip, (__doc__ or "").split("\n\n")[1:])
    yield ""
    for number, size in enumerate(SMALL if isinstance(sizes, int) else sizes):
        lines = table(HEADS, [row(size)]).split("\n")
        yield "\n".join(lines[2:] if number else lines)  # each as soon as it is measured
    yield ""


def row(name: str) -> list[str]:
    from benchmarks.table import seconds

    tenant = founded(name)
    command = [sys.executable, "-m", "benchmarks.mrp", "--run", str(tenant)]
    as_installed = {key: text for key, text in os.environ.items() if key != LIMIT}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=as_installed)
    found = json.loads(done.stdout)
    copied = copied_alone(tenant)
    first, again = found["first"], found["again"]
    return [
        name, *(f"{found[count]:,}" for count in ("planned_orders", "pegs", "messages")), seconds(copied),
        seconds(first), f"{first / copied:.2f} x", seconds(again), f"{again / copied:.2f} x",
        f"{found['changed']:.1%}", seconds(found["engine"]), f"{found['peak']} MB",
    ]  # fmt: skip


def founded(name: str) -> int:
    """A tenant with a factory of this size."""
    from django.db import connections, transaction

    from base.models import Tenant
    from base.tenancy import in_tenant
    from benchmarks.plant import SIZES, build

    with transaction.atomic():
        tenant = Tenant.objects.create(name=f"plant {name}")
    in_tenant(tenant.pk, lambda: build(SIZES[name]))
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return int(tenant.pk)


# The runs, in a process of their own -----------------------------------------------------------


def runs(tenant: int) -> dict[str, Any]:
    """The first run and one after a change: seconds, counts, the engine's own seconds, the most memory in MB."""
    from base.tenancy import in_tenant
    from engine.mrp import plan
    from engine.warmup import plan_requirements
    from scheduling.jobs import load_requirements
    from scheduling.models import PlannedOrder

    plan_requirements()
    first = timed(lambda: run(tenant))
    before = in_tenant(tenant, lambda: dict(PlannedOrder.objects.values_list("pk", "version")))
    in_tenant(tenant, change)
    again = timed(lambda: run(tenant))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    after = in_tenant(tenant, lambda: dict(PlannedOrder.objects.values_list("pk", "version")))
    found = plan(in_tenant(tenant, load_requirements).problem)
    return {
        "first": first,
        "again": again,
        "engine": found.seconds,
        "peak": peak,
        "changed": len(before.items() ^ after.items()) / len(after),
        "planned_orders": len(after),
        "pegs": len(found.pegs),
        "messages": len(found.messages),
    }


def run(tenant: int) -> None:
    """One requirements run, owed and done as in the product."""
    from base.actions import ACTIONS, perform
    from base.people import EVERYTHING, Actor
    from base.running import run_next
    from base.tenancy import in_tenant
    from scheduling.models import PlanRun

    by = Actor(tenant, "bench", None, frozenset({EVERYTHING}))
    pk = in_tenant(tenant, lambda: perform(ACTIONS[PlanRun, "add"], by=by, data={"kind": "mrp"})).answer["id"]
    while run_next("long"):
        pass
    state = in_tenant(tenant, lambda: PlanRun.objects.get(pk=pk).state)
    if state != "done":
        raise RuntimeError(f"The run is {state}")


def change() -> None:
    """One more of every hundredth sales line."""
    from django.db.models import F

    from orders.models import SalesOrderLine

    rows = SalesOrderLine.objects.order_by("id").values_list("pk", flat=True)[::100]
    SalesOrderLine.objects.filter(pk__in=list(rows)).update(quantity=F("quantity") + 1)


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# PostgreSQL alone ------------------------------------------------------------------------------


def copied_alone(tenant: int, rounds: int = 3) -> float:
    """Median seconds: COPY out of what a run reads, COPY in of what it stores, and the indexes of that."""
    from django.db import connections

    read = statements(tenant)
    with connections["owner"].cursor() as cursor:
        passed = []
        for _round in range(rounds):
            out = sum(timed(lambda sql=sql: out_of(cursor, sql)) for sql in read)
            passed.append(out + sum(into(cursor, table, tenant) for table in STORED))
    return median(passed)


def statements(tenant: int) -> list[str]:
    """The queries by which a run reads."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from base.tenancy import in_tenant
    from scheduling.jobs import load_requirements

    with CaptureQueriesContext(connection) as seen:
        in_tenant(tenant, load_requirements)
    return [query["sql"] for query in seen if query["sql"].startswith("SELECT")]


def out_of(cursor: Any, sql: str) -> None:
    with Path("/dev/null").open("wb") as nowhere:
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT (FORMAT binary)", nowhere)


def into(cursor: Any, table: str, tenant: int) -> float:
    """Seconds to copy the tenant's rows of a table into an empty one, and to index it."""
    with TemporaryFile() as bytes_of_it:
        sql = f"COPY (SELECT * FROM {table} WHERE tenant_id = {tenant}) TO STDOUT (FORMAT binary)"
        cursor.copy_expert(sql, bytes_of_it)
        bytes_of_it.seek(0)
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        indexes = [re.sub(rf"INDEX \S+ ON public.{table}", "INDEX ON alone", found) for (found,) in cursor.fetchall()]
        cursor.execute(f"CREATE TABLE alone (LIKE {table})")

        def fill() -> None:
            cursor.copy_expert("COPY alone FROM STDIN (FORMAT binary)", bytes_of_it)
            for index in indexes:
                cursor.execute(index)

        passed = timed(fill)
        cursor.execute("DROP TABLE alone")
    return passed


if __name__ == "__main__":
    main()
