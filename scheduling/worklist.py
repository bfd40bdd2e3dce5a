"""A list whose rows are computed: with the filters, pages and addresses of any list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from base.listing import Listing

SIZE = 50


class Filter(forms.Form):
    """`usual`: what a filter is set to where the address does not say it, or says what cannot be read."""

    usual: dict[str, Any] = {}

    def __init__(self, data: QueryDict) -> None:
        given = data.copy()
        for name, value in self.usual.items():
            given.setdefault(name, str(value))
        super().__init__(given)

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for by name; an unreadable value is shown as its field's error."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or self.usual.get(name) for name in self.fields}


@dataclass(frozen=True)
class Asked:
    """What stands in a list's place for its filter set."""

    form: Filter


class Worklist(Listing):
    """`size` rows of a page. What each of them tells is looked up for these only."""

    def __init__(self, form: Filter, found: Sequence[Any], parameters: Mapping[str, Any], size: int = SIZE) -> None:
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
