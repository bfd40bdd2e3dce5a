"""What the operations of an order use up, and what they lacked.

For each component one rule: what was issued and what is owed (open shortages) together are at least what its
operation has needed for the units reported so far. An untracked component is taken from stock when a report comes
(backflush); a lot-tracked one is brought to the order beforehand. A report is never refused for want of either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, QuerySet, Sum

from base.actions import follow_up
from base.bulk import bulk_save
from base.people import Actor
from base.tenancy.prepared import prepared
from inventory.models import MoveKind, StockMove
from inventory.movements import Cause, take
from orders.models import WorkOrderComponent, WorkOrderOperation
from orders.needs import needed
from shopfloor.actions.shortages import cover, fill, find_shortage
from shopfloor.course import Course
from shopfloor.models import OperationReport, Shortage
from shopfloor.states import ShortageState

ZERO = Decimal(0)
LACKING = Sum(F("quantity") - F("covered"), output_field=DecimalField(max_digits=18, decimal_places=6))


def consume(course: Course, operation: WorkOrderOperation, report: OperationReport, cause: Cause, by: Actor) -> None:
    """Take from stock what the report used; what is not there becomes a shortage."""
    components = course.used_at(operation)
    owed = lacking(components)
    wants: dict[int, Decimal] = {}
    for component in components:
        want = needed(component, course.order, operation.reported) - component.issued - owed[component.pk]
        wants[component.pk] = max(want, ZERO)
    got = _backflush([c for c in components if not c.item.lot_tracked and wants[c.pk] > 0], wants, cause)
    missing = [(c, wants[c.pk] - got[c.pk]) for c in components if wants[c.pk] > got[c.pk]]
    if missing:
        data = [
            {"report": report, "component": c, "item": c.item, "quantity": rest, "owner_name": c.item.owner_name}
            for c, rest in missing
        ]
        follow_up(find_shortage, by=by, data=data)


def _backflush(
    components: Sequence[WorkOrderComponent], wants: Mapping[int, Decimal], cause: Cause
) -> dict[int, Decimal]:
    """Take what there is of these components; answers how much of each it was."""
    got: dict[int, Decimal] = defaultdict(Decimal)
    needs: dict[int, Decimal] = defaultdict(Decimal)
    for component in components:
        needs[component.item_id] += wants[component.pk]
    if not needs:
        return got
    taken = take(needs, cause)
    there = {item: quantity - taken.missing.get(item, ZERO) for item, quantity in needs.items()}
    for component in components:
        got[component.pk] = min(wants[component.pk], there[component.item_id])
        there[component.item_id] -= got[component.pk]
        component.issued += got[component.pk]
    bulk_save(components, ("issued",))
    return got


def lacking(components: Iterable[WorkOrderComponent]) -> dict[int, Decimal]:
    """What is owed of each component."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    if asked := tuple(component.pk for component in components):
        found.update(_lacking(asked))
    return found


@prepared
def _lacking(components: Any) -> QuerySet[Any, Any]:
    rows = Shortage.objects.filter(component__in=components, state=ShortageState.OPEN)
    return rows.values_list("component").annotate(total=LACKING).order_by()


def give_back(course: Course, operation: WorkOrderOperation, moves: Sequence[StockMove]) -> None:
    """Stock that reversals brought back was not issued after all."""
    back: dict[int, Decimal] = defaultdict(Decimal)
    for move in moves:
        if move.kind == MoveKind.ISSUE:
            back[move.item_id] += move.quantity
    changed = [c for c in course.used_at(operation) if back[c.item_id] > 0]
    for component in changed:
        part = min(component.issued, back[component.item_id])
        component.issued -= part
        back[component.item_id] -= part
    bulk_save(changed, ("issued",))


def cover_shortages(course: Course, operation: WorkOrderOperation, by: Actor) -> None:
    """What has come to the order beyond what it used covers what it still owes, the oldest first."""
    components = course.used_at(operation)
    owed = lacking(components)
    spare = {
        c.pk: c.issued + owed[c.pk] - needed(c, course.order, operation.reported) for c in components if owed[c.pk] > 0
    }
    rows = Shortage.objects.filter(component__in=spare, state=ShortageState.OPEN).order_by("id")
    for shortage in rows if any(quantity > 0 for quantity in spare.values()) else ():
        part = min(spare[shortage.component_id], shortage.lacking)
        if part > 0:
            spare[shortage.component_id] -= part
            whole = part == shortage.lacking
            follow_up(fill if whole else cover, shortage, by=by, data={"quantity": part})
