"""One page of a list: filtered, sorted, cut, and read as plain values rather than model instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from base.columns import Column
from base.filters import ScreenFilterSet

COUNTED_UP_TO = 1_000
UNFILTERED = ("sort", "page", "columns", "view")


class Listing:
    """What a list page, its export and its fragment all show."""

    def __init__(self, columns: list[Column], found: ScreenFilterSet, parameters: Mapping[str, Any], size: int) -> None:
        self.columns = columns
        self.filter = found
        self.size = size
        self.parameters = parameters
        number = str(parameters.get("page", ""))
        self.number = max(1, int(number)) if number.isdigit() and len(number) < 7 else 1

    @property
    def queryset(self) -> QuerySet[Any]:
        """What matches. An unusable filter value matches everything and is shown as the field's error."""
        return self.filter.qs  # type: ignore[no-any-return]

    @cached_property
    def _window(self) -> list[tuple[Any, ...]]:
        """This page and one row more, which tells whether there is a next page."""
        start = (self.number - 1) * self.size
        return list(self._values()[start : start + self.size + 1])

    @property
    def rows(self) -> Iterator[tuple[int, list[str], list[Any]]]:
        """Each row as its id, its texts and its raw values."""
        return ((row[0], self._texts(row), list(row[1:])) for row in self._window[: self.size])

    @property
    def has_next(self) -> bool:
        return len(self._window) > self.size

    @cached_property
    def total(self) -> int:
        """Counted only as far as people read: beyond that the page says "1,000+"."""
        if self.number == 1 and not self.has_next:
            return len(self._window)
        return self.queryset.order_by()[: COUNTED_UP_TO + 1].count()

    @property
    def total_text(self) -> str:
        return f"{COUNTED_UP_TO:,}+" if self.total > COUNTED_UP_TO else f"{self.total:,}"

    def all_texts(self) -> Iterator[list[str]]:
        """Every row, for an export."""
        return (self._texts(row) for row in self._values().iterator(chunk_size=2000))

    def all_values(self) -> Iterator[list[Any]]:
        """Every row with its numbers and dates as such, choices as their words: for a spreadsheet."""
        for row in self._values().iterator(chunk_size=2000):
            yield [
                c.text(v) if c.choices or c.kind == "instant" else v for c, v in zip(self.columns, row[1:], strict=True)
            ]

    @property
    def filtered(self) -> bool:
        """Whether the person asked for less than everything."""
        return any(value and name not in UNFILTERED for name, value in self.parameters.items())

    def link(self, **changed: Any) -> str:
        """The address of this list with some parameters changed: the URL is the state."""
        query = self.parameters.copy() if isinstance(self.parameters, QueryDict) else QueryDict(mutable=True)
        for name, value in changed.items():
            query[name] = str(value)
        return f"?{query.urlencode()}"

    @property
    def here(self) -> str:
        return self.link()

    @property
    def cleared(self) -> str:
        """This list without filters: its columns and order stay, and no view is opened instead."""
        query = QueryDict(mutable=True)
        if isinstance(self.parameters, QueryDict):
            for name in ("sort", "columns"):
                query.setlist(name, self.parameters.getlist(name))
        query["view"] = "0"
        return f"?{query.urlencode()}"

    @property
    def next_link(self) -> str:
        return self.link(page=self.number + 1)

    @property
    def previous_link(self) -> str:
        return self.link(page=self.number - 1)

    @property
    def heads(self) -> list[dict[str, Any]]:
        """Column heads; clicking the sorted one turns it round."""
        current = str(self.parameters.get("sort", ""))
        return [
            {
                "column": column,
                "link": self.link(sort=f"-{column.name}" if current == column.name else column.name, page=1),
                "sorted": {column.name: "ascending", f"-{column.name}": "descending"}.get(current, ""),
            }
            for column in self.columns
        ]

    def _values(self) -> QuerySet[Any]:
        return self.queryset.values_list("pk", *(column.path for column in self.columns))

    def _texts(self, row: tuple[Any, ...]) -> list[str]:
        return [column.text(value) for column, value in zip(self.columns, row[1:], strict=True)]
