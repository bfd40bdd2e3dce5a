"""Choosing permissions in a form, and saying in words which ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.people import EVERYTHING
from base.screens import permission_groups

NAMED = 3


class PermissionPicker(forms.CheckboxSelectMultiple):
    """A box for each verb, grouped by what it is about."""

    template_name = "base/permissions.html"


class PermissionsField(forms.MultipleChoiceField):
    """A set of what the product knows."""

    widget = PermissionPicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("permissions"), "choices": permission_choices, **kwargs})


def permission_choices() -> list[Any]:
    return [(EVERYTHING, _("everything")), *permission_groups()]


def in_words(codes: Sequence[str]) -> str:
    """`Work orders: release, Items: add and 4 more`."""
    names = {code: f"{capfirst(about)}: {verb}" for about, verbs in permission_groups() for code, verb in verbs}
    names[EVERYTHING] = str(_("everything"))
    told = ", ".join(names.get(code, code) for code in codes[:NAMED])
    more = len(codes) - NAMED
    if more <= 0:
        return told
    return ngettext("%(told)s and %(count)d more", "%(told)s and %(count)d more", more) % {"told": told, "count": more}
