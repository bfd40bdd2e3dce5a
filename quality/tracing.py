"""A lot's trace as people read it: where it came from, where it went, who has it, and that the quantities add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from inventory.ledger import open_holds
from inventory.models import Lot
from inventory.tracing import DECIMALS, LotAccount, Trace, accounts, trace_down, trace_up
from orders.models import ShipmentLine
from orders.states import ShipmentState
from suppliers.models import ReceiptLine
from suppliers.states import ReceiptState


@dataclass(frozen=True, slots=True)
class Share:
    """So much of the lot `used` is in the lot `made`, in the unit of the lot used."""

    used: Lot
    made: Lot
    quantity: Decimal


@dataclass(frozen=True)
class Step:
    """A lot that the trace reaches, `depth` steps away; `shares` join it to the lots before it."""

    lot: Lot
    depth: int
    shares: Sequence[Share]
    account: LotAccount
    held: bool


@dataclass(frozen=True)
class Way:
    """One direction of a trace, nearest lots first. `reached` counts them all, `steps` are those shown."""

    steps: Sequence[Step]
    reached: int

    @property
    def is_cut(self) -> bool:
        return len(self.steps) < self.reached

    @cached_property
    def unreconciled(self) -> list[Step]:
        return [step for step in self.steps if not step.account.reconciles]


@dataclass(frozen=True)
class LotTrace:
    """Both directions at once, the documents at their ends, and the account of the lot itself."""

    lot: Lot
    account: LotAccount
    held: bool
    sources: Way
    uses: Way
    receipts: Sequence[ReceiptLine]
    shipments: Sequence[ShipmentLine]

    @property
    def customers(self) -> list[str]:
        return sorted({line.shipment.order.customer.name for line in self.shipments})

    @property
    def suppliers(self) -> list[str]:
        return sorted({line.receipt.order.supplier.name for line in self.receipts})


def lot_trace(lot: Lot, shown: int | None = None) -> LotTrace:
    """The trace of a lot both ways; at most `shown` lots of each direction, every one where that is None.

    As many queries for a hundred thousand lots as for one.
    """
    up, down = trace_up(lot.pk), trace_down(lot.pk)
    kept = {*_nearest(up, shown), *_nearest(down, shown)}
    facts = _Facts.of({lot.pk, *kept})
    return LotTrace(
        lot=lot,
        account=facts.accounts[lot.pk],
        held=lot.pk in facts.held,
        sources=_way(up, shown, facts, uses=False),
        uses=_way(down, shown, facts, uses=True),
        receipts=_receipts({lot.pk, *up.lots.tolist()}),
        shipments=_shipments({lot.pk, *down.lots.tolist()}),
    )


@dataclass(frozen=True)
class _Facts:
    """What is known of the lots of a trace, by id."""

    lots: dict[int, Lot]
    accounts: dict[int, LotAccount]
    held: set[int]

    @classmethod
    def of(cls, ids: set[int]) -> _Facts:
        rows = Lot.objects.filter(pk__in=ids).select_related("item__unit")
        return cls({row.pk: row for row in rows}, accounts(ids), set(open_holds(ids).values_list("lot_id", flat=True)))


def _nearest(trace: Trace, shown: int | None) -> list[int]:
    """The lots reached, nearest first, without the start."""
    found: list[int] = trace.lots[1:].tolist()
    return found[:shown]


def _way(trace: Trace, shown: int | None, facts: _Facts, *, uses: bool) -> Way:
    nearest = _nearest(trace, shown)
    shares: dict[int, list[Share]] = defaultdict(list)
    for near, far, quantity in _joints(trace, {*nearest, int(trace.lots[0])}):
        used, made = (near, far) if uses else (far, near)
        shares[far].append(Share(facts.lots[used], facts.lots[made], quantity))
    steps = [
        Step(facts.lots[lot], depth, shares[lot], facts.accounts[lot], lot in facts.held)
        for lot, depth in zip(nearest, trace.depth[1:].tolist(), strict=False)
    ]
    return Way(steps, len(trace.lots) - 1)


def _joints(trace: Trace, kept: set[int]) -> Iterable[tuple[int, int, Decimal]]:
    for near, far, quantity in zip(trace.near.tolist(), trace.far.tolist(), trace.quantity.tolist(), strict=True):
        if near in kept and far in kept:
            yield near, far, Decimal(quantity).scaleb(-DECIMALS)


def _receipts(lots: set[int]) -> list[ReceiptLine]:
    """How the lots came here."""
    rows = ReceiptLine.objects.filter(lot__in=lots, receipt__state=ReceiptState.POSTED)
    return list(
        rows.select_related("lot", "item__unit", "receipt__order__supplier").order_by("receipt__received_on", "id")
    )


def _shipments(lots: set[int]) -> list[ShipmentLine]:
    """Who has them."""
    rows = ShipmentLine.objects.filter(lot__in=lots, shipment__state=ShipmentState.SHIPPED)
    return list(
        rows.select_related("lot", "item__unit", "shipment__order__customer").order_by("shipment__shipped_on", "id")
    )
