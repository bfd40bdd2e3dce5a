"""Screens of the kernel's own tables: roles and sites."""

from __future__ import annotations

from base.models import Role, Site
from base.screens import Screen


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
    form = ("name", "permissions")
    order = ("name",)
    key = "name"
    group, icon, place = "system", "key-round", 20
