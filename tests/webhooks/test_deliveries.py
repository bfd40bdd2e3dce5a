"""What happens is told to those who asked for it: signed, once at least, later and later, and not for ever."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Standard
from standardwebhooks import WebhookVerificationError

from base.models import AuditEntry, Job, Webhook, WebhookAttempt, WebhookDelivery
from base.models.webhooks import DeliveryState
from base.models.work import JobState
from base.refusals import Blocked, Unacceptable
from base.webhooks import delivering
from base.webhooks.tidying import tidy
from bom.models import Unit
from tests.webhooks.conftest import Receiver, Teller

ADDED = "bom.unit.add"


@pytest.fixture
def hook(teller: Teller, receiver: Receiver) -> Webhook:
    return teller.do(Webhook, "add", name="ledger", url=receiver.url, topics=[ADDED])


def unit(teller: Teller, code: str = "pcs") -> Unit:
    return teller.do(Unit, "add", code=code, name=code)


def due_now(teller: Teller) -> None:
    """The waiting time is over."""
    teller.change(Job, due_at=timezone.now())


def test_what_happened_arrives_and_the_public_library_verifies_it(teller, receiver, hook):
    made = unit(teller)
    teller.send()
    [(headers, body)] = receiver.taken
    said = Standard(hook.secret).verify(body, headers)
    assert said["type"] == ADDED and said["data"] == {"id": made.pk, "version": 1}
    assert headers["webhook-id"].startswith("msg_") and headers["content-type"] == "application/json"
    [delivery] = teller.all(WebhookDelivery)
    assert (delivery.state, delivery.tries) == (DeliveryState.DELIVERED, 1)
    assert [(a.status, a.answer) for a in teller.all(WebhookAttempt)] == [(200, "as told")]


def test_a_message_changed_on_the_way_is_not_verified(teller, receiver, hook):
    unit(teller)
    teller.send()
    [(headers, body)] = receiver.taken
    with pytest.raises(WebhookVerificationError):
        Standard(hook.secret).verify(body.replace(b"add", b"end"), headers)


def test_only_the_topics_asked_for_are_told(teller, receiver, hook):
    made = unit(teller)
    teller.do(Unit, "change", made, code="pcs", name="other")
    teller.send()
    assert [json.loads(body)["type"] for _headers, body in receiver.taken] == [ADDED]


def test_everything_is_told_to_who_asks_for_everything(teller, receiver):
    teller.do(Webhook, "add", name="all", url=receiver.url, topics=["*"])
    made = unit(teller)
    teller.do(Unit, "change", made, code="pcs", name="other")
    teller.send()
    assert [json.loads(body)["type"] for _h, body in receiver.taken][-2:] == [ADDED, "bom.unit.change"]


def test_what_is_rolled_back_was_never_owed(teller, hook):
    with pytest.raises(Unacceptable):
        teller.do(Unit, "add", code="x" * 5, name="n", decimals=99)
    assert teller.all(WebhookDelivery) == []


def test_a_failure_is_tried_again_later_with_the_same_id_and_body(teller, receiver, hook):
    receiver.will(500, 503)
    unit(teller)
    for _try in range(3):
        teller.send()
        due_now(teller)
    first, second, third = receiver.taken
    assert first[0]["webhook-id"] == second[0]["webhook-id"] == third[0]["webhook-id"]
    assert first[1] == second[1] == third[1]
    [delivery] = teller.all(WebhookDelivery)
    assert (delivery.state, delivery.tries) == (DeliveryState.DELIVERED, 3)
    assert [a.status for a in teller.all(WebhookAttempt)] == [500, 503, 200]


def test_it_waits_longer_after_each_failure_and_as_long_as_the_receiver_asks(teller, receiver, hook):
    receiver.will(503, Retry_After="3600")
    unit(teller)
    teller.send()
    [delivery] = teller.all(WebhookDelivery)
    assert delivery.next_at - timezone.now() > timedelta(minutes=59)
    assert len(receiver.taken) == 1  # nothing more is sent before that
    for tries, seconds in ((1, 5), (2, 20), (3, 80), (8, 81_920), (9, 86_400)):
        assert 0.8 * seconds <= delivering.waits(tries).total_seconds() <= 1.2 * seconds
    assert len({delivering.waits(5) for _number in range(20)}) > 1  # not all at the same moment


def test_after_the_last_try_it_has_failed_and_can_be_replayed(teller, receiver, hook, monkeypatch):
    monkeypatch.setattr(delivering, "MOST_TRIES", 2)
    receiver.will(500, 500)
    unit(teller)
    teller.send()
    due_now(teller)
    teller.send()
    [delivery] = teller.all(WebhookDelivery)
    assert delivery.state == DeliveryState.FAILED
    teller.do(WebhookDelivery, "replay", delivery)
    teller.send()
    [delivery] = teller.all(WebhookDelivery)
    assert delivery.state == DeliveryState.DELIVERED
    assert receiver.taken[0][0]["webhook-id"] == receiver.taken[2][0]["webhook-id"]


def test_what_still_waits_is_not_replayed(teller, receiver, hook):
    receiver.will(500)
    unit(teller)
    teller.send()
    [delivery] = teller.all(WebhookDelivery)
    with pytest.raises(Blocked, match="still waits"):
        teller.do(WebhookDelivery, "replay", delivery)


def test_after_days_of_failure_it_is_switched_off_and_says_why(teller, receiver, hook):
    receiver.will(500)
    teller.change(Webhook, failing_since=timezone.now() - delivering.PATIENCE)
    unit(teller)
    teller.send()
    [webhook] = teller.all(Webhook)
    assert not webhook.active
    assert webhook.trouble == "Nothing was taken there for 5 days. The last answer: as told"
    [entry] = [entry for entry in teller.all(AuditEntry) if entry.verb == "give_up"]
    assert entry.reason == webhook.trouble
    unit(teller, "kg")
    assert len(teller.all(WebhookDelivery)) == 1  # nothing more is owed
    teller.do(Webhook, "switch_on", webhook)
    [webhook] = teller.all(Webhook)
    assert (webhook.active, webhook.trouble, webhook.failing_since) == (True, "", None)


def test_a_success_ends_the_time_of_failure(teller, receiver, hook):
    receiver.will(500)
    unit(teller)
    teller.send()
    assert teller.all(Webhook)[0].failing_since
    due_now(teller)
    teller.send()
    assert teller.all(Webhook)[0].failing_since is None


def test_who_answers_that_they_are_gone_is_asked_no_more(teller, receiver, hook):
    receiver.will(410)
    unit(teller)
    teller.send()
    assert not teller.all(Webhook)[0].active
    assert teller.all(WebhookDelivery)[0].state == DeliveryState.FAILED


def test_what_waits_when_it_is_switched_off_is_not_sent(teller, receiver, hook):
    unit(teller)
    teller.do(Webhook, "switch_off", hook)
    teller.send()
    assert receiver.taken == []
    assert teller.all(WebhookDelivery)[0].state == DeliveryState.FAILED


def test_a_changed_secret_signs_from_now_on_and_the_old_one_for_a_day_more(teller, receiver, hook):
    rotated = teller.do(Webhook, "rotate", hook)
    assert rotated.secret != hook.secret
    unit(teller)
    teller.send()
    headers, body = receiver.taken[0]
    for secret in (hook.secret, rotated.secret):
        assert Standard(secret).verify(body, headers)["type"] == ADDED
    teller.change(Webhook, rotated_at=timezone.now() - delivering.BOTH_SECRETS)
    unit(teller, "kg")
    teller.send()
    headers, body = receiver.taken[1]
    assert Standard(rotated.secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Standard(hook.secret).verify(body, headers)


def test_a_secret_stands_in_no_table_and_no_history(teller, hook):
    kept = str([row.__dict__ for row in teller.all(Webhook)]) + str([e.after for e in teller.all(AuditEntry)])
    assert hook.secret.startswith("whsec_") and hook.secret not in kept and hook.secret[6:] not in kept


def test_a_test_message_shows_whether_it_arrives(teller, receiver, hook):
    teller.do(Webhook, "test", hook)
    teller.send()
    assert json.loads(receiver.taken[0][1])["type"] == "base.webhook.test"


def test_a_redirect_is_a_failure_and_is_not_followed(teller, receiver, hook):
    receiver.will(302, Location=receiver.url)
    unit(teller)
    teller.send()
    assert len(receiver.taken) == 1
    assert teller.all(WebhookDelivery)[0].state == DeliveryState.WAITING


def test_a_worker_that_dies_while_sending_loses_nothing(teller, receiver, hook, monkeypatch):
    """Its lease runs out and another one sends again: under the same id, so that the receiver can tell."""

    def die(*_arguments):
        raise SystemExit

    monkeypatch.setattr(delivering, "_note", die)
    unit(teller)
    with pytest.raises(SystemExit):
        teller.send()
    monkeypatch.undo()
    teller.change(Job, leased_until=timezone.now() - timedelta(minutes=1))
    teller.send()
    assert [(job.state, job.attempts, job.error) for job in teller.all(Job)] == [(JobState.DONE, 2, "")]
    assert [(attempt.status, attempt.answer) for attempt in teller.all(WebhookAttempt)] == [(200, "as told")]
    assert [headers["webhook-id"] for headers, _body in receiver.taken] == [receiver.taken[0][0]["webhook-id"]] * 2
    assert teller.all(WebhookDelivery)[0].state == DeliveryState.DELIVERED


def test_a_message_whose_job_was_given_up_is_owed_again(teller, receiver, hook):
    unit(teller)
    teller.change(Job, state=JobState.FAILED)
    teller.change(WebhookDelivery, happened_at=timezone.now() - timedelta(hours=2))
    teller.within(tidy)
    teller.within(tidy)
    teller.send()
    assert len(receiver.taken) == 1


def test_what_was_settled_a_month_ago_is_forgotten(teller, receiver, hook):
    unit(teller)
    teller.send()
    teller.change(WebhookDelivery, happened_at=timezone.now() - timedelta(days=31))
    teller.within(tidy)
    assert teller.all(WebhookDelivery) == [] and teller.all(WebhookAttempt) == []
