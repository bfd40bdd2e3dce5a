"""An item's plan in time: what is needed, what comes, what is ordered, and what is left, by weeks or by days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from bom.models import BomLine, Item, LineKind, SafetyStock
from bom.states import StandardState
from inventory.models import StockBalance, StockStatus
from scheduling.models import ExceptionMessage, Forecast, ItemPlan, PlannedOrder
from scheduling.packed import BALANCE
from scheduling.states import PlannedState

ZERO = Decimal(0)
EXPECTED = Forecast._meta.label_lower
ITEMS_SHOWN = 60
WEEKS_LEAST, WEEKS_MOST, DAYS_SHOWN = 12, 40, 28
FLOWS = BALANCE[1:]


@dataclass
class Bucket:
    """A week or a day. `balance`: what is left at its end; `released`: planned orders that start in it; `forecast`:
    what of its needs nobody has ordered yet; `safety`: the safety stock at its end."""

    first: date
    last: date
    available: Decimal = ZERO
    received: Decimal = ZERO
    planned: Decimal = ZERO
    needed: Decimal = ZERO
    forecast: Decimal = ZERO
    expired: Decimal = ZERO
    released: Decimal = ZERO
    balance: Decimal = ZERO
    safety: Decimal = ZERO


@dataclass(frozen=True)
class Line:
    """One row of the grid: a value for each bucket. `kind` tells it apart for the page."""

    kind: str
    label: Any
    values: list[tuple[Bucket, Decimal]]


LABELS = {
    "needed": _("Gross requirements"),
    "forecast": _("of which forecast"),
    "available": _("Usable stock"),
    "received": _("Scheduled receipts"),
    "planned": _("Planned receipts"),
    "expired": _("Expires"),
    "balance": _("Projected on hand"),
    "released": _("Planned releases"),
}
ALWAYS = ("needed", "received", "planned", "balance", "released")


@dataclass(frozen=True)
class Phasing:
    """Everything the page tells of one item."""

    item: Item
    buckets: list[Bucket]
    needs: list[dict[str, Any]]
    orders: list[PlannedOrder]
    messages: list[ExceptionMessage]
    stock: list[tuple[str, Decimal]]
    components: list[BomLine]
    lots: dict[str, Decimal] | None = None
    parents: list[BomLine] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The rows of the grid; those that hold nothing at all are left out, but for the main ones."""
        found = [Line(kind, label, [(b, getattr(b, kind)) for b in self.buckets]) for kind, label in LABELS.items()]
        return [line for line in found if line.kind in ALWAYS or any(value for _bucket, value in line.values)]

    @property
    def topic(self) -> str:
        """What open pages are told by when the item or its plan changes."""
        return f"{self.item._meta.label_lower}:{self.item.pk}"

    @property
    def safety(self) -> Decimal:
        """The safety stock of this week or day."""
        return self.buckets[0].safety

    @property
    def lowest(self) -> Bucket:
        return min(self.buckets, key=lambda bucket: bucket.balance)

    @property
    def stock_shown(self) -> list[tuple[tuple[str, Any], Decimal]]:
        """Each status with its word, and how much there is."""
        return [((status, StockStatus(status).label), quantity) for status, quantity in self.stock]

    def between(self, first: date, last: date) -> list[dict[str, Any]]:
        """The needs of these days; those of the past count today."""
        return [need for need in self.needs if first <= need["day"] <= last]


def phasing(pk: int, today: date, by: str = "week") -> Phasing | None:
    """Of one item, in eight queries; None where the item is not there."""
    item = Item.objects.select_related("unit").filter(pk=pk).first()
    if item is None:
        return None
    plan = ItemPlan.objects.filter(item=item).first() or ItemPlan(item=item, pegs=[], balance=[])
    proposed = PlannedOrder.objects.filter(item=item, state=PlannedState.PROPOSED)
    orders = proposed.select_related("supplier").order_by("due_on", "id")
    messages = ExceptionMessage.objects.filter(item=item).order_by("dismissed", "to_on", "id")
    active = BomLine.objects.filter(bom__state=StandardState.ACTIVE, kind=LineKind.COMPONENT)
    lines = active.select_related("bom__item", "component")
    stock = StockBalance.objects.filter(item=item, quantity__gt=0).values_list("status").annotate(n=Sum("quantity"))
    return Phasing(
        item=item,
        buckets=_kept(_filled(_buckets(plan, today, by), plan, list(orders), today), item),
        needs=sorted((_need(need, today) for need in plan.pegs), key=lambda need: (need["on"], need["for"])),
        orders=list(orders),
        messages=list(messages),
        stock=list(stock.order_by("status")),
        lots={name: Decimal(value) for name, value in plan.lots.items()} if plan.lots else None,
        components=list(lines.filter(bom__item=item).order_by("position")),
        parents=list(lines.filter(component=item).order_by("bom__item__code")),
    )


