"""How one supply gives to one demand: compiled into those that choose which."""

from __future__ import annotations

from typing import Any

from engine.compiled import compiled, inlined
from engine.mrp.columns import RECEIPT, Rows
from engine.mrp.problem import NEVER

OURS = -1  # no owner


@inlined
def serves(owner: int, asking: int) -> bool:
    """Whether what belongs to one may be used for another: ours for all."""
    return bool(owner < 0 or owner == asking)


@inlined
def take_from(supply: Any, demand: int, day: int, quantity: int, pegs: Rows, state: Any) -> int:
    """How much of it the supply gives."""
    taken = int(min(quantity, supply.left))
    if taken > 0:
        supply.left -= taken
        want(supply, day, demand)
        peg(supply.source, supply.row, demand, taken, pegs, state)
    return taken


@inlined
def want(supply: Any, day: int, demand: int) -> None:
    if supply.wanted == NEVER:
        supply.wanted = day
        supply.driver = demand


@inlined
def peg(source: int, supply: int, demand: int, quantity: int, pegs: Rows, state: Any) -> None:
    peg = pegs[state.pegs]
    peg.source = source
    peg.supply = supply
    peg.demand = demand
    peg.quantity = quantity
    state.pegs += 1


@compiled
def find_surplus(spare: int, supplies: Rows, first: int, end: int) -> None:
    """What of the receipts is not needed by anything, the last to come first, where so much of ours is to spare."""
    for place in range(end - 1, first - 1, -1):
        supply = supplies[place]
        if supply.source == RECEIPT:
            supply.surplus = supply.left if supply.owner != OURS else max(0, min(supply.left, spare))
            spare -= supply.surplus if supply.owner == OURS else 0
