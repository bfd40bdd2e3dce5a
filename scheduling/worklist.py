"""A list whose rows are computed: with the filters, pages and addresses of any list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from base.listing import Listing

SIZE = 50


@dataclass(frozen=True)
class Asked:
    """What stands in a list's place for its filter set."""

    form: forms.Form


class Worklist(Listing):
    """`size` rows of a page. What each of them tells is looked up for these only."""

    def __init__(self, form: forms.Form, found: Sequence[Any], parameters: Mapping[str, Any], size: int = SIZE) -> None:
        super().__init__([], Asked(form), parameters, size)  # type: ignore[arg-type]
        self.found = found

    @cached_property
    def shown(self) -> Sequence[Any]:
        start = (self.number - 1) * self.size
        return self.found[start : start + self.size]

    @property
    def has_next(self) -> bool:
        return self.number * self.size < len(self.found)

    @cached_property
    def total(self) -> int:
        return len(self.found)

    @property
    def total_text(self) -> str:
        return f"{self.total:,}"


def asked(form: forms.Form) -> dict[str, Any]:
    """What is asked for; a value that cannot be read asks for nothing, and is shown as its field's error."""
    form.is_valid()
    return form.cleaned_data
