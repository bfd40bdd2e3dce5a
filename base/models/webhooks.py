"""Other systems that want to be told, what they were told, and what they answered."""

from __future__ import annotations

import secrets
import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.models.people import User
from base.records import Record, TenantModel
from base.tenancy.fields import TenantForeignKey, TenantUnique

OWNER = pgettext_lazy("webhook", "owner")


def new_salt() -> str:
    return secrets.token_hex(16)


class Webhook(Record):
    """An address that is sent what happens, in the form of Standard Webhooks.

    `salt`: what its secret is computed from (base/webhooks/signing.py); `former_salt` signs too for a day after it was
    rotated. `failing_since`: the first failure after the last success. `trouble`: why it was switched off.
    """

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=500)
    topics = ArrayField(models.CharField(max_length=100), verbose_name=_("topics"))
    active = models.BooleanField(_("active"), default=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, editable=False, verbose_name=OWNER)
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    former_salt = models.CharField(max_length=64, default="", editable=False)
    rotated_at = models.DateTimeField(_("secret changed"), null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    trouble = models.TextField(_("switched off because"), default="", editable=False)

    label_field = "name"
    author_column = "user_id"

    class Meta:
        verbose_name, verbose_name_plural = _("webhook"), _("webhooks")
        constraints = [TenantUnique("name", name="webhook_name")]


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "waiting")
    DELIVERED = "delivered", pgettext_lazy("delivery", "delivered")
    FAILED = "failed", pgettext_lazy("delivery", "failed")


class WebhookDelivery(Record):
    """One message for one webhook. Written in the statement of the event itself; a job of its own sends it.

    `message_id` stays the same on every attempt and replay, so that the receiver can tell a repeat.
    """

    webhook = TenantForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    message_id = models.UUIDField(_("message"), default=uuid.uuid4, editable=False)
    topic = models.CharField(_("topic"), max_length=100)
    happened_at = models.DateTimeField(pgettext_lazy("event", "happened"), default=timezone.now)
    payload = models.JSONField(_("content"), encoder=DjangoJSONEncoder, default=dict)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), null=True)
    delivered_at = models.DateTimeField(pgettext_lazy("time", "delivered"), null=True)

    label_field = "topic"

    class Meta:
        verbose_name, verbose_name_plural = _("webhook delivery"), _("webhook deliveries")
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="webhook_delivery_by_state"),
            models.Index(fields=["tenant_id", "happened_at"], name="webhook_delivery_by_age"),
        ]


class WebhookAttempt(TenantModel):
    """What came of one try: the receiver's status and the beginning of its answer, or why there was none."""

    delivery = TenantForeignKey(
        WebhookDelivery, models.CASCADE, related_name="attempts", verbose_name=_("webhook delivery")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    answer = models.CharField(_("answer"), max_length=500, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("attempt"), _("attempts")

    def __str__(self) -> str:
        return f"{self.status or '-'} {self.answer}"
