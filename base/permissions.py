"""Choosing permissions in a form, and saying in words which ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.people import EVERYTHING
from base.screens import every_permission, permission_groups

NAMED = 3


def _any(_code: str) -> bool:
    return True


class PermissionPicker(forms.CheckboxSelectMultiple):
    """A box for each verb, grouped by what it is about. What is not offered stays as it is: shown only if chosen."""

    template_name = "base/permissions.html"
    offers: Callable[[str], bool] = staticmethod(_any)

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        return super().create_option(name, value, *rest, **more) | {"fixed": not self.offers(str(value))}

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        found = [
            (about, [each for each in options if each["selected"] or not each["fixed"]], index)
            for about, options, index in super().optgroups(name, value, attrs)
        ]
        return [group for group in found if group[1]]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        return context | {"any_fixed": any(each["fixed"] for _about, options, _index in groups for each in options)}


class PermissionsField(forms.MultipleChoiceField):
    """A set of what the product knows. A page offers a person what they may give, which `perform` sees to anyway."""

    widget: Any = PermissionPicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("permissions"), "choices": permission_choices, **kwargs})

    def validate(self, value: list[str]) -> None:
        """As its parent does, but the choices are read once and not for each of hundreds of values."""
        forms.Field.validate(self, value)
        known = {EVERYTHING, *every_permission()}
        for code in value:
            if code not in known:
                message = self.error_messages["invalid_choice"]
                raise forms.ValidationError(message, code="invalid_choice", params={"value": code})

    def offer(self, offers: Callable[[str], bool]) -> None:
        """Only these may be ticked and unticked."""
        self.widget.offers = offers


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
