"""What `perform` leaves behind: audit, events and stored answer in its transaction, a nudge for open pages after it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.http import QueryDict

from base.events import announce
from base.jobs import OUT, nudge
from base.live.telling import tell
from base.live.topics import topics_of
from base.models import AuditEntry, StoredAnswer
from base.people import Actor
from base.records import Record
from base.refusals import KeyReused
from base.tenancy.context import current_tenant_id

if TYPE_CHECKING:
    from base.actions import Action

NOT_INPUT = ("csrfmiddlewaretoken", "idempotency_key", "version")
CLAIM = """INSERT INTO base_storedanswer (tenant_id, key, fingerprint, at) VALUES (%s, %s, %s, now())
    ON CONFLICT (tenant_id, key) DO NOTHING"""

# A restored database counts transactions from another beginning (deploy/restore.sh); their order must go on.
OFFSET = "coalesce(nullif(current_setting('app.transaction_offset', true), ''), '0')::bigint"

WRITE = f"""WITH done AS (
        SELECT * FROM jsonb_to_recordset(%(lines)s)
            AS line(id bigint, version int, before jsonb, after jsonb, reason text)
    ), told AS (
        INSERT INTO base_event (tenant_id, at, topic, subject_id, payload)
        SELECT %(tenant)s, now(), %(topic)s, id, jsonb_build_object('version', version) FROM done
    ), answered AS (
        UPDATE base_storedanswer SET answer = %(answer)s WHERE tenant_id = %(tenant)s AND key = %(key)s
    ), audited AS (
        INSERT INTO base_auditentry (tenant_id, at, transaction, actor_id, actor_name,
            subject_type, subject_id, verb, before, after, reason)
        SELECT %(tenant)s, now(), pg_current_xact_id()::text::bigint + {OFFSET}, %(actor_id)s, %(actor_name)s,
            %(subject)s, id, %(verb)s, before, after, reason FROM done
    ), sent AS (
        INSERT INTO base_webhookdelivery (tenant_id, version, ext, webhook_id, message_id, topic, happened_at,
            payload, state, tries)
        SELECT %(tenant)s, 1, '{{}}', webhook.id, gen_random_uuid(), %(topic)s, now(),
            jsonb_build_object('id', done.id, 'version', done.version), 'waiting', 0
        FROM done JOIN base_webhook webhook ON webhook.tenant_id = %(tenant)s AND webhook.active
            AND webhook.topics && ARRAY[%(topic)s, '*']::varchar[]
        RETURNING id
    )
    INSERT INTO base_job (tenant_id, name, queue, payload, state, due_at, attempts, cancel_asked,
        percent, phase, error, actor_id, actor_name, created_at)
    SELECT %(tenant)s, 'base.deliver', 'out', jsonb_build_object('delivery', id), 'waiting', now(), 0, false,
        0, '', '', %(actor_id)s, %(actor_name)s, now() FROM sent"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the work under a key; or the answer, if somebody already did."""

    key: str = ""
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row's part of the journal: what it was and became, and why."""

    row: Record
    pk: int
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""


NO_CLAIM = Claim()


def claim(key: str, topic: str, subjects: Sequence[int], data: Any) -> Claim:
    """Take the key. A concurrent holder makes this wait until it commits (then: its answer) or fails (then: ours).

    Raises KeyReused when the key was used for another request.
    """
    if not key:
        return NO_CLAIM
    fingerprint = _fingerprint(topic, subjects, data)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [current_tenant_id(), key, fingerprint])
        if cursor.rowcount:
            return Claim(key)
    stored = StoredAnswer.objects.get(key=key)
    if stored.fingerprint != fingerprint:
        raise KeyReused()
    return Claim(key, stored.answer)


def write(act: Action, lines: Sequence[Line], by: Actor, claimed: Claim, answer: dict[str, Any]) -> None:
    """Audit, events, what webhooks are owed, stored answer: one round trip for all rows. Then reactions, open pages."""
    entries = [
        {"id": line.pk, "version": line.row.version, "before": line.before, "after": line.after, "reason": line.reason}
        for line in lines
    ]
    values: dict[str, Any] = {
        "tenant": current_tenant_id(),
        "topic": act.topic,
        "subject": act.model._meta.label_lower,
        "lines": _json(entries),
        "answer": _json(answer),
        "key": claimed.key,
        "actor_id": by.user_id,
        "actor_name": by.name,
        "verb": act.verb,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
        if cursor.rowcount:
            transaction.on_commit(lambda: nudge(OUT), robust=True)
    announce(act.topic, [line.pk for line in lines], by)
    tell(topics_of(act.model, lines))


def last_actor(row: Record) -> str:
    history = AuditEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).order_by("-id")
    entry = history.only("actor_id", "actor_name").first()
    return entry.by if entry else ""


def plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as it will be stored, so that the first reply and every repeat are the same to the byte."""
    found: dict[str, Any] = json.loads(_json(answer))
    return found


def _fingerprint(topic: str, subjects: Sequence[int], data: Any) -> str:
    given = dict(data.lists()) if isinstance(data, QueryDict) else data or {}
    if isinstance(given, Mapping):
        given = {name: given[name] for name in sorted(given) if name not in NOT_INPUT}
    return hashlib.sha256(_json([topic, list(subjects), given]).encode()).hexdigest()


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        return value.pk if isinstance(value, Record) else super().default(value)


def _json(value: Any) -> str:
    return json.dumps(value, cls=_Encoder)
