"""Screens: one declaration per model; list, detail, forms, files, REST, navigation and permissions follow from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import actions
from base.actions import ACTIONS, Action, actions_of
from base.columns import Column, column_for
from base.filters import ScreenFilterSet, filterset_for
from base.forms import Lines, RecordForm
from base.listing import Listing
from base.people import Actor
from base.records import Record
from base.refusals import NotFound

PAGES_OF_THEIR_OWN = ("add", "change", "remove")
AS_TYPED = {"add": _("Add"), "change": _("Change")}


class Screen:
    """Subclass it and name the model; everything else has a default or is derived.

    columns: what the list shows, field paths or Columns. filters: field paths. own_filters: by name, those that
    ask for more than a field. search: path of the searched text where the model has no SearchField. form: names of
    the fields people fill in, or a RecordForm. changes: False for documents that are written once: nobody edits them
    afterwards. panels: what the detail page shows below the fields, or above them where the panel is `on_top`.
    actions: verbs shown as buttons (all, if None).
    key: the field that an import updates by. group, icon, place: where navigation shows it.
    empty: what brings rows into the list, said while it has none; leads: the model on whose list that begins.
    """

    model: type[Record]
    columns: tuple[str | Column, ...]
    filters: tuple[str, ...] = ()
    own_filters: Mapping[str, Any] = {}
    search: str = ""
    form: tuple[str, ...] | type[RecordForm] = ()
    changes: bool = True
    panels: tuple[Any, ...] = ()
    actions: tuple[str, ...] | None = None
    fields: tuple[str | Column, ...] = ()
    order: tuple[str, ...] = ("-id",)
    key: str = ""
    page_size = 50
    group: str = ""
    icon: str = "list"
    place: int = 50
    empty: Any = ""
    leads: str = ""

    def __init_subclass__(cls) -> None:
        screen = SCREENS[cls.model] = cls()
        if cls.form:
            screen._offer_add_and_change()

    # What is derived from the declaration --------------------------------------------------

    @cached_property
    def slug(self) -> str:
        """WorkOrder -> work-orders, Company -> companies, CalendarDay -> calendar-days."""
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", self.model.__name__).lower()
        return re.sub(r"(?<=[^aeiou])y$", "ie", words) + "s"

    @property
    def label(self) -> Any:
        return self.model._meta.verbose_name_plural

    @property
    def source(self) -> Screen | None:
        """The list on which what fills this one begins."""
        return SCREENS.get(apps.get_model(self.leads)) if self.leads else None

    @cached_property
    def list_columns(self) -> list[Column]:
        return [column_for(self.model, declared) for declared in self.columns]

    @cached_property
    def detail_columns(self) -> list[Column]:
        """What the detail page shows: the fields named, else the list's columns and the form's other fields."""
        extra = [name for name in self.form_fields if name not in self.columns]
        return [column_for(self.model, declared) for declared in self.fields or (*self.columns, *extra)]

    @cached_property
    def available_columns(self) -> list[Column]:
        """What a person may choose from for the list: everything the list or the detail page shows."""
        found = {column.name: column for column in (*self.list_columns, *self.detail_columns)}
        return list(found.values())

    def chosen_columns(self, parameters: Mapping[str, Any]) -> list[Column]:
        """The columns named in the address, in that order; those of the declaration where none is known."""
        named = parameters.getlist("columns") if isinstance(parameters, QueryDict) else []
        known = {column.name: column for column in self.available_columns}
        return [known[name] for name in dict.fromkeys(named) if name in known] or self.list_columns

    @cached_property
    def filterset(self) -> type[ScreenFilterSet]:
        return filterset_for(self)

    @cached_property
    def form_class(self) -> type[RecordForm]:
        if isinstance(self.form, tuple):
            made: Any = modelform_factory(self.model, form=RecordForm, fields=self.form)
            return made  # type: ignore[no-any-return]
        return self.form

    @cached_property
    def form_fields(self) -> tuple[str, ...]:
        """The model's own fields in the form; tables of lines are not among them."""
        return tuple(self.form_class._meta.fields or ()) if self.form else ()

    @cached_property
    def lines(self) -> dict[str, Lines]:
        found = self.form_class.base_fields if self.form else {}
        return {name: field for name, field in found.items() if isinstance(field, Lines)}

    def permission(self, verb: str) -> str:
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    def action(self, verb: str) -> Action:
        if (found := ACTIONS.get((self.model, verb))) is None:
            raise NotFound()
        return found

    @property
    def verbs(self) -> list[Action]:
        """The actions shown as buttons: those named, else all but those with pages of their own."""
        found = [a for a in actions_of(self.model) if a.verb not in PAGES_OF_THEIR_OWN and not a.creates]
        return found if self.actions is None else [self.action(verb) for verb in self.actions]

    @property
    def bulk(self) -> list[Action]:
        """The verbs a list offers for several selected rows."""
        return [act for act in self.verbs if act.bulk]

    def verb(self, name: str) -> Action:
        """The action behind a button."""
        found = next((act for act in self.verbs if act.verb == name), None)
        if found is None:
            raise NotFound()
        return found

    def add_panel(self, panel: Any) -> None:
        """A higher floor shows something of its own on this page."""
        self.panels = (*self.panels, panel)

    def _offer_add_and_change(self) -> None:
        """Plain adding and changing are verbs too, so they are audited, announced and repeatable like the rest."""
        for verb, label in AS_TYPED.items():
            if (self.model, verb) not in ACTIONS and (self.changes or verb != "change"):
                register = actions.action(self.model, verb, form=self.form_class, creates=verb == "add", label=label)
                register(_as_typed)

    @property
    def addable(self) -> bool:
        """Whether rows are added one at a time: typed in, or sent by another system."""
        return (self.model, "add") in ACTIONS

    @property
    def editable(self) -> bool:
        """Whether people change rows as they typed them."""
        return bool(self.form) and self.changes

    # What a request asks of it ---------------------------------------------------------------

    def visible(self, actor: Actor) -> QuerySet[Any]:
        return self.model.objects.visible_to(actor)

    def listing(self, parameters: Mapping[str, Any], actor: Actor) -> Listing:
        found = self.filterset(parameters, queryset=self.visible(actor).order_by(*self.order))
        return Listing(self.chosen_columns(parameters), found, parameters, self.page_size)

    def record(self, pk: int, actor: Actor) -> Any:
        related = {c.path.rpartition("__")[0] for c in self.detail_columns if "__" in c.path}
        record = self.visible(actor).select_related(*sorted(related)).filter(pk=pk).first()
        if record is None:
            raise NotFound()
        return record

    def url(self, page: str = "list", **arguments: Any) -> str:
        return reverse(f"{self.slug}:{page}", kwargs=arguments)


