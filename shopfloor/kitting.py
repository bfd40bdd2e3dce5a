"""Kitting check (齐套): is everything there that an order needs; how much is missing, until when, who owns it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F, Sum
from django.utils import timezone

from inventory.models import StockBalance, StockStatus
from inventory.queries import usable_stock
from orders.models import WorkOrder, WorkOrderComponent
from orders.states import WorkOrderState
from shopfloor.checks import ON_THE_FLOOR
from suppliers.models import PurchaseOrderLine
from suppliers.states import PurchaseOrderState

ZERO = Decimal(0)
MAKING = (WorkOrderState.FIRM, *ON_THE_FLOOR)
EXPECTED = (PurchaseOrderState.FIRM, PurchaseOrderState.CONFIRMED)
QUANTITY: DecimalField = DecimalField(max_digits=18, decimal_places=6)


@dataclass(frozen=True)
class Arrival:
    """So much of an item is expected on a day; `source` is the document that says so."""

    on: date | None
    quantity: Decimal
    source: str


@dataclass
class Need:
    """One component of an order: what it still needs, what is there for it, and what of the rest is on its way."""

    component: WorkOrderComponent
    open: Decimal
    free: Decimal
    arrivals: list[Arrival] = field(default_factory=list)

    @property
    def missing(self) -> Decimal:
        return self.open - self.free

    @property
    def until(self) -> date | None:
        """The day the last of it comes; None when not all of it is ordered, or nobody knows when."""
        covered = sum((arrival.quantity for arrival in self.arrivals), ZERO)
        days = [arrival.on for arrival in self.arrivals]
        return None if covered < self.missing or None in days else max(day for day in days if day)

    @property
    def owner(self) -> str:
        return self.component.item.owner_name


@dataclass
class Kit:
    """What an order needs, in the order of its operations."""

    needs: list[Need] = field(default_factory=list)

    @property
    def missing(self) -> list[Need]:
        return [need for need in self.needs if need.missing > 0]


def kits(orders: Sequence[WorkOrder]) -> dict[int, Kit]:
    """The kit of each of these orders, served in the order given, after all that is on the floor already.

    Stock counts where it is our own, usable and not expired. What of an item the released orders still need is
    theirs, and so is what arrives for them first. Five queries at most.
    """
    components = list(
        WorkOrderComponent.objects.filter(work_order__in=orders, item__stocked=True)
        .select_related("item__unit")
        .order_by("operation_sequence", "item__code", "id")
    )
    free = _free({component.item_id for component in components}, orders)
    found: dict[int, Kit] = {order.pk: Kit() for order in orders}
    for component in components:
        open_ = max(component.required - component.issued, ZERO)
        found[component.work_order_id].needs.append(Need(component, open_, ZERO))
    for order in orders:
        for need in found[order.pk].needs:
            item = need.component.item_id
            need.free = min(need.open, max(free[item], ZERO))
            free[item] -= need.open
    _expect([need for order in orders for need in found[order.pk].missing], free)
    return found


def _free(items: set[int], besides: Sequence[WorkOrder]) -> dict[int, Decimal]:
    """Usable stock of each item less what other orders on the floor still need; below zero where that is more."""
    stock = usable_stock(items, after=timezone.localdate())
    found: dict[int, Decimal] = defaultdict(Decimal)
    for item, quantity in stock.values_list("item").annotate(quantity=Sum("quantity")).order_by():
        found[item] += quantity
    claims = WorkOrderComponent.objects.filter(
        item__in=items, work_order__state__in=ON_THE_FLOOR, required__gt=F("issued")
    ).exclude(work_order__in=besides)
    open_ = ExpressionWrapper(F("required") - F("issued"), output_field=QUANTITY)
    for item, quantity in claims.values_list("item").annotate(quantity=Sum(open_)).order_by():
        found[item] -= quantity
    return found


def _expect(short: Sequence[Need], free: dict[int, Decimal]) -> None:
    """Give what is on its way to who is short, soonest first. `free`: what is lacking of each item in all, negative."""
    items = {need.component.item_id for need in short}
    coming = _arrivals(items) if items else {}
    for item in items:
        needs = [need for need in short if need.component.item_id == item]
        before = -free[item] - sum((need.missing for need in needs), ZERO)  # others on the floor are short of it too
        _serve(needs, before, coming.get(item, ()))


def _serve(needs: Sequence[Need], before: Decimal, coming: Iterable[Arrival]) -> None:
    waiting = [(None, before), *((need, need.missing) for need in needs)]
    for arrival in coming:
        left = arrival.quantity
        while waiting and left > 0:
            need, lacking = waiting.pop(0)
            taken = min(left, lacking)
            left -= taken
            if need is not None and taken > 0:
                need.arrivals.append(Arrival(arrival.on, taken, arrival.source))
            if lacking > taken:
                waiting.insert(0, (need, lacking - taken))


def _arrivals(items: set[int]) -> dict[int, list[Arrival]]:
    """What purchase orders, work orders and lots under inspection will bring of each item, soonest first."""
    found: dict[int, list[Arrival]] = defaultdict(list)
    for item, arrival in (*_bought(items), *_made(items), *_inspected(items)):
        found[item].append(arrival)
    for arrivals in found.values():
        arrivals.sort(key=lambda arrival: arrival.on or date.max)
    return found


def _bought(items: set[int]) -> Iterable[tuple[int, Arrival]]:
    lines = PurchaseOrderLine.objects.filter(
        item__in=items, order__state__in=EXPECTED, quantity__gt=F("received")
    ).select_related("order__supplier")
    for line in lines:
        on = line.confirmed_on or line.requested_on or line.needed_on
        yield line.item_id, Arrival(on, line.quantity - line.received, f"{line.order.number} {line.order.supplier}")


def _made(items: set[int]) -> Iterable[tuple[int, Arrival]]:
    for order in WorkOrder.objects.filter(item__in=items, state__in=MAKING):
        on = timezone.localdate(order.finish_at) if order.finish_at else order.due_on
        if (left := order.quantity - order.good - order.scrap) > 0:
            yield order.item_id, Arrival(on, left, order.number)


def _inspected(items: set[int]) -> Iterable[tuple[int, Arrival]]:
    held = StockBalance.objects.filter(item__in=items, status=StockStatus.INSPECTION, quantity__gt=0)
    for balance in held.select_related("lot"):
        on = balance.lot.available_on if balance.lot else None
        yield balance.item_id, Arrival(on, balance.quantity, str(balance.lot or ""))
