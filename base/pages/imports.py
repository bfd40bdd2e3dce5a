"""Pages of importing: upload, the template, the error file. What was found is the import's own detail page."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.actions import perform
from base.imports import pages_of, upload
from base.models import ImportRun
from base.pages.lists import MAY_IMPORT
from base.pages.requests import attachment, key_of
from base.refusals import NotFound, Refusal
from base.screens import SCREENS, page
from base.sheets import SHEETS
from base.workbooks import LARGEST_FILE, Fault, error_file, template


@page("imports/new/", permission=MAY_IMPORT, name="import-new")
@require_http_methods(["GET", "POST"])
def new_import(request: Any) -> HttpResponse:
    """Choose a file. What is wrong with it is told on the page of the import."""
    sheet = SHEETS.get(request.POST.get("sheet") or request.GET.get("sheet", ""))
    context: dict[str, Any] = {
        "sheet": sheet,
        "sheets": list(SHEETS.values()),
        "key": key_of(request) or str(uuid.uuid4()),
    }
    if request.method == "GET":
        return render(request, "base/import.html", context)
    sent = request.FILES.get("file")
    if sent is None or sent.size > LARGEST_FILE:
        context["sentence"] = _("Choose a file first") if sent is None else _("The file is larger than 20 MB: split it")
        return render(request, "base/import.html", context, status=422)
    content = base64.b64encode(sent.read()).decode()
    data = {"name": sent.name[:200], "sheet": sheet.name if sheet else "", "content": content}
    try:
        outcome = perform(upload, by=request.actor, data=data, key=key_of(request))
    except Refusal as refusal:
        return render(request, "base/import.html", context | {"sentence": refusal.detail}, status=refusal.status)
    return redirect(SCREENS[ImportRun].url("detail", pk=outcome.answer["id"]))


@page("imports/template.xlsx", permission=MAY_IMPORT, name="import-template")
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with every sheet, or the one asked for, in the reader's language."""
    chosen = SHEETS.get(request.GET.get("sheet", ""))
    chinese = (translation.get_language() or "").startswith("zh")
    sheets = [chosen] if chosen else list(SHEETS.values())
    made = template(
        [(s.title, s.headings, []) if chinese else (s.name, [c.name for c in s.columns], []) for s in sheets]
    )
    return attachment(made, f"{chosen.name if chosen else 'workbook'}.xlsx")


@page("imports/<int:pk>/errors.xlsx", permission=MAY_IMPORT, name="import-errors")
@require_safe
def import_errors(request: Any, pk: int) -> HttpResponse:
    """The rows at fault, each with what is wrong: correct them and import this file."""
    run = ImportRun.objects.visible_to(request.actor).filter(pk=pk).first()
    if run is None:
        raise NotFound()
    return attachment(error_file(pages_of(run.pk), [Fault(**fault) for fault in run.faults]), f"errors-{run.pk}.xlsx")
