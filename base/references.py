"""References in forms: typed as a code, picked from a search, or given as an id; never a select of 50,000 options."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from base.tenancy.prepared import Prepared


class PostedRow(dict[str, Any]):
    """One line cut out of a posted form: its values are text typed by a person, not JSON."""


class ReferenceWidget(forms.TextInput):
    """A search-select: the hidden input holds the id, the visible one what was typed."""

    template_name = "base/reference.html"
    field: ReferenceField

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        picked = data.get(name)
        if not isinstance(data, QueryDict | PostedRow):
            return picked
        if isinstance(picked, str) and picked.isdigit():
            return int(picked)
        return picked or data.get(f"{name}_text") or None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        row = self.field.found(value)
        model = self.field.model
        context["reference"] = {
            "pk": row.pk if row else "",
            "text": str(row) if row else (value or ""),
            "url": f"/lookup/{model._meta.label_lower}/",
        }
        return context


class ReferenceField(forms.Field):
    """A form field whose value is a row of `model`. Cleaning raises `invalid_choice`, naming the value."""

    widget = ReferenceWidget
    default_error_messages = {
        "invalid_choice": _("%(value)s: no such %(what)s. Check the code, or create it first"),
    }

    def __init__(self, model: type[Any], **kwargs: Any) -> None:
        for unused in ("limit_choices_to", "empty_label", "to_field_name", "queryset", "blank"):
            kwargs.pop(unused, None)
        self.model = model
        super().__init__(**kwargs)
        self.widget.field = self

    def __deepcopy__(self, memo: Any) -> Any:
        copied = super().__deepcopy__(memo)
        copied.widget.field = copied
        return copied

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if (row := self.found(value)) is None:
            raise self.missing(value)
        return row

    def missing(self, value: Any) -> ValidationError:
        what = self.model._meta.verbose_name
        return ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value, "what": what}
        )

    def found(self, value: Any) -> Any:
        """The row for an instance, an id (int) or a code (text); None when there is none."""
        if value in self.empty_values or isinstance(value, self.model):
            return value or None
        return resolve(self.model, [value]).get(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(getattr(initial, "pk", initial) or "") != str(getattr(data, "pk", data) or "")


@cache
def _numbered(model: type[Any]) -> Prepared:
    return Prepared(lambda ids: model.objects.filter(pk__in=ids))


def resolve(model: Any, values: Iterable[Any]) -> dict[Any, Any]:
    """The rows these ids (int) and codes or names (text) mean, in one query."""
    asked = {value for value in values if isinstance(value, int | str) and value != "" and not isinstance(value, bool)}
    ids = [value for value in asked if isinstance(value, int) and abs(value) < 2**63]
    codes = [value for value in asked if isinstance(value, str) and "\x00" not in value]
    if not codes:
        return {row.pk: row for row in _numbered(model)(tuple(ids))} if ids else {}
    columns = {field.name for field in model._meta.concrete_fields}
    names = [name for name in dict.fromkeys((model.label_field, "code")) if name in columns - {"id"}]
    wanted = (Q(**{f"{name}__in": codes}) for name in names)
    rows = list(model.objects.filter(reduce(or_, wanted, Q(pk__in=ids))))
    named = {str(getattr(row, name)): row for name in names for row in rows}  # a code before another's name
    numbered = {row.pk: row for row in rows}
    known: dict[Any, Any] = {pk: numbered[pk] for pk in ids if pk in numbered}
    return known | {code: named[code] for code in codes if code in named}
