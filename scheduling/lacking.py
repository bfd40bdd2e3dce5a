"""What orders lack (缺料): components of work orders, and of orders to be made soon, that are not in stock yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bom.models import BomLine, Item, LineKind, Operation
from bom.states import StandardState
from orders.models import WorkOrder, WorkOrderComponent, WorkOrderOperation
from scheduling.loading.days import date_of, day_of, on
from scheduling.loading.snapshot import OPEN_WORK
from scheduling.models import PlannedOrder
from scheduling.network import ON_HAND, ORDERS, Network, amount
from scheduling.offers import Offer, offers
from scheduling.packed import BOUGHT, MADE, PLANNED
from scheduling.pegs import linked
from scheduling.states import PlannedState
from suppliers.models import PurchaseOrderLine


class Outlook(TextChoices):
    NEVER = "never", _("no supply")
    LATE = "late", _("late")
    IN_TIME = "in_time", _("in time")


@dataclass
class Lack:
    """`quantity` of an item that an order needs on a day and that is not there; `expected`: when all of it will be.

    `number`: of the work order, empty for one that is only planned. `center`: where it is needed first.
    """

    need: int
    order: tuple[str, int]
    number: str
    made: int
    item: Item
    quantity: Decimal
    needed_on: date
    expected: date | None
    days_late: int
    missing: Decimal
    state: tuple[str, Any]
    center: tuple[int | None, str] = (None, "")
    supplies: list[dict[str, Any]] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    @property
    def outlook(self) -> Outlook:
        if self.missing:
            return Outlook.NEVER
        return Outlook.LATE if self.days_late else Outlook.IN_TIME

    @property
    def url(self) -> str:
        kind, pk = self.order
        return reverse("work-orders:detail" if kind == MADE else "planned-orders:detail", args=[pk])


def lacking(network: Network, asked: Mapping[str, Any], today: date) -> list[Lack]:
    """Everything that is lacked where it is asked for: what comes late or never first, then by the day of need."""
    rows = _rows(network, asked, today)
    center, owner = asked.get("work_center"), asked.get("owner")
    found = [
        row
        for row in rows
        if (not center or row.center[0] == center.pk) and (not owner or owner.lower() in row.item.owner_name.lower())
    ]
    worst = list(Outlook)
    return sorted(found, key=lambda row: (worst.index(row.outlook), row.needed_on, row.order, row.item.code))


def _rows(network: Network, asked: Mapping[str, Any], today: date) -> list[Lack]:
    day = day_of(today)
    last = day + asked["days"] if asked.get("days") else None
    needs, short = _short(network, day, last, asked.get("item"))
    items = Item.objects.select_related("unit").in_bulk({int(network.item[need]) for need in needs})
    orders = _orders(network, needs)
    places = _places(network, needs, orders)
    found = []
    for need, units in zip(needs, short, strict=True):
        kind, pk = network.row(need)
        item, order = items[int(network.item[need])], orders.get((kind, pk))
        place = places.get((kind, pk, item.pk)) if order else None
        if order is None or place is None:
            continue
        center, left = place
        found.append(
            Lack(
                need=need,
                order=(kind, pk),
                number=order["number"],
                made=order["item_id"],
                item=item,
                quantity=min(amount(units), left) if left is not None else amount(units),
                needed_on=date_of(int(network.on[need])),
                expected=on(int(network.expected[need])),
                days_late=network.late(need),
                missing=amount(network.missing[need]),
                state=order["state"],
                center=center,
            )
        )
    return found


def _short(network: Network, today: int, last: int | None, item: Item | None) -> tuple[list[int], list[int]]:
    """The needs of orders that are not wholly in stock today, and how much each of them lacks."""
    there = np.isin(network.supply_kind, ON_HAND) & (network.there_on <= today)
    coming = np.zeros(len(network.item), np.int64)
    np.add.at(coming, network.need_of[~there], network.given[~there])
    short = coming + network.missing
    wanted = (short > 0) & np.isin(network.kind, ORDERS)
    if last is not None:
        wanted &= network.on <= last
    if item is not None:
        wanted &= network.item == item.pk
    found = np.flatnonzero(wanted)
    return found.tolist(), short[found].tolist()


Orders = dict[tuple[str, int], dict[str, Any]]


def _orders(network: Network, needs: Iterable[int]) -> Orders:
    """The work orders still open and the planned orders not firmed yet; the others are gone since the calculation."""
    asked: dict[str, set[int]] = defaultdict(set)
    for need in needs:
        kind, pk = network.row(need)
        asked[kind].add(pk)
    found: Orders = {}
    work = WorkOrder.objects.filter(pk__in=asked[MADE], state__in=OPEN_WORK)
    for order in work.only("number", "item_id", "state"):
        state = order.state, order.get_state_display()
        found[MADE, order.pk] = {"number": order.number, "item_id": order.item_id, "state": state}
    planned = PlannedOrder.objects.filter(pk__in=asked[PLANNED], state=PlannedState.PROPOSED)
    for proposal in planned.only("item_id", "state"):
        state = proposal.state, proposal.get_state_display()
        found[PLANNED, proposal.pk] = {"number": "", "item_id": proposal.item_id, "state": state}
    return found


Place = tuple[tuple[int | None, str], Decimal | None]  # the work center, and what is still to be issued


def _places(network: Network, needs: Iterable[int], orders: Orders) -> dict[tuple[str, int, int], Place]:
    """Where each order needs each item first. Of work orders only what is not issued by now."""
    found = _issued_at({pk for kind, pk in orders if kind == MADE})
    standards = _used_at({order["item_id"] for (kind, _pk), order in orders.items() if kind == PLANNED})
    for need in needs:
        kind, pk = network.row(need)
        if kind == PLANNED and (order := orders.get((kind, pk))):
            item = int(network.item[need])
            found[kind, pk, item] = standards.get((order["item_id"], item), (None, "")), None
    return found


def _issued_at(work_orders: set[int]) -> dict[tuple[str, int, int], Place]:
    names = ("work_order_id", "sequence", "work_center_id", "work_center__name")
    operations = WorkOrderOperation.objects.filter(work_order__in=work_orders).order_by("sequence")
    centers = _by_owner(operations.values_list(*names))
    found: dict[tuple[str, int, int], Place] = {}
    components = WorkOrderComponent.objects.filter(work_order__in=work_orders).order_by("operation_sequence")
    for order, item, sequence, required, issued in components.values_list(
        "work_order_id", "item_id", "operation_sequence", "required", "issued"
    ):
        if (left := required - issued) > 0:
            center, before = found.get((MADE, order, item), (_at(centers[order], sequence), Decimal(0)))
            found[MADE, order, item] = center, (before or Decimal(0)) + left
    return found


def _used_at(made: set[int]) -> dict[tuple[int, int], tuple[int | None, str]]:
    """The work center that uses each component of these items, by the active standards."""
    names = ("routing__item_id", "sequence", "work_center_id", "work_center__name")
    operations = Operation.objects.filter(routing__item__in=made, routing__state=StandardState.ACTIVE)
    centers = _by_owner(operations.order_by("sequence").values_list(*names))
    lines = BomLine.objects.filter(bom__item__in=made, bom__state=StandardState.ACTIVE, kind=LineKind.COMPONENT)
    used = lines.values_list("bom__item_id", "component_id", "operation_sequence").order_by("-position")
    return {(item, component): _at(centers[item], sequence) for item, component, sequence in used}


Steps = list[tuple[int, int, str]]  # sequence, work center and its name


def _by_owner(rows: Iterable[tuple[Any, ...]]) -> dict[int, Steps]:
    found: dict[int, Steps] = defaultdict(list)
    for owner, *step in rows:
        found[owner].append((step[0], step[1], step[2]))
    return found


def _at(steps: Steps, sequence: int | None) -> tuple[int | None, str]:
    """The work center of this operation; of the first one, where none is named."""
    return next(((center, name) for each, center, name in steps if each >= (sequence or 0)), (None, ""))


# What a page tells of the rows it shows ---------------------------------------------------------


def told(network: Network, rows: Sequence[Lack], today: date) -> Sequence[Lack]:
    """The same rows with what comes for each and when, who waits for it, and what could serve it sooner."""
    ahead = day_of(today)
    asked = offers({_wanted(row) for row in rows if row.outlook != Outlook.IN_TIME}, today)
    waiting = {row.need: network.late_ends([row.need]) for row in rows}
    needs = {row.need: network.told(row.need, _coming(network, row.need, ahead)) for row in rows}
    ends = {end: network.told(end, ()) for found in waiting.values() for end in found}
    linked([*needs.values(), *ends.values()])
    promised = _promised({s["id"] for need in needs.values() for s in need["from"] if s["type"] == BOUGHT})
    for row in rows:
        row.supplies = [_supply(supply, promised, row.needed_on, today) for supply in needs[row.need]["from"]]
        row.offers = asked.get(_wanted(row), [])
        row.waiting = [{**ends[end], "late": network.late(end)} for end in waiting[row.need]]
    return rows


def _wanted(row: Lack) -> tuple[int, int, date | None]:
    return row.item.pk, row.made, None if row.missing else row.expected


def _coming(network: Network, need: int, today: int) -> list[int]:
    """The supplies that are not in stock yet."""
    places = network.supplies(need).tolist()
    return [p for p in places if network.supply_kind[p] not in ON_HAND or network.there_on[p] > today]


def _promised(lines: set[int]) -> dict[int, dict[str, Any]]:
    names = ("pk", "order__supplier__name", "needed_on", "requested_on", "confirmed_on")
    return {row["pk"]: row for row in PurchaseOrderLine.objects.filter(pk__in=lines).values(*names)}


def _supply(
    supply: dict[str, Any], promised: dict[int, dict[str, Any]], needed_on: date, today: date
) -> dict[str, Any]:
    """With its supplier, whether they have promised it, and by how many days it comes too late."""
    row = promised.get(supply["id"] or 0) if supply["type"] == BOUGHT else None
    comes = supply["on"]
    late = max(0, (comes - needed_on).days) if comes else 0
    facts = {"days_late": late, "supplier": "", "note": "", "overdue": False}
    if row:
        expected = row["confirmed_on"] or row["requested_on"] or row["needed_on"]
        facts["supplier"] = row["order__supplier__name"]
        facts["overdue"] = expected < today
        facts["note"] = _("overdue") if facts["overdue"] else "" if row["confirmed_on"] else _("not confirmed")
    return {**supply, **facts}
