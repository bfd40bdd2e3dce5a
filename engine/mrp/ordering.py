"""The planned orders for what a day lacks, compiled: in lots as the item or its supplier has them."""

from __future__ import annotations

from typing import Any

from engine.compiled import compiled, inlined
from engine.mrp.columns import ALL, Calendars, Marks, Rows
from engine.mrp.lead_times import expiry, lead_before, lead_time
from engine.mrp.quantities import first_lot
from engine.mrp.sourcing import choose

SPLITS = 1000  # orders one need is split into at most


@inlined
def most_orders(quantity: int, maximum: int) -> int:
    """The most planned orders that cover a quantity: one, or each of more than half of what one may be of."""
    return 2 + 2 * min(SPLITS, quantity // maximum) if maximum > 0 else 1


@compiled
def order(
    day: int,
    owner: int,
    quantity: int,
    priority: int,
    rule: Any,
    suppliers: Rows,
    calendars: Calendars,
    orders: Rows,
    state: Any,
    marks: Marks,
) -> None:
    """Write the planned orders that cover a quantity needed on a day."""
    maximum = rule.maximum
    if maximum > 0 and quantity // maximum >= SPLITS:
        marks.too_small[state.row] = True
        maximum = -(-quantity // SPLITS)
    if quantity <= maximum:
        maximum = 0
    while quantity > 0:
        minimum, multiple, lead, supplier, chosen = rule.minimum, rule.multiple, rule.lead, -1, -1
        if suppliers.size > 0:
            chosen = choose(state.today, day, quantity, maximum, rule, suppliers, calendars)
            terms = suppliers[chosen]
            minimum, multiple, lead, supplier = terms.minimum, terms.multiple, terms.lead, terms.row
        lot = first_lot(quantity, minimum, maximum, multiple, rule.precision)
        lead = lead_time(rule, lead, lot)
        start = lead_before(rule, lead, day, calendars)
        write_order(rule, owner, start, lead, day, lot, priority, supplier, -1, orders, state)
        if chosen >= 0:
            suppliers[chosen].assigned += lot
        quantity -= lot


@inlined
def write_order(
    rule: Any,
    owner: int,
    start: int,
    lead: int,
    day: int,
    quantity: int,
    priority: int,
    supplier: int,
    made_by: int,
    orders: Rows,
    state: Any,
) -> None:
    """One planned order, or with `made_by` what comes out of that one, behind those written so far."""
    written = orders[state.orders]
    written.item = state.row
    written.quantity = quantity
    written.left = quantity
    written.start = start
    written.due = day
    written.order = state.group
    written.owner = owner
    written.priority = priority
    written.expires = expiry(rule, day)
    written.made_by = made_by
    written.ready = state.today
    written.waits_for = -1
    written.driver = -1
    written.lead = lead
    written.supplier = supplier
    written.fed = made_by >= 0
    written.hears = ALL
    state.orders += 1
