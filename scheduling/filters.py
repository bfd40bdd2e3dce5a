"""What the lists of planning that are computed may be filtered by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.filters import Checks
from base.references import ReferenceField
from bom.models import Item, WorkCenter
from scheduling.excess import Hint
from scheduling.follow_up import Standing
from scheduling.lacking import Outlook
from scheduling.worklist import Filter
from suppliers.models import Supplier

DAYS_AHEAD = 14
HORIZON, SLOW_AFTER, WEEKS = 180, 90, 26
LEVELS = [(level, f"{level} %") for level in ("90", "95", "97.5", "99")]


def number(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most)


class LackingFilter(Filter):
    usual = {"days": DAYS_AHEAD}

    outlook = forms.MultipleChoiceField(label=_("outlook"), choices=Outlook.choices, required=False, widget=Checks)
    days = number(_("needed within (days)"), 400)
    work_center = ReferenceField(WorkCenter, label=WorkCenter._meta.verbose_name, required=False)
    item = ReferenceField(Item, label=Item._meta.verbose_name, required=False)
    owner = forms.CharField(label=_("owner"), max_length=60, required=False)


class FollowUpFilter(Filter):
    standing = forms.MultipleChoiceField(label=_("standing"), choices=Standing.choices, required=False, widget=Checks)
    supplier = ReferenceField(Supplier, label=Supplier._meta.verbose_name, required=False)
    item = ReferenceField(Item, label=Item._meta.verbose_name, required=False)


class ExcessFilter(Filter):
    usual = {"horizon": HORIZON, "days": SLOW_AFTER}

    hint = forms.MultipleChoiceField(label=_("hint"), choices=Hint.choices, required=False, widget=Checks)
    horizon = number(_("needs of the next (days)"), 400)
    days = number(_("not moved for (days)"), 3650)
    item = ReferenceField(Item, label=Item._meta.verbose_name, required=False)
    owner = forms.CharField(label=_("owner"), max_length=60, required=False)


class SuggestionFilter(Filter):
    usual = {"level": "95", "weeks": WEEKS}

    level = forms.ChoiceField(label=_("service level"), choices=LEVELS, required=False)
    weeks = number(_("usage of the last (weeks)"), 156)
    item = ReferenceField(Item, label=Item._meta.verbose_name, required=False)
    owner = forms.CharField(label=_("owner"), max_length=60, required=False)
