"""One job for each order, one piece for each job: the balance says how often the work was done."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from base.events import Happening, on
from inventory.ledger import move_of, post
from inventory.models import StockBalance

ITEM = "EFFECT"


@on("orders.salesorder.add")
def move_one_piece(happening: Happening) -> None:
    balance = StockBalance.objects.get(item__code=ITEM)
    today = timezone.localdate()
    post([move_of(balance, Decimal(1), f"order {pk}", today) for pk in happening.subjects])
