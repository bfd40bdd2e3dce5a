"""Inputs of the floor."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.fields import NOT_NEGATIVE, POSITIVE
from base.forms import RecordForm
from base.models import Member
from base.references import ReferenceField
from bom.models import Machine
from inventory.models import Location, Lot, StockStatus
from orders.models import WorkOrder, WorkOrderComponent
from shopfloor.models import FirstPiece, LotIssue, OperationReport, ScrapReason, Shortage

CLOCKS_DIFFER = timedelta(minutes=5)
FIGURES = ("good", "scrap", "rework")


def _figure(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=18, decimal_places=6, initial=Decimal(0), required=False)


class StartForm(forms.Form):
    """At which machine of the work center; it may be left to the plan."""

    machine = ReferenceField(Machine, label=_("machine"), required=False)


class TallyForm(forms.Form):
    """What is added to figures; less than nothing takes back."""

    good = _figure(_("good"))
    scrap = _figure(_("scrap"))
    rework = _figure(_("rework"))


def check_figures(form: Any, data: dict[str, Any]) -> None:
    """Something was made, and whoever scrapped says why."""
    figures = {name: data.get(name) or Decimal(0) for name in FIGURES}
    if not form.errors and not any(figures.values()):
        form.add_error("good", _("Say how many are good, scrapped or sent to rework"))
    if figures["scrap"] and not data.get("scrap_reason"):
        form.add_error("scrap_reason", _("Say why they were scrapped"))


class ReportForm(RecordForm):
    """What came out of an operation. `location`: where the last operation's good goes."""

    location = ReferenceField(Location, label=_("location"), required=False)

    class Meta:
        model = OperationReport
        fields = (
            "operation", "good", "scrap", "scrap_reason", "rework", "again", "machine", "employee", "note",
            "reported_at",
        )  # fmt: skip

    def clean_reported_at(self) -> datetime:
        """A tablet's clock may be a little fast."""
        found: datetime = self.cleaned_data["reported_at"]
        if found > timezone.now() + CLOCKS_DIFFER:
            raise forms.ValidationError(_("It lies in the future: set the clock of the tablet"))
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        check_figures(self, data)
        if data.get("again") and data.get("rework"):
            self.add_error("rework", _("What comes back from rework is good or scrap now"))
        return data


class ReplacementForm(ReportForm):
    """A report in place of another one."""

    corrects = ReferenceField(OperationReport, label=_("corrects"))


class CorrectForm(forms.Form):
    """What the report should have said; all zero takes it back."""

    good = forms.DecimalField(label=_("good"), max_digits=18, decimal_places=6, validators=[NOT_NEGATIVE])
    scrap = forms.DecimalField(
        label=_("scrap"), max_digits=18, decimal_places=6, validators=[NOT_NEGATIVE], initial=Decimal(0), required=False
    )
    scrap_reason = ReferenceField(ScrapReason, label=_("scrap reason"), required=False)
    rework = forms.DecimalField(
        label=_("rework"), max_digits=18, decimal_places=6, validators=[NOT_NEGATIVE], initial=Decimal(0),
        required=False,
    )  # fmt: skip
    reason = forms.CharField(label=_("reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in FIGURES:
            data[name] = data.get(name) or Decimal(0)
        if data["scrap"] and not data.get("scrap_reason"):
            self.add_error("scrap_reason", _("Say why they were scrapped"))
        return data


class ShortageForm(RecordForm):
    class Meta:
        model = Shortage
        fields = ("report", "component", "item", "quantity", "owner_name")


class LotIssueForm(RecordForm):
    """Which lot for which order. How much may be left out: then what the order still needs, or what there is."""

    order = ReferenceField(WorkOrder, label=WorkOrder._meta.verbose_name)
    quantity = forms.DecimalField(
        label=_("quantity"), max_digits=18, decimal_places=6, validators=[POSITIVE], required=False
    )

    class Meta:
        model = LotIssue
        fields = ("lot", "quantity")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        order, lot = data.get("order"), data.get("lot")
        if order and lot:
            self.instance.component = component = self._component(order, lot)
            if component and data.get("quantity") is None:
                data["quantity"] = self._proposed(component, lot)
        return data

    def _component(self, order: WorkOrder, lot: Lot) -> WorkOrderComponent | None:
        """What of the order is made of this lot's item; where it is used twice, what lacks most of it."""
        found = order.components.filter(item=lot.item_id).order_by(F("issued") - F("required"), "id").first()
        if found is None:
            self.add_error("lot", _("%(order)s needs no %(item)s") % {"order": order, "item": lot.item})
        return found

    def _proposed(self, component: WorkOrderComponent, lot: Lot) -> Decimal | None:
        balances = lot.balances.filter(status=StockStatus.USABLE)
        there = balances.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
        proposed = min(component.required - component.issued, there)
        if proposed > 0:
            return proposed
        self.add_error("quantity", _("Say how much: the order needs no more of it, or there is none to take"))
        return None


class AmountForm(forms.Form):
    """How much of something."""

    quantity = forms.DecimalField(label=_("quantity"), max_digits=18, decimal_places=6, validators=[POSITIVE])


class AssignForm(forms.Form):
    """Who looks after it from now on."""

    owner_name = forms.CharField(label=_("owner"), max_length=60)


class FirstPieceForm(RecordForm):
    class Meta:
        model = FirstPiece
        fields = ("operation", "result", "note")


class SignInForm(forms.Form):
    """Who of the company's members somebody is."""

    member = ReferenceField(Member, label=Member._meta.verbose_name)


class BadgeForm(forms.Form):
    """What the badge's code says, and the number only its owner knows."""

    code = forms.CharField(label=_("badge"), max_length=60)
    pin = forms.RegexField(
        r"^[0-9]{4,8}$",
        label=_("PIN"),
        strip=True,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("A PIN is 4 to 8 digits")},
    )


class EnrolForm(forms.Form):
    """What the tablet's secret comes to."""

    digest = forms.CharField(label=_("digest"), min_length=64, max_length=64)
