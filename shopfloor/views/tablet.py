"""The tablet: a queue, the operation at hand, one sheet to report on. It never leaves the operation's screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from base.actions import Action, perform
from base.pages.requests import go, key_of, toast, wants_fragment
from base.refusals import Invalid, NotFound, Refusal
from base.screens import page
from base.sessions import ON_TABLET
from bom.models import WorkCenter
from orders.models import WorkOrder, WorkOrderOperation
from shopfloor.actions.first_pieces import check_first_piece
from shopfloor.actions.lots import issue_lot
from shopfloor.actions.operations import pause, resume, start
from shopfloor.actions.reports import add_report, correct
from shopfloor.codes import lot_called, meant_by
from shopfloor.models import Badge, OperationReport
from shopfloor.station import queue_of, station, stations

VIEW = "orders.view_workorderoperation"


@page(
    "floor/", permission=VIEW, name="floor", label=gettext_lazy("Tablet"), group="floor", icon="tablet-smartphone",
    place=10,
)  # fmt: skip
@require_safe
def choose(request: Any) -> HttpResponse:
    """Which work center this is."""
    return render(request, "shopfloor/stations.html", {"stations": stations()})


@page("floor/<int:pk>/", permission=VIEW, name="station")
@require_safe
def station_page(request: Any, pk: int) -> HttpResponse:
    center = WorkCenter.objects.filter(pk=pk).first()
    if center is None:
        raise NotFound()
    return _show(request, center, None)


@page("floor/operations/<int:pk>/", permission=VIEW, name="bench")
@require_safe
def bench_page(request: Any, pk: int) -> HttpResponse:
    """The tablet with this operation at hand; `correct` names the report to be corrected."""
    return _show(request, _operation(pk).work_center, pk)


@page("floor/<int:pk>/queue/", permission=VIEW, name="queue")
@require_safe
def queue_part(request: Any, pk: int) -> HttpResponse:
    """The queue alone: the tablet asks for it every now and then."""
    center = WorkCenter.objects.filter(pk=pk).first()
    if center is None:
        raise NotFound()
    at = request.GET.get("at", "")
    return render(request, "shopfloor/queue.html", {"queue": queue_of(center), "at": int(at) if at.isdigit() else 0})


@page("floor/operations/<int:pk>/start/", permission=start.permission, name="bench-start")
@require_POST
def start_work(request: Any, pk: int) -> HttpResponse:
    return _do(request, start, pk, pk, _("Started"))


@page("floor/operations/<int:pk>/pause/", permission=pause.permission, name="bench-pause")
@require_POST
def pause_work(request: Any, pk: int) -> HttpResponse:
    return _do(request, pause, pk, pk, _("Paused"))


@page("floor/operations/<int:pk>/resume/", permission=resume.permission, name="bench-resume")
@require_POST
def resume_work(request: Any, pk: int) -> HttpResponse:
    return _do(request, resume, pk, pk, _("Going on"))


@page("floor/operations/<int:pk>/report/", permission=add_report.permission, name="bench-report")
@require_POST
def report_work(request: Any, pk: int) -> HttpResponse:
    """Good, scrap and rework from one sheet."""
    data = {"operation": pk, **_sheet(request)}
    return _do(request, add_report, pk, None, _reported(data), data)


@page("floor/operations/<int:pk>/first-piece/", permission=check_first_piece.permission, name="bench-first-piece")
@require_POST
def first_piece(request: Any, pk: int) -> HttpResponse:
    data = {"operation": pk, "result": request.POST.get("result", "")}
    return _do(request, check_first_piece, pk, None, _("First piece checked"), data)


@page("floor/reports/<int:pk>/correct/", permission=correct.permission, name="bench-correct")
@require_POST
def correct_report(request: Any, pk: int) -> HttpResponse:
    report = OperationReport.objects.filter(pk=pk).first()
    if report is None:
        raise NotFound()
    data = {**_sheet(request), "reason": request.POST.get("reason", "")}
    return _do(request, correct, report.operation_id, pk, _("Corrected"), data)


@page("floor/operations/<int:pk>/scan/", permission=VIEW, name="bench-scan")
@require_POST
def scan(request: Any, pk: int) -> HttpResponse:
    """A code: an operation or order opens; a lot is brought to the order at hand."""
    operation, code = _operation(pk), request.POST.get("code", "")
    found = meant_by(code)
    if isinstance(found, WorkOrder):
        found = _next_here(found, operation.work_center_id)
    if isinstance(found, WorkOrderOperation):
        return _open(request, found)
    if lot := lot_called(code, operation.work_order):
        data = {"order": operation.work_order_id, "lot": lot.pk}
        return _do(request, issue_lot, pk, None, _("Lot %(lot)s is at the order") % {"lot": lot}, data)
    if request.session.get(ON_TABLET) and Badge.objects.filter(code=code.strip()).exists():
        return _next_person(request, code.strip())
    answer = _show(request, operation.work_center, pk)
    return toast(answer, _("Nothing here is called %(code)s") % {"code": code}, "error")


def _operation(pk: int) -> WorkOrderOperation:
    found = WorkOrderOperation.objects.select_related("work_center", "work_order").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def _next_here(order: WorkOrder, center_id: int) -> WorkOrderOperation | None:
    """The operation of an order that is next at this work center; else the next anywhere."""
    rows = [row for row in order.operations.order_by("sequence") if row.state != "completed"]
    return next((row for row in rows if row.work_center_id == center_id), rows[0] if rows else None)


def _open(request: Any, operation: WorkOrderOperation) -> HttpResponse:
    url = reverse("bench", kwargs={"pk": operation.pk})
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def _next_person(request: Any, badge: str) -> HttpResponse:
    """Somebody else has shown their badge: whoever was signed in goes, they give their PIN."""
    logout(request)
    url = f"{reverse('tablet-sign-in')}?{urlencode({'badge': badge})}"
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def _sheet(request: Any) -> dict[str, Any]:
    """What the sheet says; a figure left empty is none."""
    figures = {name: request.POST.get(name) or "0" for name in ("good", "scrap", "rework")}
    reason = request.POST.get("scrap_reason", "")
    return {
        **figures,
        "scrap_reason": int(reason) if reason.isdigit() else None,
        **({"again": True} if request.POST.get("again") else {}),
    }


def _reported(data: Mapping[str, Any]) -> str:
    facts = {name: data[name] for name in ("good", "scrap", "rework")}
    return _("Reported: %(good)s good, %(scrap)s scrap, %(rework)s rework") % facts


def _do(
    request: Any, act: Action, pk: int, subject: int | None, said: str, data: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Do a verb and show the tablet as it is now; after a refusal with what was typed, and why."""
    operation = _operation(pk)
    try:
        perform(act, subject, by=request.actor, data=data, key=key_of(request))
    except NotFound:
        raise
    except Refusal as refusal:
        return _show(request, operation.work_center, pk, refusal)
    if not wants_fragment(request):
        return go(request, reverse("bench", kwargs={"pk": pk}), said)
    return toast(_show(request, operation.work_center, pk), said)


