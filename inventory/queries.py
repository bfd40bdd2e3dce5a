"""Reads of stock: what may be used, and what to use first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from bom.models import Supply
from inventory.models import Lot, StockBalance, StockOwner, StockStatus

STILL_GOOD = Q(balances__status__in=(StockStatus.USABLE, StockStatus.INSPECTION))


def usable_stock(
    items: Collection[int], *, after: date, site_id: int | None = None, owner: str = StockOwner.OWN
) -> QuerySet[Any]:
    """Balances of these items that may be used on a day, their lots with them; what has expired by then may not.

    What only customers bring is used for them although it is theirs.
    """
    lasting = Q(lot__isnull=True) | Q(lot__expires_on__isnull=True) | Q(lot__expires_on__gt=after)
    ours = Q(owner=owner) | Q(owner=StockOwner.CUSTOMER, item__supply=Supply.SUPPLIED)
    found = StockBalance.objects.filter(lasting, ours, item__in=items, status=StockStatus.USABLE, quantity__gt=0)
    return (found.filter(location__site=site_id) if site_id else found).select_related("lot")


def first_to_expire(balance: Any) -> tuple[Any, ...]:
    """Sorts what expires first before what keeps longer, then what came first; by place where all is equal."""
    expires = balance.lot.expires_on if balance.lot else None
    return (expires or date.max, balance.lot_id or 0, balance.location_id)


def in_stock(lots: QuerySet[Lot], _name: str = "", asked: bool = True) -> QuerySet[Lot]:
    """Lots of which something is left that is usable or may become so, as `there`; or those of which nothing is."""
    found = lots.annotate(there=Sum("balances__quantity", filter=STILL_GOOD))
    return found.filter(there__gt=0) if asked else found.exclude(there__gt=0)


@dataclass(frozen=True, slots=True)
class UsableLot:
    """So much of a lot (None: of the item without one) in a place. `life_days`: how long it lasts from the day asked.

    `life`: that as a share of the item's shelf life; None where either is not known.
    """

    balance: Any
    quantity: Decimal
    life_days: int | None
    life: Decimal | None


def usable_lots(
    items: Iterable[Any], on: date, *, site_id: int | None = None, life: Decimal = Decimal(0)
) -> list[UsableLot]:
    """What may be used of these items on a day, first to expire first; with at least this share of its life left."""
    shelf_life = {item.pk: item.shelf_life_days for item in items}
    found = usable_stock(shelf_life, after=on, site_id=site_id).select_related("lot", "location")
    lots = [_usable(balance, shelf_life[balance.item_id], on) for balance in sorted(found, key=first_to_expire)]
    return [lot for lot in lots if lot.life is None or lot.life >= life]


def _usable(balance: Any, shelf_life_days: int | None, on: date) -> UsableLot:
    days, life = remaining(balance.lot, shelf_life_days, on)
    return UsableLot(balance, balance.quantity, days, life)


def remaining(lot: Any, shelf_life_days: int | None, on: date) -> tuple[int | None, Decimal | None]:
    """How many days a lot lasts from a day, and that as a share of its item's shelf life."""
    days = (lot.expires_on - on).days if lot and lot.expires_on else None
    return days, Decimal(days) / shelf_life_days if days is not None and shelf_life_days else None


def own_lot(item: Any, lot: Lot) -> Lot | None:
    """The item's lot of this code: two items may have lots of one code, and a code names either."""
    return lot if lot.item_id == item.pk else Lot.objects.filter(item=item, code=lot.code).first()
