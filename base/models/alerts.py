"""What somebody should know about now: one row for each cause, until it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import SearchField, SentenceField
from base.models.people import Member
from base.records import Record, TenantQuerySet
from base.states import StateField, Transitions
from base.tenancy.fields import TenantForeignKey, TenantUnique

if TYPE_CHECKING:
    from base.people import Actor


class Severity(models.TextChoices):
    """From the least to the worst."""

    NOTICE = "notice", pgettext_lazy("severity", "notice")
    WARNING = "warning", pgettext_lazy("severity", "warning")
    CRITICAL = "critical", pgettext_lazy("severity", "critical")


class AlertState(models.TextChoices):
    OPEN = "open", pgettext_lazy("alert", "open")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("alert", "acknowledged")
    CLOSED = "closed", pgettext_lazy("alert", "gone")


A = AlertState
STANDING = (A.OPEN, A.ACKNOWLEDGED)
ALERT = Transitions(
    AlertState,
    initial=A.OPEN,
    renew=[(A.OPEN, A.OPEN), (A.ACKNOWLEDGED, A.ACKNOWLEDGED)],
    worsen=[(A.OPEN, A.OPEN), (A.ACKNOWLEDGED, A.OPEN)],
    acknowledge=(A.OPEN, A.ACKNOWLEDGED),
    close=[(A.OPEN, A.CLOSED), (A.ACKNOWLEDGED, A.CLOSED)],
)


def rules() -> list[tuple[str, Any]]:
    """Every rule with its name on the screen; asked once all apps have registered theirs."""
    from base.alerts import RULES

    return [(rule.name, rule.label) for rule in RULES.values()]


class AlertQuerySet(TenantQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The actor's own, and those of rules the actor looks after; `mine`: owned by this person, or by nobody."""
        from base.alerts import looked_after

        own, may = Q(owner__user=actor.user_id or 0), Q(rule__in=looked_after(actor))
        mine = Case(When(own | (may & Q(owner=None)), then=Value(True)), default=Value(False))
        return self.filter(own | may).annotate(mine=mine)


class Alert(Record):
    """A cause that a rule found. It waits for its owner; without one, for whoever looks after its rule.

    `address`: the page of what it is about.
    """

    rule = models.CharField(_("rule"), max_length=40, choices=rules)
    subject_type = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.BigIntegerField(_("subject"))
    subject_text = models.CharField(_("about"), max_length=100)
    address = models.CharField(_("address"), max_length=200, blank=True)
    sentence = SentenceField(pgettext_lazy("alert", "what is wrong"))
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.WARNING)
    owner = TenantForeignKey(
        Member, models.PROTECT, related_name="alerts", verbose_name=_("owner"), null=True, blank=True
    )
    since = models.DateTimeField(pgettext_lazy("alert", "since"), default=timezone.now, editable=False)
    acknowledged_by = models.CharField(_("acknowledged by"), max_length=150, blank=True, editable=False)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("alert", "gone at"), null=True, editable=False)
    state = StateField(ALERT, verbose_name=_("state"))
    search = SearchField(sources=("subject_text",))

    objects = AlertQuerySet.as_manager()  # type: ignore[misc]

    label_field = "subject_text"
    transitions = ALERT

    class Meta:
        verbose_name, verbose_name_plural = _("alert"), _("alerts")
        constraints = [
            TenantUnique("rule", "subject_type", "subject_id", name="alert_once", condition=Q(state__in=STANDING)),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "since", "id"], name="alert_by_state"),
            models.Index(fields=["tenant_id", "since", "id"], name="alert_by_age"),
            models.Index(fields=["tenant_id", "owner", "state"], name="alert_by_owner"),
        ]