def _as_typed(record: Record, *, by: Actor, **lines: Any) -> None:
    """What the form holds is what is stored."""


SCREENS: dict[type[Record], Screen] = {}


@dataclass(frozen=True)
class Page:
    """A hand-made page: it names its permission like every screen, or it does not exist."""

    route: str
    name: str
    view: Callable[..., Any]
    permission: str
    label: Any = ""
    group: str = ""
    icon: str = "list"
    place: int = 50
    signed_in: bool = True


PAGES: dict[str, Page] = {}


def page(route: str, *, permission: str, name: str = "", **shown: Any) -> Callable[[Callable[..., Any]], Any]:
    """Register a view at `route`, open to who has `permission`. With a label and group it is in the navigation."""

    def register(view: Callable[..., Any]) -> Callable[..., Any]:
        called = name or view.__name__
        PAGES[called] = Page(route, called, view, permission, **shown)
        return view

    return register


def permission_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every permission the registries know, by what it is about: (about, [(permission, verb), …])."""
    named = {s.permission("view"): (s.label, _("view")) for s in SCREENS.values()}
    verbs = [act for act in ACTIONS.values() if not act.personal]
    named |= {act.permission: (act.model._meta.verbose_name_plural, act.label) for act in verbs}
    named |= {p.permission: (p.label or p.name, _("open")) for p in PAGES.values() if p.permission not in named}
    found: dict[str, list[tuple[str, str]]] = {}
    for code in sorted(named, key=lambda code: (code.partition(".")[0], code.rpartition("_")[2], code)):
        about, verb = named[code]
        found.setdefault(str(about), []).append((code, str(verb)))
    return list(found.items())


def every_permission() -> list[str]:
    """What roles are made of."""
    return sorted(code for _about, verbs in permission_groups() for code, _verb in verbs)


__all__ = ["PAGES", "SCREENS", "Page", "Screen", "every_permission", "page", "permission_groups"]
