"""A trace through 100,000 transformations."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np
from django.db import connections, transaction

from base.models import Tenant
from base.tenancy import in_tenant
from benchmarks.table import seconds, table
from bom.models import Item, Unit
from inventory.models import Lot, Transformation
from inventory.tracing import Trace, trace_down, trace_up

SEED = 7
LOTS, EACH, NEAR = 20_000, 5, 4_000  # lots, lots that each is made of, how far back those lie
DESIGN = "200 ms"
BEGAN = "2026-01-05"


def measured(rounds: int) -> Iterator[str]:
    with transaction.atomic():
        tenant = Tenant.objects.create(name="traced")
    first, last = in_tenant(tenant.pk, _made)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE inventory_transformation")
    yield "## Genealogy"
    yield ""
    yield f"{LOTS:,} lots, each made of up to {EACH} of the {NEAR:,} before it (seed {SEED}); medians."
    yield ""
    down = in_tenant(tenant.pk, lambda: _row("where the first lot went", lambda: trace_down(first), rounds))
    up = in_tenant(tenant.pk, lambda: _row("where the last lot came from", lambda: trace_up(last), rounds))
    yield table(("trace", "lots", "edges", "steps", "seconds", "design"), [down, up])
    yield ""


def _made() -> tuple[int, int]:
    """The ids of the first and the last lot; everything but the first is made of lots before it."""
    unit = Unit.objects.create(code="pcs", name="pcs")
    part = Item.objects.create(code="PART", name="part", unit=unit, supply="make")
    lots = Lot.objects.bulk_create([Lot(item=part, code=f"L{n:05}") for n in range(LOTS)], batch_size=2000)
    chance = np.random.default_rng(SEED)
    made = np.repeat(np.arange(1, LOTS), EACH)
    used = made - 1 - (chance.random(len(made)) * np.minimum(made, NEAR)).astype(np.int64)
    pairs = {(int(a), int(b)) for a, b in zip(used, made, strict=True)} | {(0, n) for n in range(1, 200)}
    edges = [
        Transformation(consumed=lots[a], produced=lots[b], quantity=1, business_on=BEGAN) for a, b in sorted(pairs)
    ]
    Transformation.objects.bulk_create(edges, batch_size=2000)
    return lots[0].pk, lots[-1].pk


def _row(name: str, work: Callable[[], Trace], rounds: int) -> list[str]:
    passed = []
    for _round in range(rounds):
        began = time.perf_counter()
        trace = work()
        passed.append(time.perf_counter() - began)
    return [
        name, f"{len(trace.lots):,}", f"{len(trace.near):,}", str(trace.depth.max()), seconds(median(passed)), DESIGN
    ]  # fmt: skip
