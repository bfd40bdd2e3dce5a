"""From a screen's declaration to a django-filter FilterSet. List, export and REST share it, and so does the URL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import django_filters as df
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from base.columns import field_at
from base.fields import SearchField
from base.references import ReferenceField

if TYPE_CHECKING:
    from base.screens import Screen


class ReferenceFilter(df.Filter):  # type: ignore[misc]
    """By id or code of the row referred to."""

    field_class = ReferenceField


class Checks(forms.CheckboxSelectMultiple):
    """Any of several, each a box."""

    template_name = "base/checks.html"


class Ends(df.widgets.RangeWidget):  # type: ignore[misc]
    """Two inputs, from and to."""

    template_name = "base/ends.html"


class Days(df.widgets.DateRangeWidget):  # type: ignore[misc]
    """Two days, from and to."""

    template_name = "base/ends.html"


class YesNo(df.widgets.BooleanWidget):  # type: ignore[misc]
    """Yes, no, or either; either leaves no trace in the address."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("either")), ("true", _("yes")), ("false", _("no"))]


class DaysFound(df.DateFromToRangeFilter):  # type: ignore[misc]
    """Between two days, of a day that no column holds: `find` adds it to the rows under `field_name`.

    Rows without such a day are not asked for. The list is in its order.
    """

    def __init__(self, find: Callable[[QuerySet[Any]], QuerySet[Any]], **declared: Any) -> None:
        super().__init__(widget=Days(attrs={"type": "date"}), **declared)
        self.find = find

    def filter(self, queryset: QuerySet[Any], days: slice | None) -> QuerySet[Any]:
        return super().filter(self.find(queryset).order_by(self.field_name, "id"), days) if days else queryset


class ScreenFilterSet(df.FilterSet):  # type: ignore[misc]
    """What every screen's filter knows: free-text search, every word of which must be found."""

    search_path: str = ""

    def find(self, queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        for word in words.lower().replace("\x00", "").split():
            queryset = queryset.filter(**{f"{self.search_path}__contains": word})
        return queryset


def filterset_for(screen: Screen) -> type[ScreenFilterSet]:
    model = screen.model
    declared: dict[str, Any] = {name: _filter(field_at(model, name), name) for name in screen.filters}
    declared |= screen.own_filters
    if path := search_path(screen):
        declared["q"] = df.CharFilter(method="find", label=_("Search"), max_length=100)
    sortable = [(column.path, column.name) for column in screen.available_columns]
    declared["sort"] = df.OrderingFilter(fields=sortable, label=_("Sort"))
    meta = type("Meta", (), {"model": model, "fields": []})
    members = {**declared, "search_path": path, "Meta": meta}
    return type(f"{model.__name__}FilterSet", (ScreenFilterSet,), members)


def search_path(screen: Screen) -> str:
    """Where the searched text lies: the screen's own word, else the model's search column."""
    if screen.search:
        return screen.search
    return next((f.name for f in screen.model._meta.concrete_fields if isinstance(f, SearchField)), "")


def _filter(field: Any, name: str) -> Any:
    """Choices: any of several. Dates: between. References: by id or code. Text: contains."""
    label = field.verbose_name
    if choices := getattr(field, "flatchoices", None):
        return df.MultipleChoiceFilter(field_name=name, choices=choices, label=label, widget=Checks)
    if isinstance(field, models.DateField):
        widget = Days(attrs={"type": "date"})
        return df.DateFromToRangeFilter(field_name=name, label=label, widget=widget)
    if field.is_relation:
        return ReferenceFilter(field_name=name, model=field.related_model, label=label)
    if isinstance(field, models.BooleanField):
        return df.BooleanFilter(field_name=name, label=label, widget=YesNo)
    if isinstance(field, models.IntegerField | models.DecimalField):
        ends = [forms.DecimalField(max_digits=24, decimal_places=6) for _end in ("min", "max")]
        return df.RangeFilter(field_name=name, label=label, fields=ends, widget=Ends(attrs={"inputmode": "decimal"}))
    return df.CharFilter(field_name=name, lookup_expr="icontains", label=label)