def _need(need: dict[str, Any], today: date) -> dict[str, Any]:
    """A need as the page shows it: with the day it counts on, and whether it comes too late or not at all."""
    on = date.fromisoformat(need["on"]) if need["on"] else today
    expected = date.fromisoformat(need["expected"]) if need["expected"] else None
    missing = Decimal(need["missing"])
    late = (expected - on).days if expected and expected > on else 0
    supplies = [{**s, "on": date.fromisoformat(s["on"]) if s["on"] else None} for s in need["from"]]
    facts = {"on": on, "day": max(on, today), "expected": expected, "missing": missing, "late": late, "from": supplies}
    return {**need, **facts, "quantity": Decimal(need["quantity"])}


# Buckets ------------------------------------------------------------------------------------


def _buckets(plan: ItemPlan, today: date, by: str) -> list[Bucket]:
    if by == "day":
        days = [today + timedelta(days=number) for number in range(DAYS_SHOWN)]
        return [Bucket(day, day) for day in days]
    monday = today - timedelta(days=today.weekday())
    last = max((date.fromisoformat(row[0]) for row in plan.balance if row[0]), default=today)
    weeks = min(max(WEEKS_LEAST, (last - monday).days // 7 + 1), WEEKS_MOST)
    mondays = [monday + timedelta(weeks=number) for number in range(weeks)]
    return [Bucket(day, day + timedelta(days=6)) for day in mondays]


def _filled(buckets: list[Bucket], plan: ItemPlan, orders: Sequence[PlannedOrder], today: date) -> list[Bucket]:
    """Sums of what happens in each, and the balance at its end, which stays until something happens."""
    find = _finder(buckets)
    for row in plan.balance:
        bucket = find(max(date.fromisoformat(row[0]), today) if row[0] else today)
        if bucket is None:
            continue
        for name, value in zip(FLOWS, row[2:], strict=False):
            setattr(bucket, name, getattr(bucket, name) + Decimal(value))
    for need in plan.pegs:
        if (
            need.get("by", "").startswith(EXPECTED)
            and (bucket := find(max(date.fromisoformat(need["on"]), today))) is not None
        ):
            bucket.forecast += Decimal(need["quantity"])
    for order in orders:
        if (bucket := find(max(order.start_on, today))) is not None:
            bucket.released += order.quantity
    _carry(buckets, plan.balance, today)
    return buckets


def _kept(buckets: list[Bucket], item: Item) -> list[Bucket]:
    """With the safety stock of each: the item's, until its first row by date."""
    levels = list(SafetyStock.objects.filter(item=item).order_by("start_on").values_list("start_on", "quantity"))
    for bucket in buckets:
        bucket.safety = next((level for on, level in reversed(levels) if on <= bucket.last), item.safety_stock)
    return buckets


def _carry(buckets: list[Bucket], days: Sequence[Sequence[Any]], today: date) -> None:
    left, place = ZERO, 0
    rows = sorted((max(date.fromisoformat(row[0]), today) if row[0] else today, Decimal(row[1])) for row in days)
    for bucket in buckets:
        while place < len(rows) and rows[place][0] <= bucket.last:
            left = rows[place][1]
            place += 1
        bucket.balance = left


def _finder(buckets: list[Bucket]) -> Callable[[date], Bucket | None]:
    """The bucket a day lies in; None past the last."""
    first, width = buckets[0].first, (buckets[0].last - buckets[0].first).days + 1

    def find(day: date) -> Bucket | None:
        place = (day - first).days // width
        return buckets[place] if 0 <= place < len(buckets) else None

    return find


# The items to choose from --------------------------------------------------------------------


def items(words: str) -> list[Item]:
    """Items that match, those with most open messages first; `waiting` says how many."""
    found: Iterable[Any] = Item.objects.filter(active=True)
    for word in words.lower().replace("\x00", "").split():
        found = found.filter(search__contains=word)  # type: ignore[attr-defined]
    counted = found.annotate(waiting=Count("messages", filter=Q(messages__dismissed=False)))  # type: ignore[attr-defined]
    return list(counted.order_by("-waiting", "code")[:ITEMS_SHOWN])
