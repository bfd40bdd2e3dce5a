"""Exception messages: what to do about open supply, and about orders that should start."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from engine.mrp.columns import RECEIPT, Rows
from engine.mrp.problem import NEVER, Problem, ReceiptKind, SupplyKind
from engine.mrp.result import MessageKind, Messages, Source
from engine.tables import Flags, Ints, Shorts


def messages_of(
    problem: Problem, items: Rows, supplies: Rows, orders: Rows, needs: Rows, rows: tuple[Ints, Ints]
) -> Messages:
    """What there is to say about these supplies and the `rows` of the planned orders and demands (others are of no
    interest: orders that start after today, demands of which nothing is missing)."""
    item, quantity = supplies["item"], supplies["quantity"]
    starting, missing = rows
    starting = starting[_real(problem, orders[starting])]
    parts = [
        _moved(problem, supplies, item, quantity),
        _not_needed(problem, items, supplies, item, quantity),
        _overdue(problem, supplies, item, quantity),
        _to_start(problem, orders[starting], starting),
        _instead_of_new(problem, supplies, item, orders[starting], starting),
        _without_supply(problem, needs[missing], missing),
    ]
    return Messages(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Messages)))


def _said(kind: Any, item: Shorts, **columns: Any) -> Messages:
    absent = {"source": Source.NONE, "supply": -1, "demand": -1, "planned": -1}
    unsaid = {"quantity": 0, "from_day": 0, "to_day": 0, "days": 0}
    return Messages(kind=np.broadcast_to(kind, item.shape), item=item, **{**absent, **unsaid, **columns})


def _working_days(problem: Problem, item: Shorts, first: Shorts, last: Shorts) -> Ints:
    """Working days from first to last on each item's calendar."""
    days: Ints = last.astype(np.int64) - first
    for number, calendar in enumerate(problem.calendars):
        on = problem.items.calendar[item] == number
        days[on] = calendar.between(first[on], last[on])
    return days


def _comes_out(problem: Problem, supplies: Rows) -> Flags:
    """Receipts that come out of a work order beside what it is for."""
    out = np.append(problem.receipts.kind == ReceiptKind.OUTPUT, False)
    return np.asarray(out[np.where(supplies["source"] == RECEIPT, supplies["row"], -1)])


def _real(problem: Problem, orders: Rows) -> Flags:
    """Orders somebody gives: not those of phantoms, nor what comes out of others."""
    return np.asarray((problem.items.kind[orders["item"]] != SupplyKind.PHANTOM) & (orders["made_by"] < 0))


def _moved(problem: Problem, supplies: Rows, item: Shorts, quantity: Ints) -> Messages:
    """Expedite what is needed sooner, defer what is needed later; a lot in inspection is never deferred."""
    places = np.flatnonzero(
        (supplies["wanted"] != NEVER) & supplies["movable"] & (supplies["wanted"] != supplies["asked"])
    )
    days = _working_days(problem, item[places], supplies["asked"][places], supplies["wanted"][places])
    rules = problem.items
    expedite = (days < 0) & (-days > rules.expedite_tolerance[item[places]])
    defer = (days > rules.defer_tolerance[item[places]]) & (supplies["source"][places] == RECEIPT)
    places, days = places[expedite | defer], days[expedite | defer]
    return _said(
        np.where(days < 0, MessageKind.EXPEDITE, MessageKind.DEFER),
        item[places],
        source=supplies["source"][places],
        supply=supplies["row"][places],
        demand=supplies["driver"][places],
        quantity=quantity[places],
        from_day=supplies["asked"][places],
        to_day=supplies["wanted"][places],
        days=days,
    )


