"""Figures for Prometheus: how long requests take here, and what waits in the tables of all tenants."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REGISTRY = CollectorRegistry()
REQUEST_SECONDS = Histogram(
    "loopworks_request_seconds", "How long requests took", ("method", "route", "status"),
    buckets=BUCKETS, registry=REGISTRY,
)  # fmt: skip

JOBS = """SELECT queue, state, count(*),
        coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE state = 'waiting' AND due_at <= now())), 0)
    FROM base_job WHERE state IN ('waiting', 'running') GROUP BY queue, state
    UNION ALL SELECT queue, state, count(*), 0 FROM base_job WHERE state = 'failed' GROUP BY queue, state"""
UNDELIVERED = """SELECT 'reaction', coalesce(extract(epoch FROM now() - min(created_at)), 0)
    FROM base_job WHERE name = 'base.react' AND state IN ('waiting', 'running')
    UNION ALL SELECT 'webhook', coalesce(extract(epoch FROM now() - min(delivery.happened_at)), 0)
    FROM base_job job JOIN base_webhookdelivery delivery
        ON delivery.tenant_id = job.tenant_id AND delivery.id = (job.payload ->> 'delivery')::bigint
    WHERE job.name = 'base.deliver' AND job.state IN ('waiting', 'running')"""


class Work(Collector):
    """Asked of the database at each scrape: counts and ages over all tenants, nothing of what is in the rows."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("loopworks_database_up", "Whether the database answers", value=1)
        try:
            jobs, undelivered = _asked(JOBS), _asked(UNDELIVERED)
        except Error:
            yield GaugeMetricFamily("loopworks_database_up", "Whether the database answers", value=0)
            return
        yield up
        count = GaugeMetricFamily("loopworks_jobs", "Jobs by queue and state", labels=("queue", "state"))
        late = GaugeMetricFamily("loopworks_jobs_late_seconds", "How long the oldest job is due", labels=("queue",))
        for queue, state, number, seconds in jobs:
            count.add_metric((queue, state), number)
            if state == "waiting":
                late.add_metric((queue,), float(seconds))
        yield from (count, late, _ages(undelivered))


def _ages(undelivered: list[Any]) -> Metric:
    """The figure that tells an outage: it is near zero while workers work and receivers receive."""
    oldest = GaugeMetricFamily(
        "loopworks_oldest_undelivered_event_seconds", "Age of the oldest event not yet dealt with", labels=("by",)
    )
    for by, seconds in undelivered:
        oldest.add_metric((by,), float(seconds))
    return oldest


def _asked(sql: str) -> list[Any]:
    with connections["platform"].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


REGISTRY.register(Work())
ProcessCollector(registry=REGISTRY)


def metrics(request: HttpRequest) -> HttpResponse:
    """For who bears `LOOPWORKS_METRICS_TOKEN`; without that setting there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse("not found", status=404, content_type="text/plain")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
