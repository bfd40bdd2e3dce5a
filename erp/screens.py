"""Screens of the kernel's own tables: roles, sites, imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters as df
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base import imports, saved_views  # noqa: F401  their verbs and jobs
from base.columns import Column
from base.filters import YesNo
from base.members import MemberForm, RoleForm
from base.models import (
    Alert,
    ImportRun,
    Member,
    Role,
    RoleAssignment,
    Site,
    Token,
    TwoFactorRule,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
)
from base.pages import bell, documentation  # noqa: F401  pages
from base.pages import imports as import_pages  # noqa: F401
from base.panels import Children, Progress
from base.people import Actor
from base.screens import Screen
from base.sheets import SHEETS
from base.tokens import TokenForm
from base.two_factor import TwoFactorRuleForm
from base.webhooks import tidying  # noqa: F401  its periodic job
from base.webhooks.verbs import WebhookForm
from inventory.sheets import LOTS

TOKEN_OWNER = Column("user", "user__name", pgettext_lazy("token", "owner"))
WEBHOOK_OWNER = Column("user", "user__name", pgettext_lazy("webhook", "owner"))
RESPONSIBLE = Column("owner", "owner__name", _("owner"))


@dataclass(frozen=True)
class About:
    """The way to what an alert is about."""

    template: str = "base/panel_about.html"

    def context(self, record: Any, _actor: Actor) -> dict[str, Any]:
        return {"address": record.address, "text": record.subject_text}


class AlertScreen(Screen):
    model = Alert
    columns = ("subject_text", "sentence", "severity", RESPONSIBLE, "since", "acknowledged_by", "state")
    filters = ("state", "severity", "rule", "owner", "since")
    own_filters = {"mine": df.BooleanFilter(field_name="mine", label=_("waits for me"), widget=YesNo)}
    fields = (
        "subject_text", "sentence", "rule", "severity", RESPONSIBLE, "since", "acknowledged_by", "acknowledged_at",
        "closed_at", "state",
    )  # fmt: skip
    order = ("-since", "-id")
    actions = ("acknowledge",)
    panels = (About(),)
    group, icon, place = "own", "bell", 5
    empty = _("Nothing needs anybody now. What goes wrong is told here by itself.")


class SiteScreen(Screen):
    model = Site
    columns = ("code", "name", "zone")
    form = ("code", "name", "zone")
    order = ("code",)
    key = "code"
    group, icon, place = "system", "building-2", 10
    empty = _("A site is a factory with its time zone: add yours first.")


class RoleScreen(Screen):
    model = Role
    columns = ("name",)
    fields = ("name", "permissions")
    form = RoleForm
    order = ("name",)
    panels = (
        Children(
            RoleAssignment, of="role", columns=("member__username", "member"), title=Member._meta.verbose_name_plural
        ),
    )
    group, icon, place = "system", "key-round", 20
    empty = _("A role is a set of things a person may do: add one, then give it to members.")


class MemberScreen(Screen):
    model = Member
    columns = ("username", "name", "active")
    filters = ("active",)
    form = MemberForm
    order = ("username",)
    panels = (Children(RoleAssignment, of="member", columns=("role",)),)
    group, icon, place = "system", "users", 15
    empty = _("Members are the people who sign in here: add each with a user name and roles.")


class TokenScreen(Screen):
    model = Token
    columns = ("name", TOKEN_OWNER, "created_at", "expires_at", "revoked_at")
    fields = ("name", TOKEN_OWNER, "permissions", "created_at", "expires_at", "revoked_at")
    form = TokenForm
    changes = False
    group, icon, place = "system", "key-square", 25
    empty = _("Another system signs in with a token: add one with the permissions it needs; it is shown once.")


class TwoFactorRuleScreen(Screen):
    model = TwoFactorRule
    columns = ("who", "role", "active")
    form = TwoFactorRuleForm
    changes = False
    order = ("who", "role__name")
    group, icon, place = "system", "shield-check", 22
    empty = _("Nobody has to sign in with a second factor yet: add a rule for everybody or for a role.")


class WebhookScreen(Screen):
    model = Webhook
    columns = ("name", "url", "active", "failing_since")
    fields = ("name", "url", "topics", "active", WEBHOOK_OWNER, "rotated_at", "failing_since", "trouble")
    form = WebhookForm
    actions = ("test", "rotate", "switch_on", "switch_off")
    order = ("name",)
    panels = (
        Children(WebhookDelivery, of="webhook", columns=("topic", "happened_at", "state", "tries"), order=("-id",)),
    )
    group, icon, place = "system", "webhook", 40
    empty = _("Another system can be told what happens here: add its address and the events it wants.")


class WebhookDeliveryScreen(Screen):
    model = WebhookDelivery
    columns = ("topic", "webhook", "happened_at", "state", "tries", "next_at", "delivered_at")
    fields = ("topic", "webhook", "message_id", "happened_at", "state", "tries", "next_at", "delivered_at")
    filters = ("webhook", "state")
    panels = (Children(WebhookAttempt, of="delivery", columns=("at", "status", "milliseconds", "answer")),)
    group, icon, place = "system", "send", 45
    empty = _("Nothing has been sent yet: messages appear here as soon as a webhook has something to tell.")
    leads = "base.webhook"


@dataclass(frozen=True)
class Findings:
    """What an import found: rows by sheet, and every fault."""

    template: str = "base/panel_findings.html"

    def context(self, record: Any, _actor: Actor) -> dict[str, Any]:
        sheets = [*SHEETS.values(), LOTS]
        counts = [{"title": str(s), **record.counts[s.name]} for s in sheets if s.name in record.counts]
        faults = sorted(record.faults, key=lambda fault: (fault["sheet"], fault["row"] or 0))
        return {"run": record, "counts": counts, "faults": faults}


class ImportRunScreen(Screen):
    model = ImportRun
    columns = ("name", Column("sheet", "sheet", _("sheet"), choices=SHEETS), "state", "started_at")
    filters = ("state",)
    actions = ("take", "revert")
    panels = (Progress(), Findings())
    group, icon, place = "system", "file-up", 30
    empty = _("Take in items, structures, orders and stock from a workbook: it is checked before anything is kept.")
