"""Covering the demands on one item, compiled, day by day.

What a demand takes, in this order: stock and receipts that are there (first expiry, then first day), what comes out
of planned orders for other items or is left over from a planned lot, receipts that may be moved forward, what is left
of substitutes, and then a new planned order for the whole day. Nothing is taken that will not live as long as the
demand asks, or that belongs to another owner; an owner's own comes before ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiled import compiled, inlined
from engine.mrp.columns import PLANNED, Calendars, Marks, Replacing, Rows, room, room_to_peg
from engine.mrp.lead_times import expiry
from engine.mrp.lot_sizing import silver_meal, wagner_whitin
from engine.mrp.ordering import most_orders, order
from engine.mrp.problem import NEVER, SCALE, Economy
from engine.mrp.replacing import replace
from engine.mrp.taking import OURS, find_surplus, peg, serves, take_from, want
from engine.tables import Ints

SILVER_MEAL = int(Economy.SILVER_MEAL)


@compiled
def cover(
    items: Rows,
    levels: Rows,
    suppliers: Rows,
    calendars: Calendars,
    supplies: Rows,
    replacing: Replacing,
    rows: Ints,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    state: Any,
    marks: Marks,
) -> tuple[Rows, Rows, Rows]:
    """Cover the demands `rows` (by day) on the item at hand from the supplies and planned orders that are open, and by
    new ones. Answers all planned orders, demands and pegs, which grow as needed."""
    rule = items[state.row]
    short = np.zeros(rows.size, np.int64)
    first, level, safety = 0, 0, 0
    while level < levels.size or first < rows.size:
        day = max(state.today, needs[rows[first]].wanted) if first < rows.size else NEVER
        if level < levels.size and levels[level].day <= day:
            day, safety = levels[level].day, levels[level].quantity
            level += 1
        end = first
        while end < rows.size and needs[rows[end]].wanted <= day:
            end += 1
        now, lack = rows[first:end], short[first:end]
        _take(day, rule.reschedule, now, lack, supplies, orders, needs, pegs, state)
        if rule.replaced:
            needs, pegs = replace(day, items, replacing, now, lack, orders, needs, pegs, state)
        missing = _restore_safety(day, safety, rule.reschedule, supplies, orders, state) if safety > 0 else 0
        owner, lacked = OURS, False
        while owner < NEVER:
            lacking = _lacking(owner, rule, needs, now, lack) + missing
            lacked |= lacking > 0
            if lacking > 0 and rule.routed:
                if rule.period > 1 or rule.economy:
                    lacking += _ahead(
                        day, owner, lacking, safety, rule, levels[level:], supplies, orders, needs, rows[end:], state
                    )
                most = most_orders(lacking, rule.maximum)
                if state.orders + most > orders.size:
                    orders = room(orders, state.orders, most)
                    pegs = room_to_peg(pegs, state, supplies, orders, needs)
                priority = _first_priority(needs, now)
                order(day, owner, lacking, priority, rule, suppliers, calendars, orders, state, marks)
            owner, missing = _next_owner(owner, rule, needs, now), 0
        if lacked:
            _take_new(day, now, lack, orders, needs, pegs, state)
        first = end
    spare = _spare(replacing.safety[state.row], supplies, orders, state)
    replacing.spare[state.row] = spare
    find_surplus(spare, supplies, state.stock, state.stock_end)
    return orders, needs, pegs


@compiled
def _take(
    day: int,
    reschedule: int,
    rows: Ints,
    short: Ints,
    supplies: Rows,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    state: Any,
) -> None:
    """Peg the demands of a day to what there is; `short` is what each still lacks."""
    for place in range(rows.size):
        demand, need = rows[place], needs[rows[place]]
        quantity, until = need.quantity, max(day, need.day) + need.min_life
        reach = max(day + reschedule, need.day)
        for turn in range(2 if need.owner > OURS else 1):
            owner = need.owner if turn == 0 else OURS
            quantity -= _take_there(day, reach, until, owner, demand, quantity, supplies, pegs, state)
        at = state.pool
        while quantity > 0 and at < state.orders:
            if serves(orders[at].owner, need.owner):
                quantity -= _take_planned(orders[at], at, demand, day, until, quantity, pegs, state)
            at += 1
        at = state.stock
        while reach > day and quantity > 0 and at < state.stock_end and _in_reach(supplies[at], reach):
            if serves(supplies[at].owner, need.owner) and _comes_sooner(supplies[at], day, reach, until):
                supplies[at].day = day
                quantity -= take_from(supplies[at], demand, day, quantity, pegs, state)
            at += 1
        short[place] = quantity
        _close(day, supplies, orders, state)


@inlined
def _take_there(
    day: int, reach: int, until: int, owner: int, demand: int, quantity: int, supplies: Rows, pegs: Rows, state: Any
) -> int:
    """How much of it the stock and receipts of an owner give that are there."""
    at, taken = state.stock, 0
    while taken < quantity and at < state.stock_end and _in_reach(supplies[at], reach):
        if supplies[at].day <= day and supplies[at].expires > until and supplies[at].owner == owner:
            taken += take_from(supplies[at], demand, day, quantity - taken, pegs, state)
        at += 1
    return int(taken)


@inlined
def _close(day: int, supplies: Rows, orders: Rows, state: Any) -> None:
    """Pass over the first supplies and planned orders with nothing left."""
    while state.stock < state.stock_end and supplies[state.stock].left == 0:
        state.stock += 1
    while state.pool < state.orders and (orders[state.pool].left == 0 or orders[state.pool].expires <= day):
        state.pool += 1


@inlined
def _in_reach(supply: Any, reach: int) -> bool:
    """Whether this supply and those before it may be had by then: without expiry they are sorted by day."""
    return bool(supply.asked <= reach or supply.perishable)


@inlined
def _comes_sooner(supply: Any, day: int, reach: int, until: int) -> bool:
    """Whether what comes later can be moved to the day, and lives long enough."""
    late = day < supply.day <= reach and supply.movable
    return bool(late and supply.left > 0 and supply.expires > until)


@inlined
def _take_planned(
    order: Any, row: int, demand: int, day: int, until: int, quantity: int, pegs: Rows, state: Any
) -> int:
    """How much of it a planned order gives."""
    if order.left == 0 or order.due > day or order.expires <= until:
        return 0
    taken = int(min(quantity, order.left))
    order.left -= taken
    if order.driver < 0:
        order.driver = demand
    peg(PLANNED, row, demand, taken, pegs, state)
    return taken


@compiled
def _take_new(day: int, rows: Ints, short: Ints, orders: Rows, needs: Rows, pegs: Rows, state: Any) -> None:
    """Peg what the demands of a day still lack to planned orders; what those cannot give is missing."""
    for place in range(rows.size):
        need, quantity, at = needs[rows[place]], short[place], state.pool
        until = max(day, need.day) + need.min_life
        while quantity > 0 and at < state.orders:
            if serves(orders[at].owner, need.owner):
                quantity -= _take_planned(orders[at], at, rows[place], day, until, quantity, pegs, state)
            at += 1
        need.missing = quantity


@inlined
def _lacking(owner: int, rule: Any, needs: Rows, rows: Ints, short: Ints) -> int:
    """What the demands of a day lack together, or those of one owner where each is planned by himself."""
    lacking = 0
    for place in range(rows.size):
        if not rule.by_owner or needs[rows[place]].owner == owner:
            lacking += short[place]
    return lacking


@inlined
def _next_owner(owner: int, rule: Any, needs: Rows, rows: Ints) -> int:
    """The owner to plan for after another; NEVER after the last."""
    following = NEVER
    if rule.by_owner:
        for place in range(rows.size):
            if owner < needs[rows[place]].owner < following:
                following = needs[rows[place]].owner
    return following


@inlined
def _first_priority(needs: Rows, rows: Ints) -> int:
    priority = NEVER
    for row in rows:
        priority = min(priority, needs[row].priority)
    return priority


@inlined
def _there(day: int, owner: int, supplies: Rows, orders: Rows, state: Any) -> int:
    """What is left of supplies and planned orders and may be used on a day by an owner."""
    there = 0
    for planned in range(state.pool, state.orders):
        if orders[planned].due <= day < orders[planned].expires and serves(orders[planned].owner, owner):
            there += orders[planned].left
    for place in range(state.stock, state.stock_end):
        if supplies[place].day <= day < supplies[place].expires and serves(supplies[place].owner, owner):
            there += supplies[place].left
    return there


@compiled
def _restore_safety(day: int, safety: int, reschedule: int, supplies: Rows, orders: Rows, state: Any) -> int:
    """What is missing to the safety stock at the end of a day, after receipts in reach have been moved to it.

    Also finds the receipts that safety stock is the first to need: without them the rest would be below it.
    """
    there = _there(day, OURS, supplies, orders, state)
    for place in range(state.stock, state.stock_end):
        if there >= safety:
            break
        supply = supplies[place]
        reached = supply.movable and day < supply.day <= day + reschedule and supply.owner == OURS
        if reached and supply.left > 0 and supply.expires > day:
            supply.day = day
            there += supply.left
    spare = there - safety
    for place in range(state.stock_end - 1, state.stock - 1, -1):
        supply = supplies[place]
        if supply.day <= day < supply.expires and supply.wanted == NEVER and supply.owner == OURS:
            if supply.left > spare:
                want(supply, day, -1)
            else:
                spare -= supply.left
    return int(max(0, safety - there))


@compiled
def _ahead(
    day: int,
    owner: int,
    lacking: int,
    safety: int,
    rule: Any,
    levels: Rows,
    supplies: Rows,
    orders: Rows,
    needs: Rows,
    rows: Ints,
    state: Any,
) -> int:
    """What an order of this day covers of the demands and safety stocks after it, as far as the item's period or its
    costs say."""
    if owner != OURS:
        safety, levels = 0, levels[:0]
    days, lacks = _lacks_after(day, owner, safety, rule, levels, supplies, orders, needs, rows, state)
    if not rule.economy:
        return int(lacks.sum())
    days, lacks = np.append(day, days), np.append(lacking, lacks)
    quantities = lacks / SCALE
    if rule.economy == SILVER_MEAL:
        covers = silver_meal(days, quantities, rule.order_cost, rule.holding_cost)
    else:
        covers = wagner_whitin(days, quantities, np.full(days.size, rule.order_cost), rule.holding_cost)[0][0]
    return int(lacks[1:covers].sum())


@compiled
def _lacks_after(
    day: int,
    owner: int,
    safety: int,
    rule: Any,
    levels: Rows,
    supplies: Rows,
    orders: Rows,
    needs: Rows,
    rows: Ints,
    state: Any,
) -> tuple[Ints, Ints]:
    """The days after `day`, if this day were just covered, on which the balance falls deeper than before, and by how
    much. It ends with the item's period, and where what is ordered now would be too old."""
    until, expires = day + rule.period if rule.period > 1 else NEVER, expiry(rule, day)
    most = rows.size + levels.size
    days, lacks, count = np.empty(most, np.int64), np.zeros(most, np.int64), 0
    balance = max(0, _there(day, owner, supplies, orders, state) - safety)
    since, place, level = day, 0, 0
    while place < rows.size or level < levels.size:
        wanted = needs[rows[place]].wanted if place < rows.size else NEVER
        if place < rows.size and rule.by_owner and needs[rows[place]].owner != owner:
            place += 1
            continue
        if level < levels.size and levels[level].day <= wanted:
            wanted, last = levels[level].day, levels[level].day
            quantity, safety = levels[level].quantity - safety, levels[level].quantity
            level += 1
        else:
            need = needs[rows[place]]
            last, quantity = need.day + need.min_life, need.quantity
            place += 1
        if wanted >= until or last >= expires:
            break
        if wanted > since:
            balance += _arriving(since, wanted, owner, supplies, orders, state)
            since = wanted
        balance -= quantity
        if balance < 0:
            if count == 0 or days[count - 1] < wanted:
                days[count] = wanted
                count += 1
            lacks[count - 1] -= balance
            balance = 0
    return days[:count], lacks[:count]


@inlined
def _arriving(since: int, day: int, owner: int, supplies: Rows, orders: Rows, state: Any) -> int:
    """What supplies and planned orders bring after one day until another, and is not too old by then."""
    arriving = 0
    for place in range(state.stock, state.stock_end):
        if since < supplies[place].day <= day < supplies[place].expires and serves(supplies[place].owner, owner):
            arriving += supplies[place].left
    for planned in range(state.pool, state.orders):
        if since < orders[planned].due <= day < orders[planned].expires and serves(orders[planned].owner, owner):
            arriving += orders[planned].left
    return arriving


@compiled
def _spare(safety: int, supplies: Rows, orders: Rows, state: Any) -> int:
    """What of ours is left beyond the safety stock, whenever it comes."""
    spare = -safety
    for planned in range(state.pool, state.orders):
        if orders[planned].made_by < 0 and orders[planned].owner == OURS:
            spare += orders[planned].left
    for place in range(state.stock, state.stock_end):
        if supplies[place].owner == OURS:
            spare += supplies[place].left
    return int(spare)
