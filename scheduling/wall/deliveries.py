"""What must leave soon, and what will leave late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F

from orders.queries import open_lines

DAYS_AHEAD = 7
SHOWN = 9


@dataclass(frozen=True)
class Delivery:
    """A line of an order that is to leave on `need_on`. `late`: days that the published plan ships it later."""

    number: str
    customer: str
    item: str
    quantity: Decimal
    shipped: Decimal
    need_on: date
    late: int
    today: date

    @property
    def overdue(self) -> bool:
        return self.need_on < self.today

    @property
    def percent(self) -> int:
        return min(100, int(100 * self.shipped / self.quantity))

    @property
    def tone(self) -> str:
        return "late" if self.late > 0 or self.overdue else "run"


def deliveries(today: date) -> list[Delivery]:
    """The next ones, overdue ones first."""
    rows = open_lines().filter(need_on__lte=today + timedelta(days=DAYS_AHEAD)).order_by("need_on", "id")
    return [
        Delivery(
            number=row.order.number,
            customer=row.order.customer.name,
            item=row.item.code,
            quantity=row.quantity,
            shipped=row.shipped,
            need_on=row.need_on,
            late=(row.planned_on - row.need_on).days if row.planned_on else 0,
            today=today,
        )
        for row in rows.select_related("order__customer", "item")[:SHOWN]
    ]


def late_lines() -> int:
    """Open order lines that the published plan ships after the day they are needed."""
    return open_lines().filter(planned_on__gt=F("need_on")).count()
