"""The trace page: a lot, both directions on one screen, and all of it as a workbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.pages.requests import attachment
from base.references import ReferenceField
from base.refusals import NotFound
from base.screens import page
from inventory.models import Lot
from quality.trace_file import trace_file
from quality.tracing import lot_trace

VIEW = "inventory.view_lot"
SHOWN = 300  # lots of each direction on the page; the workbook has all


class LotChoice(forms.Form):
    """Which lot is traced."""

    lot = ReferenceField(Lot, label=_("lot"))


@page("trace/", permission=VIEW, name="trace", label=_("Trace"), group="quality", icon="waypoints", place=40)
@require_safe
def choose_lot(request: Any) -> HttpResponse:
    """Asks for a lot, by its code."""
    form = LotChoice(request.GET if "lot" in request.GET or "lot_text" in request.GET else None)
    if form.is_valid():
        return redirect("lot-trace", pk=form.cleaned_data["lot"].pk)
    return render(request, "quality/trace.html", {"form": form}, status=422 if form.is_bound else 200)


@page("trace/<int:pk>/", permission=VIEW, name="lot-trace")
@require_safe
def trace_page(request: Any, pk: int) -> HttpResponse:
    """Where a lot came from, where it went, and whether the quantities add up."""
    context = {"form": LotChoice(initial={"lot": pk}), "trace": lot_trace(_lot(pk), SHOWN), "shown": SHOWN}
    return render(request, "quality/trace.html", context)


@page("trace/<int:pk>/file/", permission=VIEW, name="lot-trace-file")
@require_safe
def trace_workbook(request: Any, pk: int) -> HttpResponse:
    """The same with every lot, as XLSX."""
    lot = _lot(pk)
    return attachment(trace_file(lot_trace(lot)), f"trace-{lot.pk}.xlsx")


def _lot(pk: int) -> Lot:
    found = Lot.objects.select_related("item__unit").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
