"""Substitutes, compiled: what is left of one item takes the place of another."""

from __future__ import annotations

from typing import Any

from engine.compiled import compiled, inlined
from engine.mrp.columns import Replacing, Rows, room, room_to_peg
from engine.mrp.problem import SCALE
from engine.mrp.quantities import multiplied_up, rounded_up
from engine.mrp.taking import OURS, find_surplus, serves, take_from
from engine.tables import Ints


@compiled
def replace(
    day: int,
    items: Rows,
    replacing: Replacing,
    rows: Ints,
    short: Ints,
    orders: Rows,
    needs: Rows,
    pegs: Rows,
    state: Any,
) -> tuple[Rows, Rows]:
    """Let substitutes give what the demands of a day still lack (`short`), line by line, by priority. Answers the
    demands and pegs, which grow as needed."""
    for place in range(rows.size):
        line = needs[rows[place]].line
        if line < 0:
            continue
        for number in range(replacing.starts[line], replacing.starts[line + 1]):
            if short[place] > 0:
                needs = room(needs, state.needs, 1)
                pegs = room_to_peg(pegs, state, replacing.supplies.rows, orders, needs)
                substitute, lacking = replacing.rows[number], short[place]
                short[place] -= _give(day, items, replacing, substitute, rows[place], lacking, needs, pegs, state)
    return needs, pegs


@compiled
def _give(
    day: int,
    items: Rows,
    replacing: Replacing,
    substitute: Any,
    replaced: int,
    lacking: int,
    needs: Rows,
    pegs: Rows,
    state: Any,
) -> int:
    """How much of what a demand lacks a substitute gives; it has a demand of its own for that."""
    item, need = substitute.instead, needs[replaced]
    rule, supplies, precision = items[item], replacing.supplies.rows, items[state.row].precision
    first, end = replacing.supplies.starts[item], replacing.supplies.ends[item]
    spare = -replacing.safety[item]
    for at in range(first, end):
        if _usable(supplies[at], rule, need, day):
            spare += supplies[at].left
    given, quantity = _exchanged(lacking, spare, substitute.ratio, precision, rule.precision)
    if given == 0:
        return 0
    number = state.needs
    state.needs += 1
    need.replaced += given
    _write(needs, number, replaced, item, quantity)
    for at in range(first, end):
        if quantity > 0 and _usable(supplies[at], rule, need, day):
            taken = take_from(supplies[at], number, day, quantity, pegs, state)
            quantity -= taken
            replacing.spare[item] -= taken if supplies[at].owner == OURS else 0
            supplies[at].wanted = min(supplies[at].wanted, day)
    find_surplus(replacing.spare[item], supplies, first, end)
    return int(given)


@inlined
def _usable(supply: Any, rule: Any, need: Any, day: int) -> bool:
    """Whether what is left of the supply may be used for the need, and is there and fresh."""
    there = supply.left > 0 and supply.day <= day and supply.expires > max(day, need.day) + need.min_life
    return bool(there and serves(supply.owner, need.owner) and not rule.by_order)


@compiled
def _exchanged(lacking: int, spare: int, ratio: int, precision: int, its_precision: int) -> tuple[int, int]:
    """(how much of the need is replaced, by how much of the substitute), both in whole steps of their precision."""
    quantity = multiplied_up(lacking, ratio, SCALE)
    if 0 <= quantity <= spare and rounded_up(quantity, its_precision) <= spare:
        return lacking, rounded_up(quantity, its_precision)
    spare -= spare % its_precision
    if spare <= 0:
        return 0, 0
    given = multiplied_up(spare, SCALE, ratio)
    if given > 0 and multiplied_up(given, ratio, SCALE) > spare:
        given -= 1
    given -= given % precision
    if given <= 0:
        return 0, 0
    return given, rounded_up(multiplied_up(given, ratio, SCALE), its_precision)


@inlined
def _write(needs: Rows, number: int, replaced: int, item: int, quantity: int) -> None:
    need, other = needs[number], needs[replaced]
    need.item = item
    need.quantity = quantity
    need.day = other.day
    need.wanted = other.wanted
    need.planned = other.planned
    need.line = other.line
    need.order = other.order
    need.owner = other.owner
    need.priority = other.priority
    need.min_life = other.min_life
    need.missing = 0
    need.replaced = 0
    need.replaces = replaced
    need.peg = -1