def _show(request: Any, center: WorkCenter, pk: int | None, refusal: Refusal | None = None) -> HttpResponse:
    shown = station(center, request.actor, pk)
    asked = request.GET.get("correct") or request.POST.get("correct", "")
    context = {
        "station": shown,
        "bench": shown.bench,
        "queue": shown.queue,
        "at": shown.bench.operation.pk if shown.bench else 0,
        "refusal": _sentence(refusal) if refusal else "",
        "typed": request.POST if refusal else None,
        "key": key_of(request) if refusal else "",
        "correcting": _corrected(shown.bench.reports, asked) if shown.bench else None,
        "objection": _objection(shown, request) if shown.bench else "",
        "may_check": request.actor.may(check_first_piece.permission),
        "start_label": start.label,
        "pause_label": pause.label,
        "resume_label": resume.label,
    }
    template = "shopfloor/station.html#station" if wants_fragment(request) else "shopfloor/station.html"
    return render(request, template, context, status=refusal.status if refusal else 200)


def _corrected(reports: list[OperationReport], asked: str) -> OperationReport | None:
    return next((report for report in reports if str(report.pk) == asked), None)


def _objection(shown: Any, request: Any) -> Any:
    """Why the operation at hand cannot be started, where it is not."""
    row = shown.bench.operation
    refusal = start.objections([row], request.actor).get(row.pk) if row.state == "waiting" else None
    return refusal.detail if refusal else shown.bench.objection


def _sentence(refusal: Refusal) -> str:
    """A refusal in one line: what is wrong with the input, else why."""
    if isinstance(refusal, Invalid):
        return " ".join(error["detail"] for error in refusal.facts()["errors"])
    return str(refusal.detail)
