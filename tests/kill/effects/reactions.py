"""One job for each order, one piece for each job: the balance says how often the work was done."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from base.events import Happening, on
from inventory.ledger import at_of
from inventory.models import MoveKind, StockBalance
from inventory.movements import Cause, receive

ITEM = "EFFECT"


@on("orders.salesorder.add")
def move_one_piece(happening: Happening) -> None:
    balance = StockBalance.objects.get(item__code=ITEM)
    today = timezone.localdate()
    for pk in happening.subjects:
        receive([(at_of(balance), Decimal(1))], Cause(MoveKind.RECEIVE, None, today, f"order {pk}"))
