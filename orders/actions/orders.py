"""The verbs of customers' orders and of work orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, gate
from base.bulk import bulk_save
from base.columns import plain_number
from base.forms import ReasonForm
from base.lines import save_lines
from base.people import Actor
from base.refusals import Unacceptable
from inventory.forms import TallyForm
from inventory.ledger import number
from orders.building import build
from orders.forms import MakeLessForm, OpeningSalesOrderForm, OpeningWorkOrderForm, SalesOrderForm, WorkOrderForm
from orders.models import (
    SalesOrder,
    SalesOrderLine,
    WorkOrder,
    WorkOrderComponent,
    WorkOrderOperation,
    WorkOrderOutput,
)
from orders.needs import brought, needed, source_of, user_of
from orders.states import OperationState, SalesOrderState, WorkOrderState

ZERO = Decimal(0)


@action(SalesOrder, "add", form=SalesOrderForm, creates=True, many=True, label=_("Add"))
def add_sales_order(orders: Sequence[SalesOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """A draft, until it is accepted."""
    _with_lines(orders, inputs)


@action(SalesOrder, "open", form=OpeningSalesOrderForm, creates=True, many=True, label=_("Opening order"))
def open_sales_order(orders: Sequence[SalesOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """An order accepted before the product came."""
    _with_lines(orders, inputs)
    for order in orders:
        order.state = SalesOrderState.ACCEPTED


@action(SalesOrder, "change", form=SalesOrderForm, many=True, label=_("Change"))
def change_sales_order(orders: Sequence[SalesOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """Its lines become those given, matched by position."""
    _with_lines(orders, inputs)


@action(SalesOrder, "accept", bulk=True, primary=True, label=_("Accept"))
def accept(order: SalesOrder, *, by: Actor) -> None:
    """From now on it is planned for."""


@action(SalesOrder, "tally", form=TallyForm, label=_("Count up"))
def tally_sales_order(order: SalesOrder, *, by: Actor, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a shipment took, or what was taken back of it, is counted on the lines. Answers whether all has left."""
    left = {row["position"]: row["quantity"] for row in lines}
    known = list(order.lines.select_related("item").order_by("position"))
    for line in known:
        line.shipped += left.get(line.position, 0)
    _refuse_too_much(order, [line for line in known if left.get(line.position, 0) > 0])
    save_lines([(order, [{"position": line.position, "shipped": line.shipped} for line in known])], "lines")
    return {"complete": not any(is_short(order, line) for line in known)}


def _refuse_too_much(order: SalesOrder, lines: Sequence[SalesOrderLine]) -> None:
    for line in lines:
        if line.shipped > (most := line.quantity * (1 + order.customer.over_tolerance)):
            facts = {"line": line, "item": line.item, "most": number(most), "sum": number(line.shipped)}
            sentence = _text("%(line)s %(item)s: %(sum)s would have left, the customer takes at most %(most)s")
            raise Unacceptable(sentence % facts)


def is_short(order: SalesOrder, line: SalesOrderLine) -> bool:
    """Whether less of a line has left than the customer takes for all of it."""
    return bool(line.shipped < line.quantity * (1 - order.customer.under_tolerance))


@action(SalesOrder, "close", bulk=True, primary=True, undo="reopen", label=pgettext_lazy("order", "Close"))
def close_sales_order(order: SalesOrder, *, by: Actor) -> None:
    """All has left; nothing more is shipped."""


@action(SalesOrder, "close_short", form=ReasonForm, undo="reopen", label=_("Close short"))
def close_sales_order_short(order: SalesOrder, *, by: Actor, reason: str) -> None:
    """Not all has left, and no more is shipped."""


@action(SalesOrder, "reopen", form=ReasonForm, label=pgettext_lazy("order", "Reopen"))
def reopen_sales_order(order: SalesOrder, *, by: Actor, reason: str) -> None:
    """More is shipped after all."""


