"""What quality does soon after a document brought stock, or took it back."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from base.actions import perform
from base.events import Happening, on
from base.people import system_actor
from inventory.models import MoveKind, StockMove, StockStatus
from quality.actions.inspections import cancel_inspection, open_inspection
from quality.models import Inspection
from quality.states import InspectionState


@on("suppliers.receipt.post")
def inspect_what_came(happening: Happening) -> None:
    """Each lot that came into inspection is opened for inspection, once for each document that brought it."""
    kind = document_of(happening)
    came = StockMove.objects.filter(
        subject_type=kind, subject_id__in=happening.subjects, status=StockStatus.INSPECTION, kind=MoveKind.RECEIVE,
        lot__isnull=False,
    )  # fmt: skip
    sums = came.values_list("subject_id", "lot_id").annotate(total=Sum("quantity")).filter(total__gt=0)
    known = set(_of(happening).values_list("source_id", "lot_id"))
    names = {row.pk: str(row) for row in apps.get_model(kind).objects.filter(pk__in=happening.subjects)}
    wanted = [
        {"lot": lot, "quantity": total, "source": names[document], "source_type": kind, "source_id": document}
        for document, lot, total in sums
        if (document, lot) not in known
    ]
    if wanted:
        perform(open_inspection, by=system_actor(), data=wanted)


@on("suppliers.receipt.reverse")
def forget_what_was_taken_back(happening: Happening) -> None:
    """Nothing is left to inspect."""
    if waiting := list(_of(happening).filter(state=InspectionState.OPEN)):
        perform(cancel_inspection, waiting, by=system_actor(), data={"reason": _("It was taken back")})


def document_of(happening: Happening) -> str:
    """`suppliers.receipt.post` happened to a `suppliers.receipt`."""
    return happening.topic.rpartition(".")[0]


def _of(happening: Happening) -> QuerySet[Any]:
    return Inspection.objects.filter(source_type=document_of(happening), source_id__in=happening.subjects)
