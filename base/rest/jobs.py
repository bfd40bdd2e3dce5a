"""Background work as seen from outside: how far it is, what came of it, and the wish to stop it."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from base.claiming import stop
from base.models import Job
from base.refusals import NotFound
from base.rest.kinds import Schema, of_column
from base.rest.operations import Named, Operation

MEMBERS = (
    "id", "name", "state", "percent", "phase", "result", "error", "cancel_asked", "actor_id", "actor_name",
    "created_at", "started_at", "finished_at",
)  # fmt: skip
KINDS: dict[str, Schema] = {name: of_column(Job._meta.get_field(name)) for name in MEMBERS}
JOB = Named("Job", {"type": "object", "properties": KINDS, "required": list(MEMBERS)})


class JobView(APIView):
    """Open to everybody of the company: it tells how work goes, not what is in it."""

    def get(self, request: Request, id: int) -> Response:
        return Response(_job(id))

    def operation(self, method: str) -> Operation:
        return Operation("jobs_read", "How far a job is", "jobs", JOB, refusals=(404,))


class CancelView(APIView):
    """A waiting job is cancelled at once, a running one at its next step; one that has ended stays as it is."""

    def post(self, request: Request, id: int) -> Response:
        asked: Any = request
        stop(id, asked.actor)
        return Response(_job(id))

    def operation(self, method: str) -> Operation:
        summary = "Ask a job to stop: whoever started it may"
        return Operation("jobs_cancel", summary, "jobs", JOB, refusals=(403, 404, 503))


def _job(pk: int) -> dict[str, Any]:
    row = Job.objects.filter(pk=pk).values(*MEMBERS).first()
    if row is None:
        raise NotFound()
    return row
