"""Safety stocks suggested from what was used: week by week, for a service level, beside what is kept now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncWeek
from django.urls import reverse

from bom.models import Item, Planning, SafetyStock, Supply
from engine.safety import cover
from inventory.models import MoveKind, StockMove, StockOwner
from scheduling.loading.days import day_of
from scheduling.offers import working_days
from suppliers.models import SupplierItem

USED = (MoveKind.ISSUE, MoveKind.SHIP)
LEAST_WEEKS = 8  # fewer say too little of how much usage varies
KEPT_FOR = (Supply.MAKE, Supply.BUY, Supply.SUBCONTRACT)
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Suggestion:
    """`kept`: today's safety stock; `row` the one that begins today, where there is one. `lead_days`: calendar days
    until an order of today can be used. `mean` and `deviation`: of a week of `weeks`."""

    item: Item
    weeks: int
    mean: Decimal
    deviation: Decimal
    lead_days: int
    kept: Decimal
    suggested: Decimal
    row: SafetyStock | None

    @property
    def change(self) -> Decimal:
        return self.suggested - self.kept

    @property
    def value(self) -> Decimal | None:
        """By how much more or less is tied up, at standard cost."""
        return self.change * self.item.cost if self.item.cost else None

    @property
    def take_url(self) -> str:
        """Where it is taken over: a safety stock from today on, or the one of today changed."""
        return reverse("safety-stocks:edit", args=[self.row.pk]) if self.row else reverse("safety-stocks:new")


def suggestions(asked: Mapping[str, Any], today: date) -> list[Suggestion]:
    """Of every item used in enough weeks whose safety stock would be another, the largest change of value first."""
    monday = today - timedelta(days=today.weekday())
    since = monday - asked["weeks"] * A_WEEK
    used, kept, days = _used(since, monday), _kept(today), working_days(today)
    items = _items(used, asked)
    leads = _leads(items)
    found = []
    for item in items.values():
        weeks = (monday - min(used[item.pk])).days // 7  # what came before the first use is no history of zeros
        if weeks < LEAST_WEEKS:
            continue
        usage = [float(used[item.pk].get(monday - number * A_WEEK, 0)) for number in range(1, weeks + 1)]
        lead, working = leads[item.pk]
        end = days.add(day_of(today), lead) if working else day_of(today) + lead
        lead_days = end - day_of(today) + (item.inspect_days if item.inspect else 0)
        computed = cover(usage, lead_days / 7, float(asked["level"]) / 100)
        now, row = kept.get(item.pk, (item.safety_stock, None))
        wanted = _rounded(computed.safety, item)
        if wanted != now:
            mean, deviation = (Decimal(f"{each:.1f}") for each in (computed.mean, computed.deviation))
            found.append(Suggestion(item, weeks, mean, deviation, lead_days, now, wanted, row))
    return sorted(found, key=lambda each: (-abs(each.value or 0), -abs(each.change), each.item.code))


def _rounded(quantity: float, item: Item) -> Decimal:
    """Up, to what the item is counted in."""
    return Decimal(repr(round(quantity, 6))).quantize(Decimal(1).scaleb(-item.unit.decimals), ROUND_CEILING)


def _used(since: date, before: date) -> dict[int, dict[date, Decimal]]:
    """By item and the Monday of the week; what was given back is taken off."""
    moves = StockMove.objects.filter(owner=StockOwner.OWN, kind__in=USED, posted_on__gte=since, posted_on__lt=before)
    weeks = moves.order_by().annotate(week=TruncWeek("posted_on")).values_list("item_id", "week")
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for item, week, total in weeks.annotate(total=Sum("quantity")):
        found[item][week] = max(Decimal(0), -total)
    return found


def _items(used: Mapping[int, Any], asked: Mapping[str, Any]) -> dict[int, Item]:
    """Those kept in stock for whoever comes; what is made or bought by order needs none."""
    rows = Item.objects.filter(pk__in=used, active=True, stocked=True, planning=Planning.TO_STOCK, supply__in=KEPT_FOR)
    if asked.get("item"):
        rows = rows.filter(pk=asked["item"].pk)
    if asked.get("owner"):
        rows = rows.filter(owner_name__icontains=asked["owner"])
    return {item.pk: item for item in rows.select_related("unit")}


def _leads(items: Mapping[int, Item]) -> dict[int, tuple[int, bool]]:
    """Lead time, and whether in working days: of the first approved supplier, else of the item."""
    found = {item.pk: (item.lead_days, item.lead_in_working_days) for item in items.values()}
    bought = [item.pk for item in items.values() if item.supply != Supply.MAKE]
    rows = SupplierItem.objects.filter(item__in=bought, approved=True, supplier__approved=True)
    for row in rows.order_by("-priority", "-id"):
        found[row.item_id] = row.lead_days, row.lead_in_working_days
    return found


def _kept(today: date) -> dict[int, tuple[Decimal, SafetyStock | None]]:
    """The safety stock of today of items that have one by date."""
    rows = SafetyStock.objects.filter(start_on__lte=today).order_by("item_id", "start_on")
    return {row.item_id: (row.quantity, row if row.start_on == today else None) for row in rows}
