"""What the lists of planning that are computed may be filtered by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from base.filters import Checks
from base.references import ReferenceField
from bom.models import Item, WorkCenter
from scheduling.lacking import Outlook

DAYS_AHEAD = 14


class Filter(forms.Form):
    """`usual`: what a filter is set to in an address that does not say it."""

    usual: dict[str, Any] = {}

    def __init__(self, data: QueryDict) -> None:
        given = data.copy()
        for name, value in self.usual.items():
            given.setdefault(name, str(value))
        super().__init__(given)


def number(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most)


class LackingFilter(Filter):
    usual = {"days": DAYS_AHEAD}

    outlook = forms.MultipleChoiceField(label=_("outlook"), choices=Outlook.choices, required=False, widget=Checks)
    days = number(_("needed within (days)"), 400)
    work_center = ReferenceField(WorkCenter, label=WorkCenter._meta.verbose_name, required=False)
    item = ReferenceField(Item, label=Item._meta.verbose_name, required=False)
    owner = forms.CharField(label=_("owner"), max_length=60, required=False)
