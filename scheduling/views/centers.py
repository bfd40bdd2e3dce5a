"""The filter of the board: whose machines one looks at."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.filters import Checks
from bom.models import WorkCenter


class Centers(forms.Form):
    """`?work_center=3&work_center=5`: those work centers; none: all."""

    work_center = forms.TypedMultipleChoiceField(
        coerce=int, required=False, label=gettext_lazy("work centers"), widget=Checks
    )

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        rows = WorkCenter.objects.order_by("code").values_list("id", "code", "name")
        self.fields["work_center"].choices = [(pk, f"{code} {name}") for pk, code, name in rows]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[int]:
        """Their ids; none where the address names one that is not there, which the form then says."""
        return self.cleaned_data["work_center"] if self.is_valid() else []

    @property
    def text(self) -> str:
        """The codes of the chosen."""
        names = dict(self.fields["work_center"].choices)  # type: ignore[attr-defined]
        return _(", ").join(names[pk].split(" ")[0] for pk in self.chosen)

    @property
    def address(self) -> str:
        """What an address ends in that asks for the same; "" for all."""
        return "?" + urlencode([("work_center", pk) for pk in self.chosen]) if self.chosen else ""
