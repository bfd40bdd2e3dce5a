"""A message on its way: tried at once, then later and later, until it is taken or given up.

Each attempt is a job of its own, under a lease: what was sent by a worker that died is sent again under the same id.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from base.actions import follow_up
from base.jobs import OUT, enqueue, job
from base.models import Webhook, WebhookAttempt, WebhookDelivery
from base.models.webhooks import DeliveryState
from base.people import system_actor
from base.running import Run
from base.webhooks.sending import Reply, post
from base.webhooks.signing import headers

DELIVER = "base.deliver"
MOST_TRIES = 10
FIRST_SECONDS, FACTOR, LONGEST_SECONDS = 5.0, 4, 86_400.0
PATIENCE = timedelta(days=5)
BOTH_SECRETS = timedelta(days=1)
GONE = 410


@dataclass(frozen=True)
class Letter:
    """What one attempt sends."""

    url: str
    message_id: str
    body: bytes
    salts: tuple[str, ...]


@job(DELIVER, queue=OUT)
def deliver(run: Run, delivery: int) -> None:
    """One attempt: read in one transaction, send in none, write what came of it in another."""
    letter = run.load(lambda: _letter(delivery))
    if letter is None:
        return
    timestamp = int(timezone.now().timestamp())
    signed = headers(letter.message_id, timestamp, letter.body, letter.salts)
    reply = post(letter.url, letter.body, {"content-type": "application/json", "user-agent": "Loopworks", **signed})
    run.store(lambda: _note(delivery, reply))


def waits(tries: int, asked: float = 0.0) -> timedelta:
    """How long after so many failures in a row: 5 s, 20 s, 80 s, … 24 h, a fifth more or less; at least as asked."""
    wait = min(FIRST_SECONDS * FACTOR ** (tries - 1), LONGEST_SECONDS) * random.uniform(0.8, 1.2)
    return timedelta(seconds=max(wait, min(asked, LONGEST_SECONDS)))


def _letter(pk: int) -> Letter | None:
    """The message as it is sent now; None where nobody waits for it any more."""
    row = WebhookDelivery.objects.select_related("webhook").filter(pk=pk, state=DeliveryState.WAITING).first()
    if row is None:
        return None
    if not row.webhook.active:
        WebhookDelivery.objects.filter(pk=pk).update(state=DeliveryState.FAILED, next_at=None)
        return None
    return Letter(row.webhook.url, f"msg_{row.message_id.hex}", body_of(row), _salts(row.webhook))


def body_of(row: WebhookDelivery) -> bytes:
    """The same to the byte on every attempt."""
    said = {"type": row.topic, "timestamp": row.happened_at.isoformat(), "data": row.payload}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _salts(webhook: Webhook) -> tuple[str, ...]:
    """The former secret still signs for a day: receivers change theirs without losing a message."""
    fresh = webhook.rotated_at and webhook.rotated_at > timezone.now() - BOTH_SECRETS
    return (webhook.salt, webhook.former_salt) if fresh else (webhook.salt,)


def _note(pk: int, reply: Reply) -> None:
    """Write the attempt down, and what follows from it. The webhook is locked first: attempts may run side by side."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(deliveries=pk)
    row = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=pk)
    WebhookAttempt.objects.create(
        delivery=row, status=reply.status, milliseconds=reply.milliseconds, answer=reply.answer
    )
    row.tries += 1
    if reply.good:
        _delivered(row, webhook)
    else:
        _failed(row, webhook, reply)


def _delivered(row: WebhookDelivery, webhook: Webhook) -> None:
    row.state, row.delivered_at, row.next_at = DeliveryState.DELIVERED, timezone.now(), None
    row.save(update_fields=["state", "tries", "delivered_at", "next_at"])
    if webhook.failing_since:
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)


def _failed(row: WebhookDelivery, webhook: Webhook, reply: Reply) -> None:
    now = timezone.now()
    if row.tries < MOST_TRIES and reply.status != GONE:
        row.next_at = now + waits(row.tries, reply.wait)
        enqueue(DELIVER, {"delivery": row.pk}, by=system_actor(), at=row.next_at)
    else:
        row.state, row.next_at = DeliveryState.FAILED, None
    row.save(update_fields=["state", "tries", "next_at"])
    since = webhook.failing_since or now
    if webhook.failing_since is None:
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=now)
    if webhook.active and (sentence := _last_straw(reply, since, now)):
        _give_up(webhook, sentence)


def _last_straw(reply: Reply, since: Any, now: Any) -> str:
    """Why nothing more is sent there; "" while it may still come right."""
    if reply.status == GONE:
        return _("The receiver answered 410: it wants no more messages")
    if now - since >= PATIENCE:
        facts = {"days": PATIENCE.days, "answer": reply.answer or reply.status}
        return _("Nothing was taken there for %(days)d days. The last answer: %(answer)s") % facts
    return ""


def _give_up(webhook: Webhook, sentence: str) -> None:
    from base.webhooks.verbs import give_up

    follow_up(give_up, webhook.pk, by=system_actor(), data={"reason": sentence[:200]})
