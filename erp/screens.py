"""Screens of the kernel's own tables: roles, sites, imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base import imports  # noqa: F401  its verbs and its job
from base.columns import Column
from base.members import MemberForm, RoleForm
from base.models import ImportRun, Member, Role, RoleAssignment, Site, Token
from base.pages import imports as import_pages  # noqa: F401
from base.panels import Children, Progress
from base.people import Actor
from base.screens import Screen
from base.sheets import SHEETS
from base.tokens import TokenForm
from inventory.sheets import LOTS

OWNER = Column("user", "user__name", pgettext_lazy("token", "owner"))


class SiteScreen(Screen):
    model = Site
    columns = ("code", "name", "zone")
    form = ("code", "name", "zone")
    order = ("code",)
    key = "code"
    group, icon, place = "system", "building-2", 10


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


class MemberScreen(Screen):
    model = Member
    columns = ("username", "name", "active")
    filters = ("active",)
    form = MemberForm
    order = ("username",)
    panels = (Children(RoleAssignment, of="member", columns=("role",)),)
    group, icon, place = "system", "users", 15


class TokenScreen(Screen):
    model = Token
    columns = ("name", OWNER, "created_at", "expires_at", "revoked_at")
    fields = ("name", OWNER, "permissions", "created_at", "expires_at", "revoked_at")
    form = TokenForm
    changes = False
    group, icon, place = "system", "key-square", 25


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
