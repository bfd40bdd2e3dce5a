"""Alerts: rules look at what is, and each cause they find is one row until it is gone.

A rule answers every cause there is now. Looked at twice, a cause is one alert; what is no longer found closes. Rules
are looked at soon after the events they name, and every ten minutes, since time passes without an event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import ACTIONS, action, perform
from base.columns import FORMATS, plain_number
from base.events import Happening, on
from base.forms import RecordForm
from base.jobs import enqueue, every, job
from base.models import Alert, AuditEntry, Member
from base.models.alerts import STANDING, Severity
from base.people import Actor, system_actor
from base.records import Record
from base.refusals import Duplicate

EVERY_SECONDS = 600
SOON = timedelta(seconds=2)  # what happens together is looked at once
WORSE = list(Severity)


@dataclass(frozen=True, slots=True)
class Cause:
    """Something wrong now: with which row, how badly, the facts of its sentence, and whose it is.

    `owners`: names of people, of whom the first who is a member gets it; where none is, whoever made `document`.
    `page`: the row whose page shows it, where the subject has none of its own. `text`: what else the subject is called.
    """

    subject: Record
    facts: dict[str, Any]
    severity: Severity = Severity.WARNING
    owners: Sequence[str] = ()
    document: Record | None = None
    page: Record | None = None
    text: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.subject._meta.label_lower, self.subject.pk


@dataclass(frozen=True, slots=True)
class Rule:
    """`permission`: whoever has it looks after what nobody owns, and sees all of it."""

    name: str
    find: Callable[[], Iterable[Cause]]
    label: Any
    sentence: Any
    permission: str


RULES: dict[str, Rule] = {}
WATCHED: dict[str, list[str]] = defaultdict(list)  # topic -> names of the rules that look again after it

Find = Callable[[], Iterable[Cause]]


def rule(name: str, *, label: Any, sentence: Any, permission: str, after: Iterable[str] = ()) -> Callable[[Find], Find]:
    """Register a function that answers all causes of this kind. `after`: topics it is looked at after.

    `sentence`: a translated text with the facts' names as places.
    """

    def register(find: Find) -> Find:
        RULES[name] = Rule(name, find, label, sentence, permission)
        for topic in after:
            if topic not in WATCHED:
                on(topic)(look_after_event)
            WATCHED[topic].append(name)
        return find

    return register


def looked_after(actor: Actor) -> list[str]:
    """The rules this person may see everything of."""
    return [found.name for found in RULES.values() if actor.may(found.permission)]


# When rules are looked at ---------------------------------------------------------------------


@job("base.look")
def look(name: str) -> None:
    """Look at one rule."""
    evaluate(RULES[name])


@every(EVERY_SECONDS, "base.look_at_all")
def look_at_all() -> None:
    for name in RULES:
        _owe(name)


def look_after_event(happening: Happening) -> None:
    for name in WATCHED[happening.topic]:
        _owe(name)


def _owe(name: str) -> None:
    enqueue("base.look", {"name": name}, by=system_actor(), once=f"base.look {name}", at=timezone.now() + SOON)


# What becomes of what they find ------------------------------------------------------------------


def evaluate(found: Rule) -> None:
    """Open what is new, close what is gone, renew what changed, and ask again where it got worse."""
    try:
        _compare(found)
    except Duplicate:  # somebody looked at the same moment: what they opened can be seen now
        _compare(found)


def _compare(found: Rule) -> None:
    causes = {cause.key: cause for cause in found.find()}
    standing = Alert.objects.filter(rule=found.name, state__in=STANDING)
    known = {(alert.subject_type, alert.subject_id): alert for alert in standing}
    owners = _owners(causes.values())
    changes = _Changes()
    for key, cause in causes.items():
        changes.see(known.get(key), _facts(found, cause, owners[key]))
    changes.gone = [alert for key, alert in known.items() if key not in causes]
    changes.carry_out()


@dataclass
class _Changes:
    new: list[dict[str, Any]] = field(default_factory=list)
    other: list[tuple[Alert, dict[str, Any]]] = field(default_factory=list)
    worse: list[tuple[Alert, dict[str, Any]]] = field(default_factory=list)
    gone: list[Alert] = field(default_factory=list)

    def see(self, alert: Alert | None, facts: dict[str, Any]) -> None:
        if alert is None:
            self.new.append(facts)
        elif WORSE.index(facts["severity"]) > WORSE.index(Severity(alert.severity)):
            self.worse.append((alert, facts))
        elif any(getattr(alert, name) != value for name, value in facts.items()):
            self.other.append((alert, facts))

    def carry_out(self) -> None:
        by = system_actor()
        for act, pairs in ((renew, self.other), (worsen, self.worse)):
            if pairs:
                perform(act, [alert for alert, _facts in pairs], by=by, data=[facts for _alert, facts in pairs])
        if self.gone:
            perform(close, self.gone, by=by)
        if self.new:
            perform(open_alert, by=by, data=self.new)


def _facts(found: Rule, cause: Cause, owner: Member | None) -> dict[str, Any]:
    kind, key = cause.key
    return {
        "rule": found.name,
        "subject_type": kind,
        "subject_id": key,
        "subject_text": (cause.text or str(cause.subject))[:100],
        "address": _address(cause.page or cause.subject),
        "sentence": {"rule": found.name, **{name: _plain(value) for name, value in cause.facts.items()}},
        "severity": cause.severity,
        "owner": owner,
    }


def _address(row: Record) -> str:
    from base.screens import SCREENS

    screen = SCREENS.get(type(row))
    return screen.url("detail", pk=row.pk) if screen else ""


def _plain(value: Any) -> str:
    """As it is read in every language."""
    if isinstance(value, datetime):
        return FORMATS["instant"](value)
    if isinstance(value, date):
        return value.isoformat()
    return plain_number(value) if isinstance(value, Decimal | int) else str(value)


def _owners(causes: Iterable[Cause]) -> dict[tuple[str, int], Member | None]:
    """Whose each cause is: two queries for any number of them."""
    listed = list(causes)
    named = _members(name={name for cause in listed for name in cause.owners if name})
    found = {c.key: next((named[name] for name in c.owners if name in named), None) for c in listed}
    made = _made([c.document for c in listed if c.document and found[c.key] is None])
    return {c.key: found[c.key] or (made.get(_key(c.document)) if c.document else None) for c in listed}


def _made(documents: Sequence[Record]) -> dict[tuple[str, int], Member]:
    """The members who made these documents."""
    kinds, keys = {d._meta.label_lower for d in documents}, {d.pk for d in documents}
    born = {act.verb for act in ACTIONS.values() if act.creates}
    entries = AuditEntry.objects.filter(subject_type__in=kinds, subject_id__in=keys, verb__in=born)
    makers = {(kind, key): user for kind, key, user in entries.values_list("subject_type", "subject_id", "actor_id")}
    users = _members(user={user for user in makers.values() if user})
    return {key: users[user] for key, user in makers.items() if user in users}


def _key(row: Record) -> tuple[str, int]:
    return row._meta.label_lower, row.pk


def _members(**wanted: set[Any]) -> dict[Any, Member]:
    """Active members by one of their columns; a name that two people have is nobody's."""
    ((column, values),) = wanted.items()
    if not values:
        return {}
    found: dict[Any, list[Member]] = defaultdict(list)
    for member in Member.objects.filter(**{f"{column}__in": values}, active=True):
        found[member.user_id if column == "user" else getattr(member, column)].append(member)
    return {value: members[0] for value, members in found.items() if len(members) == 1}


