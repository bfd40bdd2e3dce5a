"""Forms of actions: a record's own fields, and tables of lines inside a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from base.columns import plain_number
from base.numbering import NumberField
from base.references import PostedRow, ReferenceField, resolve

if TYPE_CHECKING:
    from base.people import Actor


class DateInput(forms.DateInput):
    """The browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock, to the minute."""

    input_type = "time"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%H:%M")


PICKERS: dict[type[forms.Field], type[forms.Widget]] = {forms.DateField: DateInput, forms.TimeField: TimeInput}


def shortened(initial: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, with as many decimals as were meant: 48, not 48.000000."""
    return {n: Decimal(plain_number(v)) if isinstance(v, Decimal) else v for n, v in initial.items()}


class ReasonForm(forms.Form):
    """Why something is done that needs a reason."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class Partial(dict[str, Any]):
    """Input of a change in which whatever is left out keeps its value."""


def without_nulls(form: forms.ModelForm) -> dict[str, Any]:  # type: ignore[type-arg]
    """The cleaned values; what was left empty is the default where the column cannot be null."""
    columns = {f.name: f for f in form._meta.model._meta.concrete_fields}
    for name, value in form.cleaned_data.items():
        if value is None and name in columns and not columns[name].null and columns[name].has_default():
            form.cleaned_data[name] = columns[name].get_default()
    return form.cleaned_data


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """The form of a record's own fields.

    Input that is no posted form (REST, import, code) may leave fields out: those with a default keep it.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if isinstance(data, Mapping) and not isinstance(data, QueryDict):
            kept = self._kept(kwargs["instance"]) if isinstance(data, Partial) else self._defaults()
            data = {**kept, **data}
        super().__init__(data, *args, **kwargs)
        self.initial = shortened(self.initial)
        for name, field in self.fields.items():
            if type(field) in PICKERS:
                field.widget = PICKERS[type(field)]()
            if isinstance(field, Lines) and data is None and self.instance.pk:
                self.initial[name] = field.rows_of(self.instance)

    def shown_to(self, by: Actor) -> None:
        """Before a page draws it: offer this person what they may choose."""

    def _defaults(self) -> dict[str, Any]:
        wanted = (self._meta.model._meta.get_field(name) for name in self._meta.fields or ())
        return {f.name: f.get_default() for f in wanted if f.has_default()}

    def _kept(self, record: Any) -> dict[str, Any]:
        """What the record holds, as the form takes it."""
        lines = {name: field for name, field in self.base_fields.items() if isinstance(field, Lines) and record.pk}
        own = forms.model_to_dict(record, self._meta.fields)
        return own | {name: field.rows_of(record) for name, field in lines.items()}

    def clean(self) -> dict[str, Any]:
        """A document's number, left empty, stays what it is."""
        for name in self._meta.fields or ():
            if isinstance(self._meta.model._meta.get_field(name), NumberField) and not self.cleaned_data.get(name):
                self.cleaned_data[name] = getattr(self.instance, name)
        return without_nulls(self)

    def validate_unique(self) -> None:
        """Uniqueness is a constraint (TenantUnique), checked with the other constraints."""


class LineForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row of a table of lines. Its number may be left out: it then follows the row before."""

    optional: tuple[str, ...] = ("position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = shortened(self.initial)
        for name, field in self.fields.items():
            field.required = field.required and name not in self.optional
            if type(field) in PICKERS:
                field.widget = PICKERS[type(field)]()

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """What a line given as data may leave out."""
        wanted = (cls._meta.model._meta.get_field(name) for name in cls._meta.fields or ())
        return {f.name: f.get_default() for f in wanted if f.has_default()}

    def clean(self) -> dict[str, Any]:
        return without_nulls(self)

    def validate_unique(self) -> None:
        """The document's lines are compared with each other, not with the database."""

    def validate_constraints(self) -> None:
        """The database has the last word on a line's constraints."""


