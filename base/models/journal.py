"""What `perform` leaves behind: audit, events, stored answers, numbers."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.records import LedgerModel, TenantModel
from base.tenancy.fields import TenantUnique


class AuditEntry(LedgerModel):
    """Who did what to which row, what changed and why. `transaction` orders entries for the sealer."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    transaction = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("by"), max_length=150)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.TextField(_("reason"), default="")

    class Meta:
        verbose_name, verbose_name_plural = _("audit entry"), _("audit trail")
        indexes = [
            models.Index(fields=["tenant_id", "subject_type", "subject_id", "id"], name="audit_of_subject"),
            models.Index(fields=["tenant_id", "transaction", "id"], name="audit_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id} {self.verb}"

    @property
    def by(self) -> str:
        """Whose name it was done in; what the product did by itself has nobody's."""
        return self.actor_name if self.actor_id else str(_("the system"))


class AuditSeal(LedgerModel):
    """One link of the chain: the hash over all entries of the transactions from `since` up to before `until`."""

    at = models.DateTimeField(auto_now_add=True)
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [TenantUnique("since", name="audit_seal_since")]

    def __str__(self) -> str:
        return f"{self.since}-{self.until} {self.digest[:8]}"


class Event(LedgerModel):
    """Something that happened: `orders.workorder.release`. Jobs for its reactions are written beside it."""

    at = models.DateTimeField(auto_now_add=True)
    topic = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    payload = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "topic", "id"], name="event_by_topic")]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_id}"


class StoredAnswer(TenantModel):
    """What the first request with this key was answered. The fingerprint tells a repeat from a mistake."""

    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(encoder=DjangoJSONEncoder, null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [TenantUnique("key", name="stored_answer_key")]
        indexes = [models.Index(fields=["tenant_id", "at"], name="stored_answer_age")]

    def __str__(self) -> str:
        return self.key


class NumberCounter(TenantModel):
    """The last number given out of a kind in a period: `WO-2026-`."""

    kind = models.CharField(max_length=60)
    period = models.CharField(max_length=60)
    value = models.BigIntegerField()

    class Meta:
        constraints = [TenantUnique("kind", "period", name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.value}"
