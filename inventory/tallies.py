"""What a receipt or shipment has done of an order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any


def tally(lines: Iterable[Any], *, sign: int = 1) -> list[dict[str, Any]]:
    """One row for each line of the order, however many lots it came or went in; less than nothing when taken back."""
    sums: dict[int, Decimal] = {}
    for line in lines:
        sums[line.order_position] = sums.get(line.order_position, Decimal(0)) + sign * line.quantity
    return [{"position": position, "quantity": total} for position, total in sums.items()]