def _not_needed(problem: Problem, items: Rows, supplies: Rows, item: Shorts, quantity: Ints) -> Messages:
    """Cancel what nothing needs; decrease as far as the lot rules allow."""
    places = np.flatnonzero((supplies["surplus"] > 0) & ~_comes_out(problem, supplies))
    of, needed = item[places], quantity[places] - supplies["surplus"][places]
    step = np.maximum(items["multiple"][of], items["precision"][of])
    kept = -(-np.maximum(needed, items["minimum"][of]) // step) * step
    kept = np.where(needed == 0, 0, kept)
    said = kept < quantity[places]
    places, of, kept = places[said], of[said], kept[said]
    return _said(
        np.where(kept == 0, MessageKind.CANCEL, MessageKind.DECREASE),
        of,
        source=Source.RECEIPT,
        supply=supplies["row"][places],
        quantity=quantity[places] - kept,
        from_day=supplies["asked"][places],
        to_day=supplies["asked"][places],
    )


def _overdue(problem: Problem, supplies: Rows, item: Shorts, quantity: Ints) -> Messages:
    """Receipts that should have come before today."""
    places = np.flatnonzero((supplies["source"] == RECEIPT) & ~_comes_out(problem, supplies))
    places = places[problem.receipts.day[supplies["row"][places]] < problem.today]
    since = problem.receipts.day[supplies["row"][places]]
    today = np.full_like(since, problem.today)
    return _said(
        MessageKind.PAST_DUE,
        item[places],
        source=Source.RECEIPT,
        supply=supplies["row"][places],
        demand=supplies["driver"][places],
        quantity=quantity[places],
        from_day=since,
        to_day=today,
        days=_working_days(problem, item[places], since, today),
    )


def _to_start(problem: Problem, orders: Rows, rows: Ints) -> Messages:
    """Planned orders to release today, or that should have been released before."""
    start, item = orders["start"], orders["item"]
    today = np.full_like(start, problem.today)
    return _said(
        np.where(start < problem.today, MessageKind.PAST_DUE, MessageKind.RELEASE),
        item,
        source=Source.PLANNED,
        supply=rows,
        demand=orders["driver"],
        planned=rows,
        quantity=orders["quantity"],
        from_day=start,
        to_day=today,
        days=_working_days(problem, item, start, today),
    )


def _instead_of_new(problem: Problem, supplies: Rows, item: Shorts, orders: Rows, rows: Ints) -> Messages:
    """Where a planned order would start too late: the last receipt of the item that comes in time could be raised."""
    late = orders["start"] < problem.today
    orders, rows = orders[late], rows[late]
    receipts = (supplies["source"] == RECEIPT) & ~_comes_out(problem, supplies)
    places = np.flatnonzero(receipts & (supplies["wanted"] != NEVER) & (supplies["owner"] < 0))
    last = _last_in_time(
        _series(problem, item[places], supplies["order"][places]),
        supplies["day"][places],
        _series(problem, orders["item"], orders["order"]),
        orders["due"],
    )
    orders, rows, places = orders[last >= 0], rows[last >= 0], places[last[last >= 0]]
    return _said(
        MessageKind.INCREASE,
        orders["item"],
        source=Source.RECEIPT,
        supply=supplies["row"][places],
        demand=orders["driver"],
        planned=rows,
        quantity=orders["quantity"],
        from_day=supplies["day"][places],
        to_day=supplies["day"][places],
    )


def _series(problem: Problem, item: Shorts, order: Shorts) -> Ints:
    """One number for an item, or for an item and order where it is planned by order."""
    group = np.where(problem.items.by_order[item], order.astype(np.int64) + 1, 0)
    return np.asarray(item.astype(np.int64) << 32 | group)


def _last_in_time(series: Ints, day: Shorts, wanted_series: Ints, wanted_day: Shorts) -> Ints:
    """For each wanted (series, day) the place of the latest entry of that series by that day, -1 where none is."""
    every = np.append(series, wanted_series)
    is_wanted = np.repeat([0, 1], [series.size, wanted_series.size])
    by = np.lexsort((is_wanted, np.append(day, wanted_day), every))
    entry = np.maximum.accumulate(np.where(is_wanted[by] == 0, np.arange(by.size), -1))
    last = np.full(by.size, -1, np.int64)
    known = (entry >= 0) & (every[by[entry]] == every[by])
    last[by[known]] = by[entry[known]]
    return last[series.size :]


def _without_supply(problem: Problem, needs: Rows, rows: Ints) -> Messages:
    """What is missing: for the owner of the demand to bring, or without any supply."""
    supplied = problem.items.kind[needs["item"]] == SupplyKind.SUPPLIED
    return _said(
        np.where(supplied & (needs["owner"] >= 0), MessageKind.ASK, MessageKind.NO_SUPPLY),
        needs["item"],
        demand=rows,
        quantity=needs["missing"],
        from_day=needs["day"],
        to_day=needs["day"],
    )
