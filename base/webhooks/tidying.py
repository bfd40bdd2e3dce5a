"""Once an hour: messages whose job was given up are owed again, and those long settled are forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from base.jobs import enqueue, every
from base.models import WebhookDelivery
from base.models.webhooks import DeliveryState
from base.people import system_actor
from base.webhooks.delivering import DELIVER

OVERDUE = timedelta(hours=1)
KEPT = timedelta(days=30)
AT_ONCE = 1_000


@every(3600, "base.tidy_webhooks")
def tidy() -> None:
    """Running twice equals running once: a message already sent is not sent again."""
    now = timezone.now()
    due = WebhookDelivery.objects.annotate(due_at=Coalesce("next_at", "happened_at"))
    late = due.filter(state=DeliveryState.WAITING, due_at__lt=now - OVERDUE).order_by("id")
    for pk in late.values_list("pk", flat=True)[:AT_ONCE]:
        enqueue(DELIVER, {"delivery": pk}, by=system_actor(), once=f"{DELIVER} {pk}")
    WebhookDelivery.objects.filter(~Q(state=DeliveryState.WAITING), happened_at__lt=now - KEPT).delete()
