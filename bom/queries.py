"""Reads that combine tables of the standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from base.tenancy import current_tenant_id
from bom.models import Bom, BomLine, Item, LineKind, Substitute
from bom.states import StandardState

DEEPEST = 20  # levels; no structure is as deep, and a loop ends here
USED_IN = f"""
    WITH RECURSIVE edges AS (
        SELECT bom.item_id AS parent, line.component_id AS component, line.quantity / bom.base_quantity AS quantity
        FROM bom_bomline AS line JOIN bom_bom AS bom ON bom.tenant_id = line.tenant_id AND bom.id = line.bom_id
        WHERE line.tenant_id = %(tenant)s AND bom.state = '{StandardState.ACTIVE}'
            AND line.kind = '{LineKind.COMPONENT}'
    ), up AS (
        SELECT parent, quantity, 1 AS level FROM edges WHERE component = %(item)s
        UNION ALL
        SELECT edges.parent, up.quantity * edges.quantity, up.level + 1
        FROM up JOIN edges ON edges.component = up.parent WHERE up.level < {DEEPEST}
    )
    SELECT item.id, item.code, item.name, min(up.level), sum(up.quantity),
        NOT EXISTS (SELECT FROM edges WHERE edges.component = item.id)
    FROM up JOIN bom_item AS item ON item.tenant_id = %(tenant)s AND item.id = up.parent
    GROUP BY item.id, item.code, item.name ORDER BY 4, 2"""


@dataclass(frozen=True)
class Use:
    """An item that another becomes part of: at which level above it, with how much for each; `top`: part of nothing."""

    pk: int
    code: str
    name: str
    level: int
    quantity: Decimal
    top: bool


def used_in(item: int) -> list[Use]:
    """Everything above an item by the active bills of material, nearest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(USED_IN, {"tenant": current_tenant_id(), "item": item})
        return [Use(*row) for row in cursor.fetchall()]


def active_edges() -> list[tuple[int, int]]:
    """(parent, component) of every active bill of material."""
    return list(BomLine.objects.filter(bom__state=StandardState.ACTIVE).values_list("bom__item_id", "component_id"))


def loops(boms: Sequence[Bom]) -> dict[int, list[str]]:
    """For each of these bills that would close a loop once active: the codes along it, first and last the same."""
    own: dict[int, list[int]] = {bom.item_id: [] for bom in boms}
    for parent, component in BomLine.objects.filter(bom__in=boms).values_list("bom__item_id", "component_id"):
        own[parent].append(component)
    edges: dict[int, list[int]] = {}
    for parent, component in active_edges():
        edges.setdefault(parent, []).append(component)
    edges |= own
    found = {bom.pk: path for bom in boms if (path := loop_through(bom.item_id, edges))}
    codes = dict(Item.objects.filter(pk__in={pk for path in found.values() for pk in path}).values_list("pk", "code"))
    return {pk: [codes[item] for item in path] for pk, path in found.items()}


def replaced_in_a_circle(pairs: Sequence[tuple[int, int]], but: int | None = None) -> dict[tuple[int, int], list[str]]:
    """For each of these (component, substitute) that would close a circle with those there are: the codes along it.

    `but`: a row that is left out. In which bill one replaces the other does not matter: planning nets one item first.
    """
    edges: dict[int, list[int]] = {}
    kept = Substitute.objects.filter(active=True).exclude(pk=but).values_list("component_id", "item_id")
    for component, item in [*kept, *pairs]:
        edges.setdefault(component, []).append(item)
    found = {pair: path for pair in pairs if (path := _path_over(pair, edges))}
    codes = dict(Item.objects.filter(pk__in={pk for path in found.values() for pk in path}).values_list("pk", "code"))
    return {pair: [codes[item] for item in path] for pair, path in found.items()}


def _path_over(pair: tuple[int, int], edges: dict[int, list[int]]) -> list[int]:
    """A path from the component over its substitute back to it."""
    component, item = pair
    return loop_through(component, {**edges, component: [item]})


def loop_through(start: int, edges: dict[int, list[int]]) -> list[int]:
    """A path from `start` back to itself; empty when there is none. Each item is entered once."""
    came_from: dict[int, int] = {}
    frontier = [start]
    while frontier:
        parent = frontier.pop()
        for component in edges.get(parent, ()):
            if component == start:
                return _path(start, parent, came_from)
            if component not in came_from:
                came_from[component] = parent
                frontier.append(component)
    return []


def _path(start: int, last: int, came_from: dict[int, int]) -> list[int]:
    path = [start, last] if last != start else [start]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1] if len(path) > 1 else [start, start]
