"""What of quality somebody should know about now."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from base.alerts import Cause, rule
from base.models.alerts import Severity
from quality.models import Nonconformance
from quality.states import NonconformanceState


@rule(
    "inspection_failed",
    label=_("inspection failed"),
    sentence=_("%(inspection)s failed: %(quantity)s of %(item)s, lot %(lot)s. %(nonconformance)s waits for a decision"),
    permission="quality.dispose_nonconformance",
    after=("quality.inspection.reject", "quality.nonconformance.dispose", "quality.nonconformance.close"),
)
def failed_inspections() -> Iterator[Cause]:
    """Until all of what failed is decided on."""
    waiting = Nonconformance.objects.filter(state=NonconformanceState.OPEN, inspection__isnull=False)
    for row in waiting.select_related("inspection", "lot", "item"):
        facts = {"inspection": row.inspection, "quantity": row.quantity - row.disposed, "item": row.item}
        facts |= {"lot": row.lot, "nonconformance": row}
        yield Cause(row.inspection, facts, Severity.CRITICAL, (row.item.owner_name,), document=row)
