"""Work owed by a committed transaction."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.records import TenantModel
from base.tenancy.fields import TenantUnique


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")


class Job(TenantModel):
    """One piece of background work. The row is the truth; a Celery ticket is only a nudge.

    `once` names work of which one waiting row is enough (a debounced re-plan). `lease` is the token of
    the worker that holds a running job until `leased_until`; whoever stores a result compares it.
    """

    name = models.CharField(max_length=120)
    queue = models.CharField(max_length=10, default="short")
    payload = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    once = models.CharField(max_length=120, null=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    phase = models.CharField(_("phase"), max_length=200, default="")
    result = models.JSONField(encoder=DjangoJSONEncoder, null=True)
    error = models.TextField(_("error"), default="")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("by"), max_length=150, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(pgettext_lazy("time", "started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("job"), _("jobs")
        constraints = [TenantUnique("once", name="job_once", condition=models.Q(state=JobState.WAITING))]
        indexes = [
            models.Index(
                fields=["tenant_id", "queue", "due_at", "id"],
                name="job_open",
                condition=models.Q(state__in=[JobState.WAITING, JobState.RUNNING]),
            ),
            models.Index(fields=["tenant_id", "id"], name="job_failed", condition=models.Q(state=JobState.FAILED)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