class Lines(forms.Field):
    """A table inside a form: a list of rows, each cleaned by `form`; its value is a list of dicts.

    REST sends a list of objects; a page posts `lines-0-item`, `lines-1-item`, … References of all rows are
    resolved in one query a column. Errors name the row; `pointed_errors` holds them with JSON pointers.
    `rows`: the relation they are stored in, matched by `key`. `name`: the field's own, where it is not `lines`.
    `fixed`: a person adds none and removes none.
    """

    default_error_messages = {"required": _("Add at least one line"), "invalid": _("This must be a list of lines")}
    widget: Any = forms.HiddenInput

    def __init__(
        self,
        form: type[forms.BaseForm],
        *,
        rows: str = "lines",
        key: str = "position",
        name: str = "lines",
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        self.form: Any = form
        self.rows, self.key, self.name, self.fixed = rows, key, name, fixed
        self.forms: list[Any] = []
        self.pointed_errors: list[dict[str, Any]] = []
        super().__init__(**kwargs)
        self.widget = LinesWidget()

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if value is not None and (isinstance(value, str) or not isinstance(value, Sequence)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not value and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        self.forms = self.bound(value or [])
        self.pointed_errors = [error for number, form in enumerate(self.forms) for error in _errors(number, form)]
        if self.pointed_errors:
            raise ValidationError([error["sentence"] for error in self.pointed_errors])
        return [form.cleaned_data for form in self.forms]

    def bound(self, rows: Sequence[Any]) -> list[forms.Form]:
        """A bound form for each row, its references already rows where they could be found."""
        defaults: dict[str, Any] = getattr(self.form, "defaults", dict)()
        given = [_complete(row, defaults) for row in rows]
        for name, field in self.form.base_fields.items():
            if isinstance(field, ReferenceField):
                given = _with_rows(field, name, given)
        found = []
        for number, row in enumerate(given):
            prefix = f"{self.name}-{number}"
            found.append(self.form({f"{prefix}-{name}": value for name, value in row.items()}, prefix=prefix))
        return found

    def rows_of(self, record: Any) -> list[dict[str, Any]]:
        """The stored rows of a record, as the form takes them."""
        names = list(self.form.base_fields)
        references = [name for name in names if isinstance(self.form.base_fields[name], ReferenceField)]
        found = getattr(record, self.rows).select_related(*references).order_by(self.key)
        return [{name: getattr(row, name) for name in names} for row in found]

    def shown(self, value: Any) -> list[forms.Form]:
        """The rows to draw: as they were posted, else as they are stored."""
        return self.forms or [self.form(initial=row, prefix=f"{self.name}-{n}") for n, row in enumerate(value or [])]

    def blank(self) -> Any:
        """An unbound row for the page to copy; `__n__` stands for its number."""
        return self.form(prefix=f"{self.name}-__n__")


class LinesWidget(forms.HiddenInput):
    """Collects the rows of a posted table."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not isinstance(data, QueryDict):
            return data.get(name)
        rows: dict[int, PostedRow] = {}
        for key in data:
            head, _dash, rest = key.partition("-")
            number, _dash, column = rest.partition("-")
            if head == name and number.isdigit() and column:
                rows.setdefault(int(number), PostedRow())[column] = data[key]
        return [rows[number] for number in sorted(rows) if any(rows[number].values())]


def _complete(row: Any, defaults: Mapping[str, Any]) -> Any:
    if isinstance(row, PostedRow):
        return row
    return {**defaults, **row} if isinstance(row, Mapping) else {}


def _with_rows(field: ReferenceField, name: str, given: list[Any]) -> list[Any]:
    widget: Any = field.widget
    values = [widget.value_from_datadict(row, None, name) for row in given]
    found = resolve(field.model, values)
    return [
        type(row)({**row, name: found.get(value, value) if isinstance(value, int | str) else value})
        for row, value in zip(given, values, strict=True)
    ]


def _errors(number: int, form: forms.Form) -> list[dict[str, Any]]:
    found = []
    for name, errors in form.errors.get_json_data().items():
        label = form.fields[name].label or name if name in form.fields else ""
        for error in errors:
            sentence = _("Row %(number)s, %(field)s: %(error)s") % {
                "number": number + 1,
                "field": label,
                "error": error["message"],
            }
            pointer = f"/{number}" if name == "__all__" else f"/{number}/{name}"
            found.append({"pointer": pointer, "code": error["code"], "detail": error["message"], "sentence": sentence})
    return found
