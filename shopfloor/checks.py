"""What must be checked before an operation goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from orders.models import WorkOrder, WorkOrderOperation
from orders.states import WorkOrderState
from shopfloor.models import FirstPiece
from shopfloor.states import Result

ON_THE_FLOOR = (WorkOrderState.RELEASED, WorkOrderState.STARTED)


def not_on_the_floor(order: WorkOrder) -> str:
    """Why nothing is done for an order that is not released, or over."""
    facts = {"order": order, "state": order.get_state_display()}
    return _text("%(order)s is %(state)s: work on it goes on once it is released") % facts


def first_piece_objections(operations: Sequence[WorkOrderOperation]) -> dict[int, Any]:
    """Why these operations cannot be reported yet: no first piece was checked, or the last one checked was wrong."""
    asked = [operation.pk for operation in operations if operation.first_piece]
    if not asked:
        return {}
    checks = FirstPiece.objects.filter(operation__in=asked).order_by("id")
    last = dict(checks.values_list("operation", "result"))
    unchecked = _("The first piece is not checked yet: have it checked, then report")
    wrong = _("The first piece was wrong: put it right and have the next one checked")
    return {pk: wrong if pk in last else unchecked for pk in asked if last.get(pk) != Result.PASSED}
