"""Purchases to follow up (跟催): when each is needed, asked for and promised, what slipped, and whom it delays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.actions import Action
from scheduling.loading.days import date_of, day_of
from scheduling.network import Network
from scheduling.packed import BOUGHT
from scheduling.pegs import linked
from suppliers.actions.orders import confirming
from suppliers.models import PurchaseOrderLine
from suppliers.queries import OPEN

TOLD = 4  # of those a purchase delays; the page of its item tells all


class Standing(TextChoices):
    """What is wrong with a purchase; several things may be."""

    LATE = "late", _("after its need")
    OVERDUE = "overdue", _("overdue")
    SLIPPED = "slipped", _("slipped")
    UNCONFIRMED = "unconfirmed", _("not confirmed")


@dataclass
class Purchase:
    """An open line of a purchase order. `needed_on`: when the first need it is pegged to wants it, else as ordered.

    `usable_on`: when it can be used, inspected, as promised so far. Days are calendar days: `days_late` after a need,
    `days_slipped` promised after what was asked for, `days_overdue` past its day. `delayed`: the needs it is late for.
    """

    line: PurchaseOrderLine
    pegged: bool
    needed_on: date
    usable_on: date
    days_late: int
    days_slipped: int
    days_overdue: int
    late_needs: list[int]
    verb: Action
    delayed: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0

    @property
    def open(self) -> Decimal:
        left: Decimal = self.line.quantity - self.line.received
        return left

    @property
    def standing(self) -> list[Standing]:
        true = {
            Standing.LATE: self.days_late,
            Standing.OVERDUE: self.days_overdue,
            Standing.SLIPPED: self.days_slipped,
            Standing.UNCONFIRMED: not self.line.confirmed_on,
        }
        return [each for each, holds in true.items() if holds]

    @property
    def order_url(self) -> str:
        return reverse("purchase-orders:detail", args=[self.line.order_id])

    @property
    def confirm_url(self) -> str:
        return reverse("purchase-orders:act", kwargs={"pk": self.line.order_id, "verb": self.verb.verb})

    @property
    def offered_on(self) -> date:
        """The date a confirmation begins with."""
        found: date = self.line.confirmed_on or self.line.requested_on or self.line.needed_on
        return found


def follow_up(network: Network, asked: Mapping[str, Any], today: date) -> list[Purchase]:
    """Every open line that is asked for, the latest for its need first. One query."""
    rows = [_purchase(network, line, verb, today) for line, verb in confirming(_lines())]
    supplier, item = asked.get("supplier"), asked.get("item")
    found = [
        row
        for row in rows
        if (not supplier or row.line.order.supplier_id == supplier.pk) and (not item or row.line.item_id == item.pk)
    ]
    return sorted(found, key=lambda row: (-row.days_late, -row.days_overdue, row.needed_on, row.line.pk))


def _lines() -> Iterable[PurchaseOrderLine]:
    lines = PurchaseOrderLine.objects.filter(order__state__in=OPEN, quantity__gt=F("received"))
    return lines.select_related("order__supplier", "item__unit").order_by("order_id", "position")


def _purchase(network: Network, line: PurchaseOrderLine, verb: Action, today: date) -> Purchase:
    expected = line.confirmed_on or line.requested_on or line.needed_on
    held = timedelta(days=line.item.inspect_days if line.item.inspect else 0)
    usable = day_of(max(expected, today) + held)
    needs = network.served_by(BOUGHT, line.pk).tolist()
    wanted = {need: int(network.on[need]) for need in needs}
    late = sorted((need for need in needs if wanted[need] < usable), key=lambda need: wanted[need])
    asked_for = line.requested_on or line.needed_on
    return Purchase(
        line=line,
        pegged=bool(needs),
        needed_on=date_of(min(wanted.values())) if needs else line.needed_on,
        usable_on=date_of(usable),
        days_late=usable - wanted[late[0]] if late else 0,
        days_slipped=max(0, (line.confirmed_on - asked_for).days) if line.confirmed_on else 0,
        days_overdue=max(0, (today - expected).days),
        late_needs=late,
        verb=verb,
    )


def told(network: Network, rows: Sequence[Purchase]) -> Sequence[Purchase]:
    """The same rows with whom each delays: what it is late for, and the sales lines that end late with it."""
    found = {row.line.pk: _delayed(network, row.late_needs) for row in rows}
    needs = {need: network.told(need, ()) for own in found.values() for need in own[:TOLD]}
    linked(list(needs.values()))
    for row in rows:
        own = found[row.line.pk]
        row.delayed = [{**needs[need], "late": network.late(need)} for need in own[:TOLD]]
        row.more = max(0, len(own) - TOLD)
    return rows


def _delayed(network: Network, late: list[int]) -> list[int]:
    """Sales lines first: they are who really waits. Each order or line once."""
    ends = network.late_ends(late)
    known = {network.row(need): need for need in (*reversed(late), *ends)}
    customers = dict.fromkeys(network.row(end) for end in ends)
    return [*(known[row] for row in customers), *(need for row, need in known.items() if row not in customers)]
