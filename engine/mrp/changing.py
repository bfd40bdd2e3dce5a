"""Net change: only what differs between two problems, and what that touches, is planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.mrp.columns import ANY, LOT, RECEIPT, Given, Rows, Supplies
from engine.mrp.differing import Change, change_of, has_room, reordered, same_frame
from engine.mrp.forecasting import consume, rest_demands, rest_of
from engine.mrp.kept import Kept, between, keep
from engine.mrp.loading import by_owner_of, needs_of, supplies_of
from engine.mrp.messages import messages_of
from engine.mrp.problem import Problem
from engine.mrp.renewing import renew, worth_saying
from engine.mrp.result import Messages
from engine.mrp.working import Workings, expect_items, issued_to_of, received_of
from engine.tables import Flags, Ints, Shorts


@dataclass(frozen=True, eq=False)
class Difference:
    """`touched`: the items about which anything may be other than before, by number; all others are as they were.
    `messages`: all there are about these items now. `anew`: all was planned anew, and every row has a new number."""

    touched: Shorts
    messages: Messages
    anew: bool


def replan(kept: Kept, problem: Problem) -> Difference:
    """Bring a kept plan to a problem that differs from its own in some demands, lots and receipts. Afterwards it is
    what plan(problem) answers; only what the difference touches is netted again.

    Rows are compared by their numbers: one that is taken away leaves its place EMPTY, a new one goes to an empty place
    or to the end. Problems that differ in anything else, or in what is issued to work orders beside their BOM, are
    planned anew; so is everything now and then, when too many rows are nothing any more.
    """
    if not same_frame(kept.problem, problem):
        return _anew(kept, problem)
    change = change_of(kept.problem, problem)
    if not has_room(kept, problem) or reordered(kept, problem, change):
        return _anew(kept, problem)
    works, place_of = kept.works, kept.place_of
    waiting, hearing = np.zeros(place_of.size, np.bool_), np.zeros(place_of.size, np.bool_)
    waiting[place_of[_take_over(kept, problem, change, hearing)]] = True
    renewed = _renew(kept, waiting)
    hearing[works.shape.position[renewed]] = True
    touched = np.union1d(renewed, expect_items(works, hearing)).astype(np.int32)
    return Difference(touched, _messages(works, touched), False)


def _anew(kept: Kept, problem: Problem) -> Difference:
    kept.__dict__.update(keep(problem).__dict__)
    touched = np.arange(len(problem.items), dtype=np.int32)
    return Difference(touched, _messages(kept.works, touched), True)


def _renew(kept: Kept, waiting: Flags) -> Shorts:
    works, renewed = kept.works, np.empty(waiting.size, np.int32)
    works.orders, works.needs, works.pegs, count = renew(
        works.shape.order, kept.place_of, waiting, works.below, works.kin, works.items, works.lines, works.calendars,
        works.levels, works.suppliers, works.supplies, works.replacing, works.given, works.orders, works.needs,
        works.pegs, works.state, works.ranges, works.marks, renewed,
    )  # fmt: skip
    return renewed[:count]


def _messages(works: Workings, touched: Shorts) -> Messages:
    """What there is to say about these items."""
    supplies = works.supplies
    rows = worth_saying(works.problem.today, touched, works.given, works.orders, works.needs, works.ranges)
    own = supplies.rows[between(supplies.starts[touched], supplies.ends[touched])]
    return messages_of(works.problem, works.items, own, works.orders, works.needs, rows)


# What is given ----------------------------------------------------------------------------


def _take_over(kept: Kept, problem: Problem, change: Change, hearing: Flags) -> Shorts:
    """Put the lots, receipts and demands that differ into the place of the old ones. Answers the items to net again;
    those whose work orders may be expected on another day are marked in `hearing`."""
    works, old = kept.works, kept.problem
    asked = _items_of((old.demands, change.demands, change.demands_now), count=len(old.items))
    stocked = _items_of(
        (old.lots, change.lots, change.lots_now),
        (old.receipts, change.receipts, change.receipts_now),
        count=len(old.items),
    )
    heard = set(works.receiving.issued_to[change.demands].tolist())
    _unlink(works, change.demands)
    sound = works.sound
    sound.lots[change.lots] = change.sound_lots
    sound.receipts[change.receipts] = change.sound_receipts
    sound.demands[change.demands] = change.sound_demands
    works.problem = problem
    works.receiving.lot_day[change.lots] = change.lots_now.available
    works.receiving.rows[change.receipts] = received_of(change.receipts_now)
    works.needs[change.demands] = needs_of(change.demands_now, problem.today)
    _link(works, change)
    heard |= set(works.receiving.issued_to[change.demands].tolist())
    for receipt in heard - {-1}:
        works.receiving.rows["hears"][receipt] = ANY
        if sound.receipts[receipt]:
            hearing[works.shape.position[works.receiving.rows["item"][receipt]]] = True
    _restock(kept, change, stocked)
    _ask(kept, change, asked)
    return np.concatenate([asked, stocked, _other_owners(works, old, change)])


def _items_of(*tables: tuple[Any, Ints, Any], count: int) -> Shorts:
    """The items that these rows of tables were for, and those that what is there now is for."""
    items = [part for table, rows, now in tables for part in (table.item[rows[rows < len(table)]], now.item)]
    found = np.unique(np.concatenate(items))
    return found[(found >= 0) & (found < count)]


def _other_owners(works: Workings, old: Problem, change: Change) -> Shorts:
    """Items into which something of an owner may go now and could not before, or the other way round."""
    owned = (change.lots_now.owner >= 0).any() or (change.receipts_now.owner >= 0).any()
    lots, receipts = change.lots[change.lots < len(old.lots)], change.receipts[change.receipts < len(old.receipts)]
    if not (owned or (old.lots.owner[lots] >= 0).any() or (old.receipts.owner[receipts] >= 0).any()):
        return np.zeros(0, np.int32)
    by_owner = by_owner_of(works.problem, works.shape)
    other = np.flatnonzero(by_owner != works.items["by_owner"])
    works.items["by_owner"] = by_owner
    return other.astype(np.int32)


def _unlink(works: Workings, demands: Ints) -> None:
    """Take demands out of the lists of what is issued to work orders."""
    receiving = works.receiving
    first, following = receiving.first, receiving.following
    for demand in demands.tolist():
        if (receipt := receiving.issued_to[demand]) < 0:
            continue
        if first[receipt] == demand:
            first[receipt] = following[demand]
        else:
            before = first[receipt]
            while following[before] != demand:
                before = following[before]
            following[before] = following[demand]
        receiving.issued_to[demand] = following[demand] = -1


def _link(works: Workings, change: Change) -> None:
    """Put demands into those lists, by their row."""
    receiving = works.receiving
    first, following = receiving.first, receiving.following
    there = change.demands[change.sound_demands & (change.demands_now.receipt >= 0)]
    issued_to = issued_to_of(works.problem, works.sound, works.shape, there)
    for demand in there[issued_to[there] >= 0].tolist():
        receipt = receiving.issued_to[demand] = issued_to[demand]
        if first[receipt] < 0 or first[receipt] > demand:
            following[demand], first[receipt] = first[receipt], demand
            continue
        before = first[receipt]
        while 0 <= following[before] < demand:
            before = following[before]
        following[demand], following[before] = following[before], demand


def _restock(kept: Kept, change: Change, items: Shorts) -> None:
    """Give these items the lots and receipts they have now."""
    works, lots_now = kept.works, change.lots_now
    supplies = works.supplies
    had = supplies.rows[between(supplies.starts[items], supplies.ends[items])]
    lots, receipts = (had["row"][had["source"] == source] for source in (LOT, RECEIPT))
    lots = np.append(np.setdiff1d(lots, change.lots), change.lots[change.sound_lots & ~lots_now.blocked])
    receipts = np.append(np.setdiff1d(receipts, change.receipts), change.receipts[change.sound_receipts])
    rows = supplies_of(works.problem, np.sort(lots), np.sort(receipts))
    starts, ends = np.searchsorted(rows["item"], items, "left"), np.searchsorted(rows["item"], items, "right")
    pool = supplies.rows
    for item, start, end in zip(items.tolist(), starts.tolist(), ends.tolist(), strict=True):
        pool, kept.supplies_end = _put(rows[start:end], item, supplies.starts, supplies.ends, pool, kept.supplies_end)
    works.supplies = Supplies(supplies.starts, supplies.ends, pool)
    works.replacing = works.replacing._replace(supplies=works.supplies)


def _ask(kept: Kept, change: Change, items: Shorts) -> None:
    """Give these items the demands they have now, and what the orders among those leave of their forecasts."""
    works = kept.works
    given = works.given
    had = given.row[between(given.starts[items], given.ends[items])]
    had = np.setdiff1d(had[had < works.rests], change.demands)
    rows = np.union1d(had, change.demands[change.sound_demands])
    rows = np.append(rows, _rests(works, items, rows))
    of, pool = works.needs["item"][rows], given.row
    rows = rows[np.argsort(of, kind="stable")].astype(np.int32)
    starts, ends = np.searchsorted(np.sort(of), items, "left"), np.searchsorted(np.sort(of), items, "right")
    for item, start, end in zip(items.tolist(), starts.tolist(), ends.tolist(), strict=True):
        pool, kept.given_end = _put(rows[start:end], item, given.starts, given.ends, pool, kept.given_end)
    works.given = Given(given.starts, given.ends, pool)


def _rests(works: Workings, items: Shorts, rows: Ints) -> Ints:
    """Work out what is left of the forecasts of these items, whose given demands are `rows`. Answers the demands for
    what is left."""
    problem, sound = works.problem, works.sound
    forecasts = np.flatnonzero(np.isin(problem.forecasts.item, items))
    if forecasts.size == 0:
        return forecasts
    orders = rows[problem.demands.receipt[rows] < 0]
    consumed = consume(problem, forecasts[sound.forecasts[forecasts]], orders)
    rest = rest_of(problem, sound.forecasts, consumed)
    places = works.rests + forecasts
    works.needs[places] = needs_of(rest_demands(problem.forecasts, rest, problem.today), problem.today)[forecasts]
    sound.demands[places] = rest[forecasts] > 0
    return places[rest[forecasts] > 0]


def _put(rows: Rows, item: int, starts: Ints, ends: Ints, pool: Rows, used: int) -> tuple[Rows, int]:
    """Put rows of an item where its old ones are, or behind all others where they do not fit. Answers the pool, which
    grows as needed, and how far it is full."""
    if rows.size > ends[item] - starts[item]:
        if used + rows.size > pool.size:
            pool = np.concatenate([pool, np.zeros(pool.size // 2 + rows.size, pool.dtype)])
        starts[item], used = used, used + rows.size
    ends[item] = starts[item] + rows.size
    pool[starts[item] : ends[item]] = rows
    return pool, used
