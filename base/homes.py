"""Homes: where each role begins. A home shows lists cut down to what waits for somebody, and figures.

A section is a list with some filters set, so its number is by construction what the list behind it shows. Whoever may
do what makes a role may open its home; where somebody may open several, they choose, and the last one is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.columns import Column, column_for
from base.listing import COUNTED_UP_TO, Listing
from base.looks import GLYPHS
from base.people import Actor
from base.records import Record
from base.screens import PAGES, SCREENS, Screen

ROOT = "home/"
COOKIE = "home"
SHOWN = 8  # rows of a section; its number and its link lead to all of them


@dataclass(frozen=True)
class Day:
    """A day as it is asked for: so many days from today."""

    ahead: int = 0

    def __str__(self) -> str:
        return (timezone.localdate() + timedelta(days=self.ahead)).isoformat()


@dataclass(frozen=True)
class Section:
    """A list with these filters. `note`: what its number counts; `empty`: said where there is none.

    `columns`: of the list or of what its filters add. `tone`: what a number above zero means, where it means trouble.
    """

    model: type[Record]
    title: Any
    note: Any
    empty: Any
    columns: tuple[str | Column, ...]
    filters: Mapping[str, Any]
    tone: str = ""

    @property
    def screen(self) -> Screen:
        return SCREENS[self.model]

    @property
    def permission(self) -> str:
        return self.screen.permission("view")

    @property
    def query(self) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, value in self.filters.items():
            query.setlist(name, [str(each) for each in (value if isinstance(value, list) else [value])])
        return query


@dataclass(frozen=True)
class Shown:
    """A section as one person sees it now."""

    section: Section
    listing: Listing

    @cached_property
    def count(self) -> int:
        """Always asked for, so that a page asks as often for many rows as for none."""
        return self.listing.queryset.order_by()[: COUNTED_UP_TO + 1].count()

    @property
    def figure(self) -> str:
        return f"{COUNTED_UP_TO:,}+" if self.count > COUNTED_UP_TO else f"{self.count:,}"

    @property
    def note(self) -> Any:
        return self.section.note if self.count else _("none")

    @property
    def tone(self) -> str:
        return "run" if self.section.tone and not self.count else self.section.tone

    @property
    def glyph(self) -> str:
        return _glyph(self.tone)

    @property
    def url(self) -> str:
        return f"{self.section.screen.url()}?{self.section.query.urlencode()}"


@dataclass(frozen=True)
class Figure:
    """A number that is no count of rows; `url` leads to the rows it was computed from."""

    label: Any
    figure: str
    unit: str
    note: Any
    url: str
    tone: str = ""

    @property
    def glyph(self) -> str:
        return _glyph(self.tone)


@dataclass(frozen=True)
class Home:
    """Where a role begins. `permission`: the verb that makes the role; `place`: which of several comes first.

    `page`: the page that is this home, where the role has one of its own; then it needs no sections.
    """

    name: str
    label: Any
    permission: str
    place: int
    sections: tuple[Section, ...] = ()
    figures: tuple[tuple[str, Callable[[date], Figure]], ...] = field(default=())
    page: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page or f"home-{self.name}")

    @property
    def topics(self) -> str:
        """What it shows again after others changed it."""
        return " ".join(dict.fromkeys(section.model._meta.label_lower for section in self.sections))

    def shown(self, actor: Actor) -> list[Shown]:
        """Its sections, as far as this person may see the lists behind them; first those where something waits."""
        found = [_shown(section, actor) for section in self.sections if actor.may(section.permission)]
        return sorted(found, key=lambda shown: not shown.count)

    def computed(self, actor: Actor) -> list[Figure]:
        today = timezone.localdate()
        return [compute(today) for permission, compute in self.figures if actor.may(permission)]


HOMES: dict[str, Home] = {}


def homes_of(actor: Actor) -> list[Home]:
    """The homes this person may open, the first of them first."""
    return [home for home in sorted(HOMES.values(), key=lambda home: home.place) if _may_open(home, actor)]


def home_of(request: HttpRequest, actor: Actor) -> Home | None:
    """Where this person begins: at the home they opened last, else at the first."""
    found = homes_of(actor)
    last = request.COOKIES.get(COOKIE)
    return next((home for home in found if home.name == last), found[0] if found else None)


def _glyph(tone: str) -> str:
    """The icon beside a number, which is no state: what runs well is ticked, what waits has a clock."""
    return {"run": "check", "hold": "clock"}.get(tone) or GLYPHS.get(tone, "")


def _may_open(home: Home, actor: Actor) -> bool:
    return actor.may(home.permission) and (not home.page or actor.may(PAGES[home.page].permission))


def _shown(section: Section, actor: Actor) -> Shown:
    screen, query = section.screen, section.query
    rows = screen.filterset(query, queryset=screen.visible(actor).order_by(*screen.order))
    return Shown(section, Listing([column_for(section.model, each) for each in section.columns], rows, query, SHOWN))
