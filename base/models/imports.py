"""A workbook being taken in, and what became of it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.records import Record, TenantModel
from base.states import StateField, Transitions
from base.tenancy.fields import TenantForeignKey, TenantUnique


class ImportState(models.TextChoices):
    CHECKING = "checking", _("checking")
    CHECKED = "checked", _("ready to import")
    FAULTY = "faulty", _("has errors")
    TAKING = "taking", _("importing")
    DONE = "done", _("imported")
    FAILED = "failed", _("failed")
    REVERTED = "reverted", _("taken back")


I = ImportState  # noqa: E741
IMPORT = Transitions(
    ImportState,
    initial=I.CHECKING,
    approve=(I.CHECKING, I.CHECKED),
    reject=[(I.CHECKING, I.FAULTY), (I.TAKING, I.FAULTY)],
    take=(I.CHECKED, I.TAKING),
    complete=(I.TAKING, I.DONE),
    fail=[(I.CHECKING, I.FAILED), (I.TAKING, I.FAILED)],
    revert=(I.DONE, I.REVERTED),
)


class ImportRun(Record):
    """`counts`: new and changed rows by sheet. `faults`: what is wrong. `made`: (model, ids) in order of writing.

    `transaction`: in which it was written; what touched its rows later is use.
    """

    name = models.CharField(_("file"), max_length=200)
    sheet = models.CharField(_("sheet"), max_length=40, blank=True)
    state = StateField(IMPORT, verbose_name=_("state"))
    started_at = models.DateTimeField(pgettext_lazy("time", "started"), auto_now_add=True)
    counts = models.JSONField(_("rows"), default=dict, editable=False)
    faults = models.JSONField(_("errors"), encoder=DjangoJSONEncoder, default=list, editable=False)
    made = models.JSONField(default=list, editable=False)
    transaction = models.BigIntegerField(null=True, editable=False)
    job_id = models.BigIntegerField(_("job"), null=True, editable=False)

    label_field = "name"
    transitions = IMPORT

    class Meta:
        verbose_name, verbose_name_plural = _("import"), _("imports")
        indexes = [models.Index(fields=["tenant_id", "state", "id"], name="import_by_state")]


class ImportFile(TenantModel):
    """The file as it was sent."""

    run = TenantForeignKey(ImportRun, models.CASCADE, related_name="files")
    content = models.BinaryField()

    class Meta:
        constraints = [TenantUnique("run", name="import_file_once")]

    def __str__(self) -> str:
        return f"{self.run_id}"
