"""The verbs of webhooks: whoever may add one decides which of the company's news leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import ACTIONS, action, gate
from base.forms import ReasonForm, RecordForm
from base.jobs import enqueue
from base.models import Webhook, WebhookDelivery
from base.models.webhooks import DeliveryState, new_salt
from base.people import EVERYTHING, Actor
from base.permissions import PermissionPicker
from base.webhooks.addresses import Forbidden, checked_url
from base.webhooks.delivering import DELIVER
from base.webhooks.signing import secret_of

TEST = "base.webhook.test"


def topic_choices() -> list[Any]:
    """Every event there is, by what it happens to."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for act in sorted(ACTIONS.values(), key=lambda act: act.topic):
        found.setdefault(str(act.model._meta.verbose_name_plural), []).append((act.topic, act.label))
    return [(EVERYTHING, _("everything")), *found.items()]


class WebhookForm(RecordForm):
    topics = forms.MultipleChoiceField(label=_("topics"), choices=topic_choices, widget=PermissionPicker)

    class Meta:
        model = Webhook
        fields = ("name", "url", "topics")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            checked_url(url)
        except Forbidden as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return url


@action(Webhook, "add", form=WebhookForm, creates=True, label=_("Add"))
def add_webhook(webhook: Webhook, *, by: Actor) -> None:
    """Events of these topics are sent to this address from now on. Its secret is shown this once."""
    webhook.secret = secret_of(webhook.salt)


@action(Webhook, "rotate", label=_("Change the secret"))
def rotate(webhook: Webhook, *, by: Actor) -> None:
    """A new secret, shown this once. For a day messages are signed with the old one as well."""
    webhook.salt, webhook.former_salt, webhook.rotated_at = new_salt(), webhook.salt, timezone.now()
    webhook.secret = secret_of(webhook.salt)


@action(Webhook, "test", label=_("Send a test"))
def test(webhook: Webhook, *, by: Actor) -> None:
    """A message that says nothing, to see whether it arrives."""
    sent = WebhookDelivery.objects.create(webhook=webhook, topic=TEST, payload={"id": webhook.pk})
    enqueue(DELIVER, {"delivery": sent.pk}, by=by)


@action(Webhook, "switch_on", label=_("Switch on"))
def switch_on(webhook: Webhook, *, by: Actor) -> None:
    """What happens from now on is sent again; what failed meanwhile can be replayed."""
    webhook.active, webhook.failing_since, webhook.trouble = True, None, ""


@action(Webhook, "switch_off", danger=True, label=_("Switch off"))
def switch_off(webhook: Webhook, *, by: Actor) -> None:
    """Nothing more is sent, not even what waits."""
    webhook.active = False


@action(Webhook, "give_up", form=ReasonForm, label=_("Give up"))
def give_up(webhook: Webhook, *, by: Actor, reason: str) -> None:
    """Switched off by the product itself, after failures for days."""
    webhook.active, webhook.trouble = False, reason


@gate(Webhook, "switch_on")
def is_off(webhooks: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {row.pk: _("It is switched on") for row in webhooks if row.active}


@gate(Webhook, "switch_off")
@gate(Webhook, "test")
def is_on(webhooks: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {row.pk: _("It is switched off") for row in webhooks if not row.active}


@action(WebhookDelivery, "replay", bulk=True, many=True, label=pgettext_lazy("delivery", "Send again"))
def replay(deliveries: Sequence[WebhookDelivery], inputs: Sequence[Any], *, by: Actor) -> None:
    """The same message under the same id, with tries of its own."""
    for row in deliveries:
        row.state, row.tries, row.next_at, row.delivered_at = DeliveryState.WAITING, 0, timezone.now(), None
        enqueue(DELIVER, {"delivery": row.pk}, by=by)


@gate(WebhookDelivery, "replay")
def can_be_sent(deliveries: Sequence[Any], by: Actor) -> dict[int, Any]:
    """A message that waits is sent anyway; an address that is switched off takes none."""
    found = {row.pk: _("It still waits to be sent") for row in deliveries if row.state == DeliveryState.WAITING}
    off = set(Webhook.objects.filter(deliveries__in=deliveries, active=False).values_list("pk", flat=True))
    return found | {row.pk: _("Switch the webhook on first") for row in deliveries if row.webhook_id in off}
