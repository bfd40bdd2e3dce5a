"""The product structure: who is made of what, in an order where every parent comes before its components."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.compiled import compiled
from engine.mrp.checks import Sound
from engine.mrp.problem import Problem, SupplyKind
from engine.mrp.result import Fault, Reason
from engine.tables import Flags, Ints, Shorts

EXPLODED = (SupplyKind.MAKE, SupplyKind.SUBCONTRACT, SupplyKind.PHANTOM)


Edges = tuple[Shorts, Shorts]


class Structure(NamedTuple):
    """`order`: items, parents first, and substitutes before what they replace, so that it is known what they have left.
    `expecting`: the same with substitutes behind what they replace, so that going back it is known when they come;
    `position`: where each item stands in that. `beside`: what is issued to work orders for items whose BOM lines do not
    have it, as (made, issued): all that demands and receipts have to say about the order. `used`: rows of the BOM lines
    an item is used in, `used[used_starts[i] : used_starts[i + 1]]`; `substitutes`: the rows that may be used."""

    order: Shorts
    expecting: Shorts
    position: Shorts
    used: Shorts
    used_starts: Ints
    substitutes: Ints
    beside: Edges


def structure(problem: Problem, sound: Sound, faults: list[Fault]) -> Structure:
    """Lines of a loop become faults and are left out; so are lines under items that are not exploded."""
    bom, items, receipts, demands = problem.bom, problem.items, problem.receipts, problem.demands
    exploded = sound.items & np.isin(items.kind, EXPLODED)
    lines = np.flatnonzero(sound.bom)
    lines = lines[exploded[bom.parent[lines]]]
    issues = np.flatnonzero(sound.demands & (demands.receipt >= 0))
    issues = issues[sound.receipts[demands.receipt[issues]]]
    parents, components = bom.parent[lines], bom.component[lines]
    beside = _beside(receipts.item[demands.receipt[issues]], demands.item[issues], parents, components)
    made, issued = _each_once(*beside)

    order = parents_first(len(items), np.append(parents, made), np.append(components, issued))
    if order.size < len(items):  # a loop: of the BOM, or only because a work order is issued what it makes
        made, issued = made[:0], issued[:0]
        looped = _in_loops(len(items), parents, components)
        for line in lines[looped].tolist():
            faults.append(Fault("bom", line, Reason.LOOP, "component", int(bom.component[line])))
        lines, parents, components = lines[~looped], parents[~looped], components[~looped]
        order = parents_first(len(items), parents, components)
    expecting, substitutes = order, _substitutes(problem, sound, lines, faults)
    if substitutes.size > 0:
        instead, replaced = problem.substitutes.item[substitutes], bom.component[problem.substitutes.line[substitutes]]
        order = _order((parents, components), (instead, replaced), (made, issued), len(items))
        expecting = _order((parents, components), (replaced, instead), (made, issued), len(items))
    position = np.empty(len(items), np.int32)
    position[expecting] = np.arange(len(items), dtype=np.int32)
    used, used_starts = by_key(components, len(items))
    return Structure(order, expecting, position, lines[used].astype(np.int32), used_starts, substitutes, beside)


def _beside(made: Shorts, issued: Shorts, parents: Shorts, components: Shorts) -> Edges:
    """Those of the issues that no line stands for."""
    near = np.isin(parents, made) & np.isin(components, issued)
    beside = ~np.isin(_key(made, issued), _key(parents[near], components[near]))
    return made[beside], issued[beside]


def _each_once(made: Shorts, issued: Shorts) -> Edges:
    """Each edge once, however many there are: the order of the items does not depend on it."""
    keys = np.unique(_key(made, issued))
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)


def _key(made: Shorts, issued: Shorts) -> Ints:
    return np.asarray(made.astype(np.int64) << 32 | issued)


def _order(lines: Edges, substitutes: Edges, issues: Edges, count: int) -> Shorts:
    """Parents first, also what work orders make before what they are issued, unless that goes round in a circle."""
    firm = np.append(lines[0], substitutes[0]), np.append(lines[1], substitutes[1])
    order = parents_first(count, np.append(firm[0], issues[0]), np.append(firm[1], issues[1]))
    return order if order.size == count else parents_first(count, *firm)


def _substitutes(problem: Problem, sound: Sound, lines: Ints, faults: list[Fault]) -> Ints:
    """Substitutes of these lines; one that goes into what it replaces, or the other way round, becomes a fault."""
    rows = np.flatnonzero(sound.substitutes)
    rows = rows[np.isin(problem.substitutes.line[rows], lines) & ~problem.bom.output[problem.substitutes.line[rows]]]
    if rows.size == 0:
        return rows
    parents, components = problem.bom.parent[lines], problem.bom.component[lines]
    instead, replaced = problem.substitutes.item[rows], problem.bom.component[problem.substitutes.line[rows]]
    looped = np.zeros(rows.size, np.bool_)
    for above, below in ((instead, replaced), (replaced, instead)):
        edges = np.append(parents, above), np.append(components, below)
        if parents_first(len(problem.items), *edges).size < len(problem.items):
            looped |= _in_loops(len(problem.items), *edges)[lines.size :]
    for row in rows[looped].tolist():
        faults.append(Fault("substitutes", row, Reason.LOOP, "item", int(problem.substitutes.item[row])))
    return rows[~looped]


def by_key(keys: Shorts, count: int) -> tuple[Ints, Ints]:
    """Row numbers grouped by key, and where each key's group begins."""
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=starts[1:])
    return np.argsort(keys, kind="stable"), starts


def parents_first(count: int, parents: Shorts, components: Shorts) -> Shorts:
    """Items ordered so that parents come first; those in or under a loop are missing."""
    rows, starts = by_key(parents, count)
    waiting = np.bincount(components, minlength=count)
    return _peel(starts, components[rows].astype(np.int32), waiting)


@compiled
def _peel(starts: Ints, components: Shorts, waiting: Ints) -> Shorts:
    queue = np.empty(waiting.size, np.int32)
    last = 0
    for item in range(waiting.size):
        if waiting[item] == 0:
            queue[last] = item
            last += 1
    first = 0
    while first < last:
        item = queue[first]
        first += 1
        for component in components[starts[item] : starts[item + 1]]:
            waiting[component] -= 1
            if waiting[component] == 0:
                queue[last] = component
                last += 1
    return queue[:last]


def _in_loops(count: int, parents: Shorts, components: Shorts) -> Flags:  # noqa: C901
    """The edges that lie on a loop: both ends in one strongly connected component (Tarjan 1972, without recursion)."""
    rows, starts = by_key(parents, count)
    below = components[rows].tolist()
    found, low, group = [-1] * count, [0] * count, [-1] * count
    path: list[int] = []
    clock = 0
    for root in np.unique(parents).tolist():
        if found[root] >= 0:
            continue
        calls = [(root, int(starts[root]))]
        while calls:
            item, edge = calls.pop()
            if found[item] < 0:
                found[item] = low[item] = clock
                clock += 1
                path.append(item)
            elif edge > starts[item]:
                child = below[edge - 1]
                if group[child] < 0:
                    low[item] = min(low[item], low[child])
            if edge < starts[item + 1]:
                calls.append((item, edge + 1))
                if found[below[edge]] < 0:
                    calls.append((below[edge], int(starts[below[edge]])))
            elif low[item] == found[item]:
                while group[item] < 0:
                    group[path.pop()] = item
    groups = np.array(group)
    return np.asarray(groups[parents] == groups[components])
