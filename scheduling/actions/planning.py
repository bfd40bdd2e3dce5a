"""The verbs of planning: run, firm, publish, dismiss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from base.actions import ACTIONS, action, follow_up, gate
from base.jobs import enqueue
from base.people import Actor
from base.statistics import refresh_statistics
from bom.models import Item, Supply
from orders.models import WorkOrder
from scheduling.forms import CompareForm, FinishForm, ProposeForm, RunForm, RunTriggerForm
from scheduling.inputs import KEPT, without_input
from scheduling.models import ExceptionMessage, PlannedOrder, PlanRun, PlanVersion, RunTrigger
from scheduling.publishing import publish_dates
from scheduling.states import VersionState
from suppliers.models import PurchaseOrder, SupplierItem

MADE_HERE = (Supply.MAKE,)


@action(PlanRun, "add", form=RunForm, creates=True, label=_("Run"))
def start_run(run: PlanRun, *, by: Actor) -> dict[str, Any]:
    """Owe the calculation to a worker; its progress is the job's."""
    job = enqueue(f"scheduling.{run.kind}", {"run": run.pk}, by=by)
    run.job_id = job.pk if job else None
    return {"job": run.job_id}


@action(PlanRun, "finish", form=FinishForm, label=_("Finish"))
def finish_run(run: PlanRun, *, by: Actor, **facts: Any) -> None:
    """The calculation is stored, with its figures."""
    for name, value in facts.items():
        setattr(run, name, value or [] if name == "faults" else value)


@action(PlanRun, "fail", label=_("Give up"))
def fail_run(run: PlanRun, *, by: Actor) -> None:
    """The calculation could not be stored; the last plan still stands."""


@action(PlanRun, "replay", label=_("Replay"))
def replay(run: PlanRun, *, by: Actor) -> dict[str, Any]:
    """Plan its kept input once more and say whether the plan is the same. Nothing of the plan in use changes."""
    job = enqueue("scheduling.replay", {"run": run.pk}, by=by)
    run.job_id = job.pk if job else None
    return {"job": run.job_id}