@gate(SalesOrder, "close")
def has_left_in_full(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is closed with less than ordered needs a reason."""
    sentence = _text("%(line)s: %(shipped)s of %(quantity)s shipped. Close it short, with a reason")
    lines = SalesOrderLine.objects.filter(order__in=orders).select_related("order__customer").order_by("-position")
    return {
        line.order_id: sentence % {"line": line, "shipped": number(line.shipped), "quantity": number(line.quantity)}
        for line in lines
        if is_short(line.order, line)
    }


@action(SalesOrder, "cancel", form=ReasonForm, danger=True, label=_("Cancel order"))
def cancel_sales_order(order: SalesOrder, *, by: Actor, reason: str) -> None:
    """Not wanted any more."""


@gate(SalesOrder, "cancel")
def nothing_shipped(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What has left cannot be cancelled away."""
    shipped = SalesOrderLine.objects.filter(order__in=orders, shipped__gt=0).values_list("order_id", flat=True)
    return dict.fromkeys(shipped, _("Part of it has been shipped: close it instead"))


def _with_lines(orders: Sequence[SalesOrder], inputs: Sequence[Any]) -> None:
    save_lines([(order, given["lines"]) for order, given in zip(orders, inputs, strict=True)], "lines", done="shipped")


@action(WorkOrder, "add", form=WorkOrderForm, creates=True, many=True, label=_("Add"))
def add_work_order(orders: Sequence[WorkOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """Firm, with the operations and components of the standards in force."""
    build(orders)


@action(WorkOrder, "change", form=WorkOrderForm, many=True, label=_("Change"))
def change_work_order(orders: Sequence[WorkOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """Until it is released, it is built anew from the standards in force."""
    WorkOrderOperation.objects.filter(work_order__in=orders).delete()
    WorkOrderComponent.objects.filter(work_order__in=orders).delete()
    WorkOrderOutput.objects.filter(work_order__in=orders).delete()
    build(orders)


@action(WorkOrder, "release", bulk=True, primary=True, label=_("Release"))
def release(order: WorkOrder, *, by: Actor) -> None:
    """The floor may start it."""


@action(WorkOrder, "release_short", form=ReasonForm, label=_("Release short"))
def release_short(order: WorkOrder, *, by: Actor, reason: str) -> None:
    """The floor may start it although not everything it needs is there."""


@action(WorkOrder, "make_less", form=MakeLessForm, label=_("Make less"))
def make_less(order: WorkOrder, *, by: Actor, reason: str, quantity: Decimal) -> None:
    """Less of it is wanted while the floor has it; what it needs and brings becomes less with it."""
    _refuse_what_is_begun(order, quantity)
    components = list(order.components.select_related("item__unit"))
    outputs = list(order.outputs.select_related("item__unit"))
    for component in components:
        component.required = needed(component, order, quantity)
    for output in outputs:
        output.expected = brought(output, order, quantity)
    bulk_save(components, ("required",))
    bulk_save(outputs, ("expected",))
    order.quantity = quantity


def _refuse_what_is_begun(order: WorkOrder, quantity: Decimal) -> None:
    if quantity >= order.quantity:
        facts = {"order": order, "quantity": plain_number(order.quantity)}
        raise Unacceptable(_text("%(order)s is for %(quantity)s: say a quantity below that") % facts)
    first = order.operations.order_by("sequence").first()
    if first and quantity <= first.reported:
        facts = {"order": order, "quantity": plain_number(first.reported), "operation": first}
        raise Unacceptable(
            _text("%(order)s: %(quantity)s are through %(operation)s already, say more than that") % facts
        )


@action(WorkOrder, "cancel", form=ReasonForm, danger=True, label=_("Cancel order"))
def cancel_work_order(order: WorkOrder, *, by: Actor, reason: str) -> None:
    """Not needed any more; nothing of it was made."""


@action(WorkOrder, "open", form=OpeningWorkOrderForm, creates=True, many=True, label=_("Opening order"))
def open_work_order(orders: Sequence[WorkOrder], inputs: Sequence[Any], *, by: Actor) -> None:
    """A work order begun before the product came: what lies before the operation reached is done and issued."""
    build(orders)
    reached = {order.pk: given for order, given in zip(orders, inputs, strict=True)}
    operations = list(WorkOrderOperation.objects.filter(work_order__in=orders).order_by("work_order_id", "sequence"))
    _check_reached(orders, reached, operations)
    for order in orders:
        given = reached[order.pk]
        order.good, order.scrap = given["good"] or ZERO, given["scrap"] or ZERO
        order.state = given["state"] or WorkOrderState.RELEASED
    whole = {order.pk: order.quantity - order.scrap for order in orders}
    for operation in operations:
        _reach(operation, reached[operation.work_order_id], whole[operation.work_order_id])
    bulk_save(operations, ("good", "state", "back_on"))
    _issue(orders, reached, operations)
    _bring(orders, reached, operations)


def _check_reached(
    orders: Sequence[WorkOrder], reached: dict[int, Any], operations: Sequence[WorkOrderOperation]
) -> None:
    known = {(operation.work_order_id, operation.sequence) for operation in operations}
    for order in orders:
        asked = reached[order.pk]["sequence"]
        if asked and (order.pk, asked) not in known:
            raise Unacceptable(
                _text("%(order)s: its routing has no operation %(sequence)s") % {"order": order, "sequence": asked}
            )


def _reach(operation: WorkOrderOperation, given: dict[str, Any], whole: Decimal) -> None:
    current = given["sequence"] or 0
    if operation.sequence < current:
        operation.state, operation.good = OperationState.COMPLETED, whole
    elif operation.sequence == current:
        operation.good = given["good_at_operation"] or ZERO
        operation.back_on = given["back_on"]
        begun = operation.good or operation.back_on
        operation.state = OperationState.STARTED if begun else OperationState.WAITING


def _issue(orders: Sequence[WorkOrder], reached: dict[int, Any], operations: Sequence[WorkOrderOperation]) -> None:
    """Operations before the one reached have used all their components, that one what its good units needed."""
    steps, by_id, issued = _steps(operations), {order.pk: order for order in orders}, []
    for component in WorkOrderComponent.objects.filter(work_order__in=orders).select_related("item__unit"):
        order, user = by_id[component.work_order_id], user_of(component, steps[component.work_order_id])
        if user.sequence < (reached[order.pk]["sequence"] or 0):
            component.issued = component.required
        else:
            component.issued = needed(component, order, user.good)
        issued.append(component)
    bulk_save(issued, ("issued",))


def _bring(orders: Sequence[WorkOrder], reached: dict[int, Any], operations: Sequence[WorkOrderOperation]) -> None:
    """What came out beside the units that are through is in the stock of the first day."""
    steps, by_id, received = _steps(operations), {order.pk: order for order in orders}, []
    for output in WorkOrderOutput.objects.filter(work_order__in=orders).select_related("item__unit"):
        order, source = by_id[output.work_order_id], source_of(output, steps[output.work_order_id])
        whole = source.sequence < (reached[order.pk]["sequence"] or 0)
        output.received = output.expected if whole else brought(output, order, source.good)
        received.append(output)
    bulk_save(received, ("received",))


def _steps(operations: Sequence[WorkOrderOperation]) -> dict[int, list[WorkOrderOperation]]:
    steps: dict[int, list[WorkOrderOperation]] = defaultdict(list)
    for operation in operations:
        steps[operation.work_order_id].append(operation)
    return steps
