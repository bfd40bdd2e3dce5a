"""Inputs of planning verbs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.columns import plain_number
from base.fields import NOT_NEGATIVE
from base.forms import Lines, RecordForm
from orders.models import SalesOrder, SalesOrderLine
from scheduling.forecasts import overlapped, spans
from scheduling.models import Forecast, PlanRun, PlanVersion, RunTrigger
from scheduling.models.forecasts import last_day
from scheduling.supplies import CANCEL, PLANNED, REDUCE, PeggedSupply, supplies_of


class ForecastForm(RecordForm):
    class Meta:
        model = Forecast
        fields = ("item", "start_on", "period", "quantity")

    def clean(self) -> dict[str, Any]:
        """A day belongs to one forecast of an item. In a set the import has looked already."""
        found = super().clean()
        if self.instance.one_of_many or not all(found.get(name) for name in ("item", "start_on", "period")):
            return found
        span = found["start_on"], last_day(found["start_on"], found["period"])
        item = found["item"].pk
        if clash := overlapped(span, spans([item], *span, but=self.instance.pk)[item]):
            sentence = _("This overlaps the forecast of %(first)s to %(last)s: let one begin after the other")
            self.add_error("start_on", sentence % {"first": clash[0], "last": clash[1]})
        return found


class RunForm(RecordForm):
    class Meta:
        model = PlanRun
        fields = ("kind",)


class RunTriggerForm(RecordForm):
    class Meta:
        model = RunTrigger
        fields = ("name", "kind", "nightly_at", "after_changes", "at_once")


class FinishForm(forms.Form):
    """What a finished calculation says of itself."""

    counts = forms.JSONField(label=_("figures"))
    faults = forms.JSONField(label=_("left out"), required=False)
    digest = forms.CharField(label=_("input digest"), max_length=64)
    plan_digest = forms.CharField(label=_("plan digest"), max_length=64, required=False)
    seconds = forms.DecimalField(label=_("seconds"), max_digits=9, decimal_places=3)


class CompareForm(forms.Form):
    """What a replay found."""

    equal = forms.BooleanField(label=_("the same plan"), required=False)


class ProposeForm(RecordForm):
    class Meta:
        model = PlanVersion
        fields = ("run", "operations_planned", "lines_planned", "lines_late", "load")


class Decision(models.TextChoices):
    """What becomes of a supply that its order needs no more."""

    KEEP = "keep", _("keep for stock")
    REDUCE = REDUCE, _("reduce")
    CANCEL = CANCEL, pgettext_lazy("supply", "cancel")


def _told(label: Any, *, required: bool = False) -> forms.CharField:
    """What a row says and nobody changes."""
    return forms.CharField(
        label=label, required=required, max_length=200, widget=forms.TextInput({"readonly": True, "tabindex": "-1"})
    )


def _quantity(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=18, decimal_places=6, validators=[NOT_NEGATIVE], localize=False)


class SupplyForm(forms.Form):
    """One supply of the order: by how much it is made less, or that it is cancelled."""

    supply = _told(pgettext_lazy("pegged", "supply"), required=True)
    item = _told(_("item"), required=True)
    name = _told(_("name"))
    state = _told(_("state"))
    whole = _told(_("in all"))
    quantity = _quantity(_("for this order"))
    decision = forms.ChoiceField(label=pgettext_lazy("supply", "decision"), choices=Decision.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shown := self.initial.get("choices"):
            self.fields["decision"].choices = shown


class Supplies(Lines):
    """A row for everything that exists for the order. What is left out is kept."""

    def __init__(self) -> None:
        super().__init__(SupplyForm, name="supplies", fixed=True, required=False, label=_("What exists for it"))

    def rows_of(self, record: Any) -> list[dict[str, Any]]:
        return [
            {
                "supply": supply.called,
                "item": supply.item.code,
                "name": supply.item.name,
                "state": supply.state,
                "whole": plain_number(supply.whole),
                "quantity": supply.quantity,
                "decision": Decision.KEEP,
                "choices": _choices(supply),
            }
            for supply in sorted(supplies_of(record), key=_undecided)
        ]


def _choices(supply: PeggedSupply) -> list[tuple[str, Any]]:
    """What can be decided of it; a planned order needs no decision."""
    kept = _("goes with the next calculation") if supply.kind == PLANNED else Decision.KEEP.label
    return [(Decision.KEEP, kept), *((choice, Decision(choice).label) for choice in supply.may)]


def _undecided(supply: PeggedSupply) -> tuple[bool, bool]:
    """First what asks for a decision, last what is only planned."""
    return not supply.may, supply.kind == PLANNED


class NewQuantityForm(forms.Form):
    """A line of the order with its new quantity; none of it takes the line away."""

    position = forms.IntegerField(label=_("position"), widget=forms.TextInput({"readonly": True, "tabindex": "-1"}))
    item = _told(_("item"))
    name = _told(_("name"))
    shipped = _told(_("shipped"))
    quantity = _quantity(_("quantity"))


class NewQuantities(Lines):
    def __init__(self) -> None:
        super().__init__(NewQuantityForm, fixed=True, label=SalesOrderLine._meta.verbose_name_plural)

    def rows_of(self, record: Any) -> list[dict[str, Any]]:
        return [
            {
                "position": line.position,
                "item": line.item.code,
                "name": line.item.name,
                "shipped": plain_number(line.shipped),
                "quantity": Decimal(plain_number(line.quantity)),
            }
            for line in record.lines.select_related("item").order_by("position")
        ]


class CallOffForm(RecordForm):
    """Why, and what becomes of each supply."""

    reason = forms.CharField(label=_("reason"), max_length=200)
    supplies = Supplies()

    class Meta:
        model = SalesOrder
        fields = ()


class CutBackForm(CallOffForm):
    """Why, what is still wanted, and what becomes of each supply."""

    lines = NewQuantities()
    field_order = ("reason", "lines", "supplies")
