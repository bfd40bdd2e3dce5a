"""A trace as a workbook: every lot of both directions, the documents at its ends, the accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from base.workbooks import template
from quality.tracing import LotTrace, Way

Row = list[Any]


def trace_file(trace: LotTrace) -> bytes:
    """XLSX, a sheet each for where it came from, where it went, accounts, receipts and shipments."""
    ways = [_("steps"), _("lot used"), _("item"), _("lot made"), _("item"), _("quantity"), _("unit")]
    return template(
        [
            (_("Came from"), ways, list(_shares(trace.sources))),
            (_("Went to"), ways, list(_shares(trace.uses))),
            (_("Accounts"), _account_heads(), list(_accounts(trace))),
            (_("Receipts"), _receipt_heads(), [_receipt(line) for line in trace.receipts]),
            (_("Shipments"), _shipment_heads(), [_shipment(line) for line in trace.shipments]),
        ]
    )


def _shares(way: Way) -> Iterator[Row]:
    for step in way.steps:
        for share in step.shares:
            used, made = share.used, share.made
            yield [
                step.depth, used.code, used.item.code, made.code, made.item.code, share.quantity, used.item.unit.code,
            ]  # fmt: skip


def _account_heads() -> Sequence[str]:
    return [
        _("lot"), _("item"), _("came"), _("issued"), _("shipped"), _("scrapped"), _("returned"), _("there"),
        _("reconciles"),
    ]  # fmt: skip


def _accounts(trace: LotTrace) -> Iterator[Row]:
    own = [(trace.lot, trace.account)]
    for lot, a in [*own, *((step.lot, step.account) for way in (trace.sources, trace.uses) for step in way.steps)]:
        said = _("yes") if a.reconciles else _("no")
        yield [lot.code, lot.item.code, a.came, a.issued, a.shipped, a.scrapped, a.returned, a.there, said]


def _receipt_heads() -> Sequence[str]:
    return [_("receipt"), _("order"), _("supplier"), _("received"), _("lot"), _("supplier's lot"), _("quantity")]


def _receipt(line: Any) -> Row:
    order = line.receipt.order
    return [
        line.receipt.number, order.number, order.supplier.name, line.receipt.received_on, line.lot.code,
        line.supplier_lot, line.quantity,
    ]  # fmt: skip


def _shipment_heads() -> Sequence[str]:
    return [_("shipment"), _("order"), _("customer"), _("shipped"), _("lot"), _("item"), _("quantity")]


def _shipment(line: Any) -> Row:
    order = line.shipment.order
    return [
        line.shipment.number, order.number, order.customer.name, line.shipment.shipped_on, line.lot.code,
        line.item.code, line.quantity,
    ]  # fmt: skip