def said(sentence: dict[str, Any]) -> str:
    """The sentence of an alert in the reader's language."""
    known = RULES.get(sentence.get("rule", ""))
    return str(known.sentence % sentence) if known else ""


FORMATS["sentence"] = said


# The verbs ------------------------------------------------------------------------------------


class AlertForm(RecordForm):
    """What a rule found."""

    class Meta:
        model = Alert
        fields = ("rule", "subject_type", "subject_id", "subject_text", "address", "sentence", "severity", "owner")


@action(Alert, "open", form=AlertForm, creates=True, many=True, label=pgettext_lazy("alert", "Raise"))
def open_alert(alerts: Sequence[Alert], inputs: Sequence[Any], *, by: Actor) -> None:
    """A rule found a cause."""


@action(Alert, "renew", form=AlertForm, many=True, label=_("Renew"))
def renew(alerts: Sequence[Alert], inputs: Sequence[Any], *, by: Actor) -> None:
    """The cause is another day, another quantity, or somebody else's."""


@action(Alert, "worsen", form=AlertForm, many=True, label=_("Worsen"))
def worsen(alerts: Sequence[Alert], inputs: Sequence[Any], *, by: Actor) -> None:
    """It got worse: whoever acknowledged it is asked again."""
    for alert in alerts:
        alert.acknowledged_by, alert.acknowledged_at = "", None


@action(Alert, "acknowledge", bulk=True, label=_("Acknowledge"))
def acknowledge(alert: Alert, *, by: Actor) -> None:
    """Somebody knows and sees to it. It stays until its cause is gone."""
    alert.acknowledged_by, alert.acknowledged_at = by.name, timezone.now()


@action(Alert, "close", many=True, label=pgettext_lazy("alert", "Close"))
def close(alerts: Sequence[Alert], inputs: Sequence[Any], *, by: Actor) -> None:
    """Its cause is gone."""
    for alert in alerts:
        alert.closed_at = timezone.now()
