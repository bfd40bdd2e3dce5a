"""A store for tests of stock: two locations of a site, and an item kept in lots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from base.models import Site
from base.refusals import Refusal
from bom.models import Item
from inventory.ledger import At
from inventory.models import Location, Lot, MoveKind, StockBalance
from inventory.movements import Cause, receive
from tests.samples import item

TODAY = timezone.localdate()


@dataclass
class Store:
    """What `a_store()` makes."""

    site: Site
    shelf: Location
    dock: Location
    bolt: Item

    def lot(self, code: str, **facts: Any) -> Lot:
        return Lot.objects.create(item=self.bolt, code=code, **facts)

    def at(self, lot: Lot | None = None, where: Location | None = None, status: str = "usable") -> At:
        return At(self.bolt.pk, (where or self.shelf).pk, lot.pk if lot else None, status)

    def put(self, quantity: Any, lot: Lot | None = None, **where: Any) -> StockBalance:
        """So much comes; answers its balance."""
        at = self.at(lot, **where)
        receive([(at, Decimal(quantity))], because())
        return StockBalance.objects.get(**at._asdict())

    def document(self, name: str) -> Lot:
        """Anything that moves stock: a lot of another item stands for it."""
        return Lot.objects.create(item=item(name), code=name)

    def there(self, **wanted: Any) -> dict[tuple[str, str], Decimal]:
        """How much there is, by lot and status."""
        rows = StockBalance.objects.filter(quantity__gt=0, **wanted).values_list("lot__code", "status")
        return {(code or "", status): total for code, status, total in rows.annotate(total=Sum("quantity"))}


def a_store() -> Store:
    site = Site.objects.create(code="S", name="S")
    shelf, dock = (Location.objects.create(site=site, code=code, name=code) for code in ("A1", "DOCK"))
    return Store(site, shelf, dock, item("BOLT", lot_tracked=True, cost=10))


def because(kind: MoveKind = MoveKind.RECEIVE, subject: Any = None, on: date = TODAY, **more: Any) -> Cause:
    return Cause(kind, subject, on, **more)


def refused(work: Any) -> str:
    """The sentence it was refused with; nothing it did remains."""
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        work()
    return str(refusal.value.detail)