@gate(PlanRun, "replay")
def input_is_kept(runs: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Of requirements runs the last few can be repeated."""
    sentence = _("Its input is not kept: only the last %(count)s requirements runs can be replayed") % {"count": KEPT}
    return {pk: sentence for pk in without_input([run.pk for run in runs])}


@action(PlanRun, "compare", form=CompareForm, label=_("Compare"))
def compare(run: PlanRun, *, by: Actor, equal: bool) -> None:
    """What a replay of it found."""
    run.replayed_equal = equal


@action(RunTrigger, "add", form=RunTriggerForm, creates=True, label=_("Add"))
def add_trigger(trigger: RunTrigger, *, by: Actor) -> None:
    """From now on this calculation starts by itself."""


@action(RunTrigger, "change", form=RunTriggerForm, label=_("Change"))
def change_trigger(trigger: RunTrigger, *, by: Actor) -> None:
    """At another time, after more or fewer minutes, or no longer."""


@action(PlannedOrder, "firm", many=True, bulk=True, primary=True, label=_("Firm"))
def firm(orders: Sequence[PlannedOrder], inputs: Sequence[Any], *, by: Actor) -> list[Mapping[str, Any]]:
    """Proposals become commitments: what is made here a work order, what is bought a line of a purchase order."""
    _become(_firm_made([order for order in orders if order.supply in MADE_HERE], by))
    _become(_firm_bought([order for order in orders if order.supply not in MADE_HERE], by))
    refresh_statistics([WorkOrder, PurchaseOrder], len(orders))
    return [{"became": order.became_type, "became_id": order.became_id} for order in orders]


@gate(PlannedOrder, "firm")
def has_a_supplier(orders: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is bought needs somebody approved to buy it from."""
    bought = [order for order in orders if order.supply not in MADE_HERE]
    known = _sources([order.item_id for order in bought]) if bought else {}
    sentence = _("No approved supplier: approve one for the item first")
    return {order.pk: sentence for order in bought if order.item_id not in known}


Pair = tuple[PlannedOrder, Any]


def _become(pairs: Sequence[Pair]) -> None:
    for order, row in pairs:
        order.became_type, order.became_id = row._meta.label_lower, row.pk


def _firm_made(orders: Sequence[PlannedOrder], by: Actor) -> list[Pair]:
    if not orders:
        return []
    data = [
        {
            "item": order.item,
            "quantity": order.quantity,
            "due_on": order.due_on - held(order.item),
            "customer": order.customer_id,
        }
        for order in _with_items(orders)
    ]
    made = follow_up(ACTIONS[WorkOrder, "add"], by=by, data=data)
    return list(zip(orders, made.records, strict=True))


def _firm_bought(orders: Sequence[PlannedOrder], by: Actor) -> list[Pair]:
    """One purchase order per supplier: the one each was planned for."""
    if not orders:
        return []
    sources = _sources([order.item_id for order in orders])
    by_supplier: dict[int, list[tuple[PlannedOrder, SupplierItem]]] = defaultdict(list)
    for order in _with_items(orders):
        source = _source(order, sources[order.item_id])
        by_supplier[source.supplier_id].append((order, source))
    data = [
        {"supplier": own[0][1].supplier, "lines": [_purchase_line(order, source) for order, source in own]}
        for own in by_supplier.values()
    ]
    made = follow_up(ACTIONS[PurchaseOrder, "add"], by=by, data=data)
    rows = zip(by_supplier.values(), made.records, strict=True)
    return [(order, row) for own, row in rows for order, _source in own]


def _source(order: PlannedOrder, sources: Sequence[SupplierItem]) -> SupplierItem:
    """Whose turn it was when planned, if still approved; else who is asked first."""
    return next((source for source in sources if source.supplier_id == order.supplier_id), sources[0])


def _purchase_line(order: PlannedOrder, source: SupplierItem) -> dict[str, Any]:
    return {
        "item": order.item,
        "quantity": order.quantity,
        "price": source.price,
        "currency": source.currency,
        "needed_on": order.due_on - held(order.item),
        "requested_on": (order.expected_on or order.due_on) - held(order.item),
    }


def held(item: Item) -> timedelta:
    """How long what is made or bought of an item waits for its inspection before anybody may use it."""
    return timedelta(days=item.inspect_days if item.inspect else 0)


def _with_items(orders: Sequence[PlannedOrder]) -> Sequence[PlannedOrder]:
    """The same orders with their items loaded, in one query."""
    keys = [order.pk for order in orders]
    items = {row.pk: row.item for row in PlannedOrder.objects.filter(pk__in=keys).select_related("item__unit")}
    for order in orders:
        order.item = items[order.pk]
    return orders


def _sources(item_ids: Sequence[int]) -> dict[int, list[SupplierItem]]:
    """The approved sources of each item, who is asked first before the others."""
    rows = SupplierItem.objects.filter(item_id__in=item_ids, approved=True, supplier__approved=True)
    found: dict[int, list[SupplierItem]] = defaultdict(list)
    for row in rows.select_related("supplier").order_by("priority", "id"):
        found[row.item_id].append(row)
    return found


@action(PlanVersion, "propose", form=ProposeForm, creates=True, label=_("Propose"))
def propose(version: PlanVersion, *, by: Actor) -> None:
    """A schedule run's answer, for a person to publish or discard."""


@action(PlanVersion, "publish", primary=True, label=_("Publish"))
def publish(version: PlanVersion, *, by: Actor) -> None:
    """The dates of this version become those of operations, work orders and order lines."""
    for other in PlanVersion.objects.filter(state=VersionState.PUBLISHED).exclude(pk=version.pk):
        follow_up(supersede, other, by=by)
    publish_dates(version)


@action(PlanVersion, "supersede", label=_("Discard"))
def supersede(version: PlanVersion, *, by: Actor) -> None:
    """Another version took its place, or nobody wants it."""


@action(ExceptionMessage, "dismiss", bulk=True, undo="restore", label=_("Dismiss"))
def dismiss(message: ExceptionMessage, *, by: Actor) -> None:
    """Seen and left as it is; it comes back when what it says changes."""
    message.dismissed = True


@action(ExceptionMessage, "restore", label=_("Show again"))
def restore(message: ExceptionMessage, *, by: Actor) -> None:
    """It is to be looked at after all."""
    message.dismissed = False


@gate(ExceptionMessage, "dismiss")
def not_dismissed_yet(messages: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Once is enough."""
    return {message.pk: _("Dismissed already") for message in messages if message.dismissed}


@gate(ExceptionMessage, "restore")
def dismissed_before(messages: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Nothing to bring back."""
    found = {message.pk: _("It is among the open messages") for message in messages if not message.dismissed}
    return found | {message.pk: _("It has been applied, not dismissed") for message in messages if message.applied}
