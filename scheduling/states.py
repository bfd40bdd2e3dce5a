"""How runs, planned orders and plan versions move."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class RunKind(TextChoices):
    MRP = "mrp", _("material requirements")
    SCHEDULE = "schedule", _("finite schedule")


class RunState(TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


RUN = Transitions(
    RunState,
    initial=RunState.WAITING,
    finish=(RunState.WAITING, RunState.DONE),
    fail=(RunState.WAITING, RunState.FAILED),
    replay=(RunState.DONE, RunState.DONE),
    compare=(RunState.DONE, RunState.DONE),
)


class PlannedState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    FIRMED = "firmed", _("firmed")


PLANNED_ORDER = Transitions(
    PlannedState, initial=PlannedState.PROPOSED, firm=(PlannedState.PROPOSED, PlannedState.FIRMED)
)


class VersionState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("plan version", "proposed")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


V = VersionState
PLAN_VERSION = Transitions(
    VersionState,
    initial=V.PROPOSED,
    publish=(V.PROPOSED, V.PUBLISHED),
    supersede=[(V.PROPOSED, V.SUPERSEDED), (V.PUBLISHED, V.SUPERSEDED)],
)


class MessageKind(TextChoices):
    """The words of engine.mrp.MessageKind, in its order."""

    EXPEDITE = "expedite", _("expedite")
    DEFER = "defer", _("defer")
    CANCEL = "cancel", _("cancel")
    DECREASE = "decrease", _("decrease")
    INCREASE = "increase", _("increase")
    RELEASE = "release", _("release")
    PAST_DUE = "past_due", _("past due")
    NO_SUPPLY = "no_supply", _("no supply")
    ASK = "ask", _("ask the customer")
