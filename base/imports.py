"""The verbs and the job of importing: checked first, taken when somebody says so, taken back while nobody used it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Any

from django import forms
from django.apps import apps
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone, translation
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from base.actions import action, follow_up
from base.forms import RecordForm
from base.importing import MOST_FAULTS, Import, take
from base.jobs import LONG, enqueue, job
from base.models import AuditEntry, ImportFile, ImportRun
from base.people import Actor, system_actor
from base.refusals import InUse
from base.running import PASSING, LostLease, Run
from base.sheets import SHEETS, sheet_of
from base.workbooks import LARGEST_FILE, Fault, Page, Unreadable, read

JOB = "base.import"


class UploadForm(RecordForm):
    """A file's name and its bytes in base64; `sheet` when it is meant for one kind of row only."""

    content = forms.CharField(label=_("file"), max_length=LARGEST_FILE * 4 // 3 + 100)

    class Meta:
        model = ImportRun
        fields = ("name", "sheet")

    def clean_sheet(self) -> str:
        sheet: str = self.cleaned_data["sheet"]
        if sheet and sheet not in SHEETS:
            raise forms.ValidationError(_("No such sheet; known are %(names)s"), params={"names": ", ".join(SHEETS)})
        return sheet

    def clean_content(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("The file must be sent as base64")) from error


class FindingsForm(forms.Form):
    """What a check or an import found."""

    counts = forms.JSONField(label=_("rows"), required=False)
    faults = forms.JSONField(label=_("errors"), required=False)
    made = forms.JSONField(label=_("rows written"), required=False)


@action(ImportRun, "add", form=UploadForm, creates=True, label=_("Upload"))
def upload(run: ImportRun, *, by: Actor, content: bytes) -> dict[str, Any]:
    """Keep the file and owe its check."""
    ImportFile.objects.create(run=run, content=content)
    return _owe(run, by, dry=True)


@action(ImportRun, "take", primary=True, label=_("Import"))
def take_checked(run: ImportRun, *, by: Actor) -> dict[str, Any]:
    """Do what the check did, and keep it."""
    return _owe(run, by, dry=False)


def _owe(run: ImportRun, by: Actor, *, dry: bool) -> dict[str, Any]:
    found = enqueue(JOB, {"run": run.pk, "dry": dry, "language": translation.get_language()}, by=by)
    run.job_id = found.pk if found else None
    return {"job": run.job_id}


@action(ImportRun, "approve", form=FindingsForm, label=_("Approve"))
def approve(run: ImportRun, *, by: Actor, **findings: Any) -> None:
    """The check found nothing wrong."""
    _tell(run, findings)


@action(ImportRun, "reject", form=FindingsForm, label=_("Reject"))
def reject(run: ImportRun, *, by: Actor, **findings: Any) -> None:
    """Something is wrong with the file; nothing of it was kept."""
    _tell(run, findings)


@action(ImportRun, "complete", form=FindingsForm, label=_("Complete"))
def complete(run: ImportRun, *, by: Actor, **findings: Any) -> None:
    """Every row is in."""
    _tell(run, findings)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        run.transaction = cursor.fetchone()[0]


@action(ImportRun, "fail", label=_("Give up"))
def fail_import(run: ImportRun, *, by: Actor) -> None:
    """The work itself broke; nothing was kept."""


@action(ImportRun, "revert", danger=True, label=_("Take back"))
def revert(run: ImportRun, *, by: Actor) -> None:
    """Remove what it made, as long as nobody has used it."""
    made = [(apps.get_model(label), keys) for label, keys in run.made]
    for model, keys in made:
        _refuse_used(run, model, keys)
    try:
        for model, keys in reversed(made):
            sheet = sheet_of(model)
            if sheet and sheet.forget:
                sheet.forget(keys)
            model.objects.filter(pk__in=keys).delete()
    except ProtectedError as error:
        user = next(iter(error.protected_objects))
        said = _text("%(what)s %(row)s uses what was imported: it cannot be taken back any more")
        raise InUse(said % {"what": user._meta.verbose_name, "row": user}) from error


def _refuse_used(run: ImportRun, model: Any, keys: list[int]) -> None:
    entries = AuditEntry.objects.filter(subject_type=model._meta.label_lower, subject_id__in=keys)
    later = entries.filter(transaction__gt=run.transaction).order_by("id").first()
    if later is not None:
        row = model.objects.filter(pk=later.subject_id).first()
        said = _text("%(what)s %(row)s has been used since (%(by)s, %(at)s): it cannot be taken back any more")
        at = f"{timezone.localtime(later.at):%Y-%m-%d %H:%M}"
        raise InUse(said % {"what": model._meta.verbose_name, "row": row, "by": later.by, "at": at})


def _tell(run: ImportRun, findings: dict[str, Any]) -> None:
    run.counts, run.faults = findings["counts"] or {}, findings["faults"] or []
    run.made = findings["made"] or []


def give_up(run: int, **_how: Any) -> None:
    """Somebody stopped it before it began."""
    follow_up(fail_import, run, by=system_actor())


@job(JOB, queue=LONG, stopped=give_up)
def run_import(work: Run, run: int, dry: bool, language: str) -> dict[str, Any]:
    """Check or take a workbook."""
    try:
        with translation.override(language):
            return _imported(work, run, dry)
    except (LostLease, *PASSING):  # another worker has it by now, or this one tries again
        raise
    except Exception:
        work.load(lambda: follow_up(fail_import, run, by=work.actor))
        raise


def _imported(work: Run, run: int, dry: bool) -> dict[str, Any]:
    work.progress(5, gettext_noop("reading"))
    name, only, content = work.load(lambda: _sent(run))
    pages, broken = _read(name, content)
    work.progress(20, gettext_noop("checking") if dry else gettext_noop("writing"))
    return work.store(lambda: _taken(work, run, pages, only, broken, dry))


def pages_of(run: int) -> list[Page]:
    """The pages of the file of an import; none where it cannot be read."""
    name, _only, content = _sent(run)
    return _read(name, content)[0]


def _sent(run: int) -> tuple[str, str, bytes]:
    """A file's name, the sheet meant, and what is in it."""
    found = ImportFile.objects.select_related("run").get(run=run)
    return found.run.name, found.run.sheet, bytes(found.content)


def _read(name: str, content: bytes) -> tuple[list[Page], list[Fault]]:
    """Takes long for a large file, and needs no database."""
    try:
        return read(name, content), []
    except Unreadable as error:
        return [], [Fault(name, str(error))]


def _taken(work: Run, run: int, pages: list[Page], only: str, broken: list[Fault], dry: bool) -> dict[str, Any]:
    found = take(pages, work.actor, timezone.localdate(), dry=dry, only=only) if pages else None
    faults = broken + (found.faults if found else [])
    verb = reject if faults else approve if dry else complete
    follow_up(verb, run, by=work.actor, data=_findings(found, faults, dry))
    return {"url": f"/import-runs/{run}/", "faults": len(faults)}


def _findings(found: Import | None, faults: list[Fault], dry: bool) -> dict[str, Any]:
    return {
        "counts": found.counts if found else {},
        "faults": [asdict(fault) for fault in faults[:MOST_FAULTS]],
        "made": list(found.made.items()) if found and not dry and not faults else [],
    }
